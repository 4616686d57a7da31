#include "domain/syncs/syncs.h"
#include "services/api/request.h"

static void say_where(struct request *request, const void *out)
{
    const struct push *push = out;

    reply_header(request, "Location", arena_printf(request->ctx.arena, "/api/activation/jobs/%s", push->id));
}

static bool is_ended(const void *out)
{
    const struct push *push = out;

    return push->finished_at.us != 0;
}

static const struct route routes[] = {
    ROUTE(GET, "/api/accounts", account_operations[ACCOUNT_LIST], 200),
    ROUTE(POST, "/api/accounts", account_operations[ACCOUNT_ADD], 201),
    ROUTE(PATCH, "/api/accounts/{id}", account_operations[ACCOUNT_UPDATE], 200),
    ROUTE(DELETE, "/api/accounts/{id}", account_operations[ACCOUNT_REMOVE], 204),
    ROUTE(POST, "/api/activation/audiences/{id}/rehearse", activation_operations[ACTIVATION_REHEARSE], 200),
    ROUTE(POST, "/api/activation/audiences/{id}/push", activation_operations[ACTIVATION_PUSH], 202,
          .reply = say_where),
    ROUTE(GET, "/api/activation/history", activation_operations[ACTIVATION_LIST], 200),
    ROUTE(GET, "/api/activation/jobs/{id}", activation_operations[ACTIVATION_GET], 200, .watch = "job",
          .watch_ends = is_ended),
    ROUTE(POST, "/api/activation/jobs/{id}/approve", activation_operations[ACTIVATION_APPROVE], 200),
    ROUTE(POST, "/api/activation/jobs/{id}/reject", activation_operations[ACTIVATION_REJECT], 200),
    ROUTE(POST, "/api/activation/jobs/{id}/cancel", activation_operations[ACTIVATION_CANCEL], 200),
    ROUTE(POST, "/api/activation/jobs/{id}/retry", activation_operations[ACTIVATION_RETRY], 200),
    ROUTE(GET, "/api/activation/syncs", sync_operations[SYNC_LIST], 200),
    ROUTE(GET, "/api/activation/syncs/{id}", sync_operations[SYNC_GET], 200),
    ROUTE(POST, "/api/activation/syncs/{id}/pause", sync_operations[SYNC_PAUSE], 200),
    ROUTE(POST, "/api/activation/syncs/{id}/resume", sync_operations[SYNC_RESUME], 200),
    ROUTE(POST, "/api/activation/syncs/{id}/end", sync_operations[SYNC_END], 200),
};
const struct route_group activation_routes =
    ROUTES("activation", "Accounts, pushes, decisions, receipts.", routes);

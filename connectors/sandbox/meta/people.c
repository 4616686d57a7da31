/*
 * Who a token is of, what accounts it reaches, and signing in (Facebook Login): whoever comes is let in, and
 * whatever app they come from is known. To refuse one, use a fault.
 */
#include "connectors/sandbox/meta/meta.h"

#include "packages/core/json.h"
#include "packages/core/text.h"

#include <string.h>

enum { BRIEF_S = 3600, LONG_S = 5184000 };

#define PERSON   "1002003004"
#define BUSINESS "5006007008"

static const struct {
    const char *id, *name, *currency, *zone;
    int status;
} accounts[] = {
    { "1234567890", "Sandbox shop", "USD", "America/New_York", 1 },
    { "1234567891", "Sandbox shop Europe", "EUR", "Europe/Berlin", 1 },
    { "1234567892", "Sandbox shop, closed", "EUR", "Europe/Paris", 2 },
};

void me_get(struct call *call)
{
    json_t *me = json_keep(&call->ctx, json_pack("{s:s, s:s}", "id", PERSON, "name", "Sandbox Person")),
           *picked;

    if (meta_pick(call, "User", me, &picked))
        meta_answer(call, json_incref(picked));
}

static void answer_accounts(struct call *call)
{
    json_t *items = json_keep(&call->ctx, json_array()), *item;

    for (size_t i = 0; i < COUNT(accounts); i++) {
        json_t *whole =
            json_keep(&call->ctx, json_pack("{s:s, s:s, s:s, s:i, s:s, s:s}", "id",
                                            arena_printf(call->ctx.arena, "act_%s", accounts[i].id),
                                            "account_id", accounts[i].id, "name", accounts[i].name,
                                            "account_status", accounts[i].status, "currency",
                                            accounts[i].currency, "timezone_name", accounts[i].zone));

        if (!meta_pick(call, "AdAccount", whole, &item))
            return;
        json_array_append(items, item);
    }
    meta_answer_page(call, items);
}

void me_accounts(struct call *call)
{
    answer_accounts(call);
}

void me_businesses(struct call *call)
{
    json_t *items =
        json_keep(&call->ctx, json_pack("[{s:s, s:s}]", "id", BUSINESS, "name", "Sandbox business"));

    meta_answer_page(call, items);
}

void business_accounts(struct call *call)
{
    if (text_is(call->parts[1], BUSINESS))
        answer_accounts(call);
    else
        meta_refuse(call, 400, "100/33", "Unsupported request. No business has this id.");
}

void me_permissions_end(struct call *call)
{
    const char *token = meta_token(call);

    if (token)
        sandbox_expire(call->sandbox, token);
    meta_success(call);
}

/* --- signing in --- */

static const char *wanted(struct call *call, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!*param_text(call, names[i]))
            return names[i];
    return NULL;
}

static void missing(struct call *call, const char *name)
{
    meta_refuse(call, 400, "101", arena_printf(call->ctx.arena, "Missing %s parameter.", name));
}

/* The person agrees at once. */
void sign_in(struct call *call)
{
    static const char *const names[] = { "client_id", "redirect_uri" };
    const char *name = wanted(call, names, COUNT(names)), *to = param_text(call, "redirect_uri");

    if (name) {
        missing(call, name);
        return;
    }
    answer_text(call, 302, "text/html", "", 0);
    call->answer.location =
        arena_printf(call->ctx.arena, "%s%scode=sandbox-code-%s&state=%s", to, strchr(to, '?') ? "&" : "?",
                     id_new(&call->ctx), param_text(call, "state"));
}

static void answer_token(struct call *call, int seconds)
{
    meta_answer(call,
                json_pack("{s:o, s:s, s:i}", "access_token", json_sprintf("EAASANDBOX%s", id_new(&call->ctx)),
                          "token_type", "bearer", "expires_in", seconds));
}

static void trade_long(struct call *call)
{
    const char *token = param_text(call, "fb_exchange_token");

    if (!*token)
        missing(call, "fb_exchange_token");
    else if (!sandbox_is_good_token(call->sandbox, token))
        meta_refuse(call, 400, "190/463", meta_dialect.shut_out);
    else
        answer_token(call, LONG_S);
}

static void trade_code(struct call *call)
{
    static const char *const names[] = { "redirect_uri", "code" };
    const char *name = wanted(call, names, COUNT(names)), *code = param_text(call, "code");

    if (name)
        missing(call, name);
    else if (!text_starts(code, "sandbox-code-") || !sandbox_is_good_token(call->sandbox, code))
        meta_refuse(call, 400, "100/36009", "This authorization code has been used or never was one.");
    else {
        sandbox_expire(call->sandbox, code); /* good for once */
        answer_token(call, BRIEF_S);
    }
}

void trade_token(struct call *call)
{
    static const char *const names[] = { "client_id", "client_secret" };
    const char *name = wanted(call, names, COUNT(names)), *grant = param_text(call, "grant_type");

    if (name)
        missing(call, name);
    else if (text_is(grant, "fb_exchange_token"))
        trade_long(call);
    else if (!*grant || text_is(grant, "authorization_code"))
        trade_code(call);
    else
        meta_bad(call, "Invalid grant_type");
}

void debug_token(struct call *call)
{
    const char *token = param_text(call, "input_token");

    if (!*token)
        missing(call, "input_token");
    else
        meta_answer(call, json_pack("{s:{s:s, s:s, s:b, s:I, s:[s,s]}}", "data", "app_id", "1", "user_id",
                                    PERSON, "is_valid", sandbox_is_good_token(call->sandbox, token),
                                    "expires_at", (json_int_t)(call->ctx.now.us / 1000000 + LONG_S), "scopes",
                                    "ads_management", "business_management"));
}

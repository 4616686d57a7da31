#include "domain/history/history.h"

#include "packages/audit/audit.h"

static struct err *list(struct ctx *ctx, const void *in, void *out)
{
    return audit_list(ctx, in, out);
}

static struct err *verify(struct ctx *ctx, const void *in, void *out)
{
    (void)in;
    return audit_verify(ctx, out);
}

const struct operation history_operations[N_HISTORY_OPERATIONS] = {
    [AUDIT_LIST] = READ("audit_list", list, ROLE_USER, &audit_query_shape, &audit_page_shape,
                        "Read the audit log", .capability = CAN_AUDIT),
    [AUDIT_VERIFY] = READ("audit_verify", verify, ROLE_USER, NULL, &audit_verdict_shape,
                          "Check the audit log's chain of hashes", LONG, .capability = CAN_AUDIT),
};

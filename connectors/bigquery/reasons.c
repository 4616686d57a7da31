/*
 * What BigQuery's reasons mean here, as one table (https://cloud.google.com/bigquery/docs/error-messages).
 */
#include "connectors/bigquery/inner.h"

#include <string.h>

enum { LONGEST_MESSAGE = 500 };

/* clang-format off */
static const struct row {
    const char *reason;
    enum remedy act;
    enum err_code code;
    const char *next_step;
} rows[] = {
    { "accessDenied", ACT_FINAL, ERR_UNAVAILABLE,
      "Give the service account the roles BigQuery Job User on the project and BigQuery Data Viewer on the dataset." },
    { "authError", ACT_SIGN_IN, ERR_UNAVAILABLE, "Check bigquery_credentials: the key may be revoked." },
    { "backendError", ACT_AGAIN, ERR_UNAVAILABLE, NULL },
    { "badGateway", ACT_AGAIN, ERR_UNAVAILABLE, NULL },
    { "billingNotEnabled", ACT_FINAL, ERR_UNAVAILABLE, "Enable billing for the project in the Cloud console." },
    { "bytesBilledLimitExceeded", ACT_FINAL, ERR_OVER_BUDGET,
      "Narrow the period or the columns, or raise max_query_bytes." },
    { "duplicate", ACT_FINAL, ERR_CONFLICT, NULL },
    { "internalError", ACT_AGAIN, ERR_UNAVAILABLE, NULL },
    { "invalid", ACT_FINAL, ERR_INVALID, NULL },
    { "invalidQuery", ACT_FINAL, ERR_INVALID, NULL },
    { "jobBackendError", ACT_REDO, ERR_UNAVAILABLE, NULL },
    { "jobInternalError", ACT_REDO, ERR_UNAVAILABLE, NULL },
    { "jobRateLimitExceeded", ACT_REDO, ERR_RATE_LIMITED, NULL },
    { "notFound", ACT_FINAL, ERR_NOT_FOUND,
      "Run truffle warehouse init, or check bigquery_project, bigquery_dataset and bigquery_location." },
    { "quotaExceeded", ACT_FINAL, ERR_OVER_BUDGET,
      "Wait until the project's quota is reset, or raise it in the Cloud console." },
    { "rateLimitExceeded", ACT_AGAIN, ERR_RATE_LIMITED, NULL },
    { "resourcesExceeded", ACT_FINAL, ERR_TOO_LARGE, "Narrow the period or the number of groups." },
    { "responseTooLarge", ACT_FINAL, ERR_TOO_LARGE, "Ask for fewer rows." },
    { "stopped", ACT_FINAL, ERR_TIMEOUT, NULL },
    { "tableUnavailable", ACT_FINAL, ERR_UNAVAILABLE, NULL },
    { "timeout", ACT_FINAL, ERR_TIMEOUT, NULL },
    { "userRateLimitExceeded", ACT_AGAIN, ERR_RATE_LIMITED, NULL },
};
/* For an answer without a reason that is known. 401 comes once with a token that ended early. */
static const struct {
    int from, to;
    struct row row;
} statuses[] = {
    { 401, 401, { "", ACT_SIGN_IN, ERR_UNAVAILABLE, "Check bigquery_credentials: the key may be revoked." } },
    { 403, 403, { "", ACT_FINAL, ERR_UNAVAILABLE, "Check the roles of the service account." } },
    { 404, 404, { "", ACT_FINAL, ERR_NOT_FOUND, "Check bigquery_project, bigquery_dataset and bigquery_location." } },
    { 408, 408, { "", ACT_AGAIN, ERR_UNAVAILABLE, NULL } },
    { 413, 413, { "", ACT_FINAL, ERR_TOO_LARGE, NULL } },
    { 429, 429, { "", ACT_AGAIN, ERR_RATE_LIMITED, NULL } },
    { 400, 499, { "", ACT_FINAL, ERR_INVALID, NULL } },
    { 500, 599, { "", ACT_AGAIN, ERR_UNAVAILABLE, NULL } },
};
/* clang-format on */

static const struct row *row_of_reason(const char *reason)
{
    for (size_t i = 0; reason && i < COUNT(rows); i++)
        if (text_is(rows[i].reason, reason))
            return &rows[i];
    return NULL;
}

static const struct row *row_of_status(int status)
{
    static const struct row unknown = { "", ACT_FINAL, ERR_UPSTREAM, NULL };

    for (size_t i = 0; i < COUNT(statuses); i++)
        if (status >= statuses[i].from && status <= statuses[i].to)
            return &statuses[i].row;
    return &unknown;
}

static struct failure made(struct ctx *ctx, const struct row *row, const char *message)
{
    struct failure failure = { .act = row->act };

    failure.err =
        err_new(ctx, row->code, NULL, "BigQuery: %.*s", (int)strnlen(message, LONGEST_MESSAGE), message);
    failure.err->next_step = row->next_step;
    return failure;
}

static const char *first_line(struct ctx *ctx, json_t *text, const char *otherwise)
{
    const char *at = json_string_value(text);

    return at && *at ? arena_text_n(ctx->arena, at, strcspn(at, "\n")) : otherwise;
}

struct failure failure_of_reply(struct ctx *ctx, int status, json_t *body)
{
    json_t *error = json_object_get(body, "error");
    json_t *first = json_array_get(json_object_get(error, "errors"), 0);
    const char *reason = json_string_value(json_object_get(first, "reason"));
    const struct row *row = row_of_reason(reason);
    const char *plain = arena_printf(ctx->arena, "status %d without a reason", status);

    if (!row)
        row = row_of_status(status);
    return made(ctx, row, first_line(ctx, json_object_get(error, "message"), plain));
}

struct failure failure_of_job(struct ctx *ctx, json_t *result)
{
    static const struct row unknown = { "", ACT_FINAL, ERR_UPSTREAM, NULL };
    const struct row *row = row_of_reason(json_string_value(json_object_get(result, "reason")));
    struct failure failure =
        made(ctx, row ? row : &unknown,
             first_line(ctx, json_object_get(result, "message"), "the job failed without a reason"));

    if (failure.act == ACT_AGAIN)
        failure.act = ACT_REDO; /* a job that ended isn't repeated by asking for it again */
    return failure;
}

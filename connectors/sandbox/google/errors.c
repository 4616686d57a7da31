#include "connectors/sandbox/google/google.h"

#include "packages/core/json.h"

enum { MOST_ANSWER = 8 * 1024 * 1024 };

static const struct {
    int status;
    const char *word, *reason;
} statuses[] = {
    { 400, "INVALID_ARGUMENT", "INVALID_ARGUMENT" },
    { 401, "UNAUTHENTICATED", "ACCESS_TOKEN_EXPIRED" },
    { 403, "PERMISSION_DENIED", "PERMISSION_DENIED" },
    { 404, "NOT_FOUND", "NOT_FOUND" },
    { 409, "ABORTED", "ABORTED" },
    { 413, "INVALID_ARGUMENT", "INVALID_ARGUMENT" },
    { 429, "RESOURCE_EXHAUSTED", "RESOURCE_EXHAUSTED" },
    { 500, "INTERNAL", "INTERNAL_ERROR" },
    { 502, "UNAVAILABLE", "INTERNAL_ERROR" },
    { 503, "UNAVAILABLE", "INTERNAL_ERROR" },
    { 504, "DEADLINE_EXCEEDED", "DEADLINE_EXCEEDED" },
};

static size_t status_row(int status)
{
    for (size_t i = 0; i < COUNT(statuses); i++)
        if (statuses[i].status == status)
            return i;
    return 0;
}

static void write_pair(struct json_writer *json, const char *key, const char *value)
{
    json_key(json, key);
    json_text(json, value);
}

static void write_violations(struct json_writer *json, const struct violation *violations, size_t n)
{
    json_open(json, '{');
    write_pair(json, "@type", "type.googleapis.com/google.rpc.BadRequest");
    json_key(json, "fieldViolations");
    json_open(json, '[');
    for (size_t i = 0; i < n; i++) {
        json_open(json, '{');
        write_pair(json, "field", violations[i].field);
        write_pair(json, "description", violations[i].description);
        write_pair(json, "reason", violations[i].reason);
        json_shut(json, '}');
    }
    json_shut(json, ']');
    json_shut(json, '}');
}

static void write_error_info(struct json_writer *json, int status, const char *reason)
{
    json_open(json, '{');
    write_pair(json, "@type", "type.googleapis.com/google.rpc.ErrorInfo");
    write_pair(json, "reason", reason);
    write_pair(json, "domain", "datamanager.googleapis.com");
    if (status == 429) {
        json_key(json, "metadata");
        json_open(json, '{');
        write_pair(json, "quota_limit", "IngestionMutateRequestsPerMinutePerProject");
        json_shut(json, '}');
    }
    json_shut(json, '}');
}

static void write_error(struct call *call, int status, const char *reason, const char *message,
                        const struct violation *violations, size_t n)
{
    struct buf text = buf_in(call->ctx.arena, MOST_ANSWER);
    struct json_writer json = json_to(&text);

    json_open(&json, '{');
    json_key(&json, "error");
    json_open(&json, '{');
    json_key(&json, "code");
    json_int(&json, status);
    write_pair(&json, "message", message);
    write_pair(&json, "status", statuses[status_row(status)].word);
    json_key(&json, "details");
    json_open(&json, '[');
    write_error_info(&json, status, reason);
    if (n > 0)
        write_violations(&json, violations, n);
    json_open(&json, '{');
    write_pair(&json, "@type", "type.googleapis.com/google.rpc.RequestInfo");
    write_pair(&json, "requestId", call->ctx.request_id);
    json_shut(&json, '}');
    json_shut(&json, ']');
    json_shut(&json, '}');
    json_shut(&json, '}');
    answer_json(call, status, &text);
}

void google_refuse(struct call *call, int status, const char *reason, const char *message)
{
    write_error(call, status, reason ? reason : statuses[status_row(status)].reason, message, NULL, 0);
}

void answer_violations(struct call *call, const struct violation *violations, size_t n)
{
    write_error(call, 400, "INVALID_ARGUMENT", "There was a problem with the request.", violations, n);
}

void answer_violation(struct call *call, const char *field, const char *reason, const char *description)
{
    answer_violations(call, &(struct violation){ field, reason, description }, 1);
}

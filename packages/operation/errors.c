/*
 * The one table of errors: what each code is to HTTP, to a shell and to a person.
 */
#include "packages/operation/operation.h"

static const struct err_row rows[N_ERR_CODES] = {
    [ERR_NONE] = { 200, 0, "OK", NULL },
    [ERR_MALFORMED] = { 400, 2, "Bad Request", "Check the form of the request." },
    [ERR_INVALID] = { 422, 2, "Unprocessable Content", "Correct the fields that are named." },
    [ERR_UNAUTHENTICATED] = { 401, 4, "Unauthorized", "Sign in: truffle signin prints a link." },
    [ERR_FORBIDDEN] = { 403, 4, "Forbidden", "Ask somebody who has the right." },
    [ERR_NOT_FOUND] = { 404, 3, "Not Found", "Check the id: it may be gone, or not shared with you." },
    [ERR_CONFLICT] = { 409, 1, "Conflict", "Look at its present state, then decide again." },
    [ERR_DUPLICATE] = { 409, 1, "Conflict", "Use another name or id." },
    [ERR_STALE] = { 412, 1, "Precondition Failed", "Read it again: it was changed meanwhile." },
    [ERR_TOO_LARGE] = { 413, 2, "Content Too Large", "Send less at once." },
    [ERR_RATE_LIMITED] = { 429, 75, "Too Many Requests", "Wait, then try again." },
    [ERR_OVER_BUDGET] = { 429, 75, "Too Many Requests",
                          "Narrow the question, or ask an admin for a larger budget." },
    [ERR_UNAVAILABLE] = { 503, 75, "Service Unavailable", "Try again in a moment." },
    [ERR_UPSTREAM] = { 502, 69, "Bad Gateway", "The other side answered wrongly: try again later." },
    [ERR_TIMEOUT] = { 504, 75, "Gateway Timeout", "Narrow the question, or try again." },
    [ERR_INTERNAL] = { 500, 1, "Internal Server Error",
                       "Report it with the request id: this is a fault of the program." },
};

const struct err_row *err_row(enum err_code code)
{
    return &rows[code];
}

/* The text of an internal error may hold SQL: it goes to the log alone. */
static const char secret[] = "something went wrong inside the program";

void problem_encode(const struct err *err, const char *request_id, struct buf *to)
{
    const struct err_row *row = err_row(err->code);

    problem_encode_as(err, row->http, row->title, request_id, to);
}

void problem_encode_as(const struct err *err, unsigned http, const char *title, const char *request_id,
                       struct buf *to)
{
    const struct err_row *row = err_row(err->code);
    struct json_writer json = json_to(to);

    json_open(&json, '{');
    json_key(&json, "type");
    json_text(&json, "about:blank");
    json_key(&json, "title");
    json_text(&json, title);
    json_key(&json, "status");
    json_int(&json, http);
    json_key(&json, "code");
    json_text(&json, err_word(err->code == ERR_DUPLICATE ? ERR_CONFLICT : err->code));
    json_key(&json, "detail");
    json_text(&json, err->code == ERR_INTERNAL ? secret : err->message);
    json_key(&json, "next_step");
    json_text(&json, err->next_step ? err->next_step : row->next_step);
    json_key(&json, "request_id");
    json_text(&json, request_id);
    if (err->pointer) {
        json_key(&json, "errors");
        json_open(&json, '[');
        for (; err; err = err->also) {
            json_open(&json, '{');
            json_key(&json, "pointer");
            json_text(&json, err->pointer ? err->pointer : "");
            json_key(&json, "detail");
            json_text(&json, err->code == ERR_INTERNAL ? secret : err->message);
            json_shut(&json, '}');
        }
        json_shut(&json, ']');
    }
    json_shut(&json, '}');
}

#include "connectors/sandbox/inner.h"

#include "packages/core/json.h"

#include <string.h>

enum { MOST_ANSWER = 8 * 1024 * 1024, HUGE_BYTES = 50 * 1024 * 1024, DEEP_LEVELS = 1000 };

void answer_text(struct call *call, int status, const char *type, const char *text, size_t len)
{
    call->answer = (struct answer){ .status = status, .type = type, .text = text, .len = len };
}

void answer_json(struct call *call, int status, const struct buf *json)
{
    answer_text(call, status, "application/json; charset=UTF-8", buf_str(json), json->len);
}

void answer_error(struct call *call, int status, const char *reason, const char *message)
{
    call->dialect->refuse(call, status, reason, message);
}

void answer_journal_full(struct call *call)
{
    answer_error(call, 500, NULL, "the sandbox can't write its journal");
}

/* --- unreadable on purpose --- */

static void spoil_with(struct call *call, const char *type, const char *text, size_t len)
{
    answer_text(call, 200, type, text, len);
}

static char *repeated(struct call *call, size_t n, char c)
{
    return memset(arena_alloc(call->ctx.arena, n), c, n);
}

void answer_spoil(struct call *call, enum fault_action action)
{
    static const char html[] = "<!doctype html><title>502</title><h1>Bad gateway</h1>";
    static const char wrong_type[] =
        "{\"requestId\":{\"value\":[17]},\"userLists\":\"none\",\"id\":[1],\"data\":7,"
        "\"code\":{},\"num_received\":[2],\"session_id\":{}}";
    static const char nul[] = "{\"requestId\":\"a\0b\"}";
    static const char bad_utf8[] = "{\"requestId\":\"\xff\xfe\"}";
    const size_t half = call->answer.len / 2;

    switch (action) {
    case FAULT_EMPTY:
        spoil_with(call, "application/json", "", 0);
        break;
    case FAULT_HTML:
        spoil_with(call, "text/html", html, sizeof(html) - 1);
        break;
    case FAULT_CUT_JSON:
        spoil_with(call, "application/json", call->answer.text, half);
        break;
    case FAULT_HUGE:
        spoil_with(call, "application/json", repeated(call, HUGE_BYTES, ' '), HUGE_BYTES);
        break;
    case FAULT_DEEP:
        spoil_with(call, "application/json", repeated(call, DEEP_LEVELS, '['), DEEP_LEVELS);
        break;
    case FAULT_WRONG_TYPE:
        spoil_with(call, "application/json", wrong_type, sizeof(wrong_type) - 1);
        break;
    case FAULT_NUL:
        spoil_with(call, "application/json", nul, sizeof(nul) - 1);
        break;
    case FAULT_BAD_UTF8:
        spoil_with(call, "application/json", bad_utf8, sizeof(bad_utf8) - 1);
        break;
    default:
        break;
    }
}

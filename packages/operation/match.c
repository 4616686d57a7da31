/*
 * If-Match (RFC 9110, 13.1.1): a change that is meant for one state of an object is refused when another has
 * come meanwhile. Where it is asked is the change's own transaction, once the row is held.
 */
#include "packages/operation/operation.h"

#include <string.h>

/* `"a"` or `"a.b"`: an answer's tag is the revision and, behind a dot, a print of the bytes, which differ for
 * each reader. */
static bool is_tag_of(const char *tag, size_t len, const char *revision)
{
    const size_t n = strlen(revision);

    return len >= n && strncmp(tag, revision, n) == 0 && (len == n || tag[n] == '.');
}

struct err *operation_match(struct ctx *ctx, const char *revision)
{
    const char *at = ctx->if_match;

    if (!at || text_is(at, "*"))
        return NULL;
    while (*at) {
        const bool is_weak = text_starts(at, "W/"); /* never equal to anything here */
        const char *end;

        at += is_weak ? 2 : 0;
        end = *at == '"' ? strchr(at + 1, '"') : NULL;
        if (!end || !strchr(", ", end[1])) /* the NUL is found too */
            return err_new(ctx, ERR_MALFORMED, NULL, "If-Match must be * or tags in quotes");
        if (!is_weak && is_tag_of(at + 1, (size_t)(end - at) - 1, revision))
            return NULL;
        at = end + 1 + strspn(end + 1, ", ");
    }
    return err_new(ctx, ERR_STALE, NULL, "it was changed since it was read");
}

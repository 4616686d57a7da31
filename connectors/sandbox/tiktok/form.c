/* multipart/form-data (RFC 7578), as far as it is sent here: parts without encodings. */
#include "connectors/sandbox/tiktok/tiktok.h"

#include "packages/core/text.h"

#include <string.h>
#include <strings.h>

static const char *boundary_of(const struct call *call)
{
    const char *type = MHD_lookup_connection_value(call->connection, MHD_HEADER_KIND, "Content-Type");
    const char *at =
        type && strncasecmp(type, "multipart/form-data", 19) == 0 ? strstr(type, "boundary=") : NULL;
    size_t len;

    if (!at)
        return NULL;
    at += strlen("boundary=");
    if (*at == '"')
        at++;
    len = strcspn(at, "\"; ");
    return len > 0 && len <= 70 ? arena_printf(call->ctx.arena, "--%.*s", (int)len, at) : NULL;
}

static const unsigned char *find(const unsigned char *from, const unsigned char *end, const char *text)
{
    return from ? memmem(from, (size_t)(end - from), text, strlen(text)) : NULL;
}

bool form_part(const struct call *call, const char *name, struct bytes *out)
{
    const char *boundary = boundary_of(call);
    const char *wanted = arena_printf(call->ctx.arena, " name=\"%s\"", name);
    const unsigned char *end = call->body.at + call->body.size, *part;

    for (part = boundary ? find(call->body.at, end, boundary) : NULL; part;) {
        const unsigned char *head = part + strlen(boundary), *next = find(head, end, boundary);
        const unsigned char *body = find(head, end, "\r\n\r\n"), *there = find(head, end, wanted);

        if (!next || !body || body + 4 > next)
            return false;
        body += 4;
        if (there && there < body) {
            *out = (struct bytes){ body, next - body >= 2 ? (size_t)(next - body) - 2 : 0 };
            return true;
        }
        part = next;
    }
    return false;
}

const char *form_text(struct call *call, const char *name)
{
    struct bytes part;

    return form_part(call, name, &part) ? arena_text_n(call->ctx.arena, (const char *)part.at, part.size)
                                        : "";
}

/*
 * Who asks: a person by the session cookie, or the machine's owner by the socket's peer (`X-Truffle-As: NAME`
 * lets the owner act for a person, audited as both).
 */
#include "services/api/request.h"

#include "domain/users/users.h"
#include "services/api/session.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const struct identity owner = {
    .id = "owner",
    .name = "owner",
    .role = ROLE_SUPERADMIN,
    .capabilities = CAN_APPROVE | CAN_AUDIT,
    .kind = ACTOR_OWNER,
};

static bool is_same_person(const struct request *request)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(request->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    struct ucred peer;
    socklen_t size = sizeof(peer);

    return info && getsockopt(info->connect_fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
           (peer.uid == geteuid() || peer.uid == 0);
}

static struct err *local_identity(struct request *request)
{
    const char *name = request_header(request, "X-Truffle-As");
    struct identity *who;
    struct err *err;

    if (!is_same_person(request))
        return err_new(&request->ctx, ERR_FORBIDDEN, NULL,
                       "this socket is for the user that runs the server");
    if (!name) {
        request->ctx.who = &owner;
        return NULL;
    }
    who = arena_alloc(request->ctx.arena, sizeof(*who));
    err = user_acted_for(&request->ctx, name, who);
    if (!err)
        request->ctx.who = who;
    return err;
}

bool session_secret(struct request *request, struct bytes *out)
{
    const char *cookie = MHD_lookup_connection_value(request->connection, MHD_COOKIE_KIND, SESSION_COOKIE);
    unsigned char *secret;

    if (!cookie || strlen(cookie) != SESSION_BYTES * 2)
        return false;
    secret = arena_alloc(request->ctx.arena, SESSION_BYTES);
    *out = (struct bytes){ secret, SESSION_BYTES };
    return hex_parse(cookie, secret, SESSION_BYTES);
}

struct err *request_identity(struct request *request)
{
    static const char *const themes[] = { "system", "system", "light", "dark" };
    struct user user = { 0 };
    struct identity *who;
    struct bytes secret;
    struct err *err;

    if (request->is_local)
        return local_identity(request);
    if (!session_secret(request, &secret))
        return NULL; /* nobody: the operation says whether that will do */
    err = session_user(&request->ctx, secret, &user);
    if (err_is(err, ERR_UNAUTHENTICATED))
        return NULL;
    if (err)
        return err;
    who = arena_alloc(request->ctx.arena, sizeof(*who));
    *who = user_identity(&user);
    request->ctx.who = who;
    request->theme = themes[user.theme];
    return NULL;
}

void session_cookie_set(struct request *request, const void *out)
{
    const struct me *me = out;

    reply_header(request, "Set-Cookie",
                 arena_printf(request->ctx.arena,
                              "%s=%s; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=%lld",
                              SESSION_COOKIE, hex_text(request->ctx.arena, me->session.at, me->session.size),
                              (long long)request->ctx.ports->settings->session_s));
}

void session_cookie_clear(struct request *request, const void *out)
{
    struct bytes secret;

    (void)out;
    if (session_secret(request, &secret)) {
        struct err *err = session_end(&request->ctx, secret);

        if (err) {
            reply_problem(request, err);
            return;
        }
    }
    reply_header(request, "Set-Cookie",
                 arena_printf(request->ctx.arena, "%s=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0",
                              SESSION_COOKIE));
    reply_header(request, "Clear-Site-Data", "\"cache\", \"storage\"");
}

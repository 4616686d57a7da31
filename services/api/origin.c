/*
 * Where a request comes from. Behind a proxy every connection is the proxy's, and what it says of its client
 * is believed only when the proxy is one of `trusted_proxies`. Each proxy adds at the right, so the list is
 * read from there: the first address that isn't a trusted proxy's is the client's, and whatever a client
 * wrote further left is never looked at.
 */
#include "services/api/state.h"

#include <netinet/in.h>
#include <string.h>
#include <strings.h>

bool address_of(const struct sockaddr *socket, struct address *out)
{
    static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };

    if (!socket || (socket->sa_family != AF_INET && socket->sa_family != AF_INET6))
        return false;
    if (socket->sa_family == AF_INET6) {
        memcpy(out->bytes, &((const struct sockaddr_in6 *)(const void *)socket)->sin6_addr, 16);
        return true;
    }
    memcpy(out->bytes, mapped, sizeof(mapped));
    memcpy(out->bytes + sizeof(mapped), &((const struct sockaddr_in *)(const void *)socket)->sin_addr, 4);
    return true;
}

/* --- one element of a list --- */

/* "192.0.2.1", "192.0.2.1:47011", "2001:db8::1", "[2001:db8::1]:47011"; not "unknown" nor "_hidden". */
static bool node_address(struct ctx *ctx, const char *node, struct address *out)
{
    const char *colon = strchr(node, ':');
    const char *end = *node == '[' ? strchr(node, ']') : NULL;

    if (end)
        return address_parse(arena_text_n(ctx->arena, node + 1, (size_t)(end - node) - 1), out);
    if (colon && !strchr(colon + 1, ':')) /* one colon: a port */
        return address_parse(arena_text_n(ctx->arena, node, (size_t)(colon - node)), out);
    return address_parse(node, out);
}

/* RFC 7239, 4: what stands behind `for=` in "by=…;for=…". */
static const char *node_of(struct ctx *ctx, const char *element)
{
    while (*element) {
        const size_t len = strcspn(element, ";");
        char *pair = text_trim(ctx->arena, arena_text_n(ctx->arena, element, len));
        const size_t n = strlen(pair);

        if (strncasecmp(pair, "for=\"", 5) == 0 && n > 5 && pair[n - 1] == '"')
            return arena_text_n(ctx->arena, pair + 5, n - 6);
        if (strncasecmp(pair, "for=", 4) == 0)
            return pair + 4;
        element += len + (element[len] == ';');
    }
    return "";
}

/* --- the list --- */

struct list {
    const char *name;
    struct buf text; /* all headers of the name are one list: RFC 9110, 5.3 */
    bool is_there;
};

static enum MHD_Result join(void *arg, enum MHD_ValueKind kind, const char *name, const char *value)
{
    struct list *list = arg;

    (void)kind;
    if (value && strcasecmp(name, list->name) == 0) {
        buf_printf(&list->text, "%s%s", list->is_there ? "," : "", value);
        list->is_there = true;
    }
    return MHD_YES;
}

static struct list gather(struct request *request, const char *name)
{
    struct list list = { .name = name, .text = buf_in(request->ctx.arena, 64 * 1024) };

    MHD_get_connection_values(request->connection, MHD_HEADER_KIND, join, &list);
    return list;
}

/* From the right to the first that is not a trusted proxy; one that can't be read ends it. */
static struct address client_of(struct ctx *ctx, struct list *list, struct address peer, bool has_names)
{
    const char *trusted = ctx->ports->settings->trusted_proxies;
    char *text = arena_text(ctx->arena, list->is_there ? buf_str(&list->text) : "");
    struct address client = peer, next;

    while (*text && cidr_holds(trusted, &client)) {
        char *comma = strrchr(text, ',');
        const char *element = text_trim(ctx->arena, comma ? comma + 1 : text);

        if (!node_address(ctx, has_names ? node_of(ctx, element) : element, &next))
            break;
        client = next;
        *(comma ? comma : text) = '\0';
    }
    return client;
}

void origin_set(struct request *request)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(request->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    struct ctx *ctx = &request->ctx;
    struct address peer, client, other;
    struct list plain, named;

    if (request->is_local) {
        ctx->origin = "socket";
        return;
    }
    if (!info || !address_of(info->client_addr, &peer))
        return;
    client = peer;
    if (cidr_holds(ctx->ports->settings->trusted_proxies, &peer)) {
        plain = gather(request, "X-Forwarded-For");
        named = gather(request, "Forwarded");
        client = client_of(ctx, &plain, peer, false);
        other = client_of(ctx, &named, peer, true);
        if (!plain.is_there)
            client = other;
        else if (named.is_there && !address_equal(&client, &other))
            client = peer; /* one is the proxy's and one the client's own: nobody can tell which */
    }
    ctx->origin = address_text(ctx->arena, &client);
}

/* --- connections of one address --- */

static struct peer *find(struct server *server, const struct address *address)
{
    for (size_t i = 0; i < server->n_peers; i++)
        if (address_equal(&server->peers[i].address, address))
            return &server->peers[i];
    return NULL;
}

bool peer_may_connect(struct server *server, const struct address *address)
{
    const struct peer *peer;
    bool may;

    if (cidr_holds(server->options.ports->settings->trusted_proxies, address))
        return true; /* it stands for many */
    pthread_mutex_lock(&server->peers_lock);
    peer = find(server, address);
    may = !peer || peer->n < PER_ADDRESS;
    pthread_mutex_unlock(&server->peers_lock);
    return may;
}

void peer_came(struct server *server, const struct address *address)
{
    struct peer *peer;

    pthread_mutex_lock(&server->peers_lock);
    peer = find(server, address);
    if (!peer && server->n_peers < MOST_CONNECTIONS) {
        peer = &server->peers[server->n_peers++];
        *peer = (struct peer){ *address, 0 };
    }
    if (peer)
        peer->n++;
    pthread_mutex_unlock(&server->peers_lock);
}

void peer_left(struct server *server, const struct address *address)
{
    struct peer *peer;

    pthread_mutex_lock(&server->peers_lock);
    peer = find(server, address);
    if (peer && --peer->n == 0)
        *peer = server->peers[--server->n_peers]; /* the last one takes its place */
    pthread_mutex_unlock(&server->peers_lock);
}

/* The server's own state; known to services/api alone. */
#pragma once

#include "packages/core/cidr.h"
#include "services/api/request.h"

#include <stdatomic.h>

enum { MOST_CONNECTIONS = 2000, TABLE_SIZE = 65536, PER_ADDRESS = 200 };

/* How many connections an address has open. */
struct peer {
    struct address address;
    unsigned n;
};

struct server {
    struct server_options options;
    struct MHD_Daemon *daemon, *local; /* the network's and the owner's socket's */
    struct pool *pool;
    int socket;
    unsigned port;
    pthread_t ticker;
    pthread_mutex_t lock; /* of the list of streams */
    struct stream *streams;
    atomic_bool is_stopping;
    atomic_uint n_requests;          /* running now */
    atomic_llong due_us[TABLE_SIZE]; /* by descriptor: when what is awaited must be there; 0: nothing is */
    pthread_mutex_t peers_lock;
    struct peer peers[MOST_CONNECTIONS]; /* in no order */
    size_t n_peers;
};

/* origin.c: ctx.origin, and how many connections an address may have. */
void origin_set(struct request *request);
bool address_of(const struct sockaddr *socket, struct address *out);
bool peer_may_connect(struct server *server, const struct address *address);
void peer_came(struct server *server, const struct address *address);
void peer_left(struct server *server, const struct address *address);

/* The server's own state; known to services/api alone. */
#pragma once

#include "services/api/request.h"

#include <stdatomic.h>

enum { MOST_CONNECTIONS = 2000, TABLE_SIZE = 65536 };

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
};

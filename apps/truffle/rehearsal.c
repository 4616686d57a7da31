/*
 * The simulator that pushes are rehearsed against: in this process, on a port of its own, without a state
 * that lasts. It speaks all platforms, and starts with the first rehearsal.
 */
#include "apps/truffle/app.h"

#include "connectors/sandbox/sandbox.h"

#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct sandbox *simulator;

struct err *rehearsal_url(struct ctx *ctx, const char **out)
{
    struct err *err = NULL;

    pthread_mutex_lock(&lock);
    if (!simulator)
        err = sandbox_start(ctx->arena, &(struct sandbox_options){ .faults = NULL }, &simulator);
    if (!err)
        *out = arena_printf(ctx->arena, "http://127.0.0.1:%u", sandbox_port(simulator));
    pthread_mutex_unlock(&lock);
    return err;
}

void rehearsal_stop(void)
{
    pthread_mutex_lock(&lock);
    sandbox_stop(simulator);
    simulator = NULL;
    pthread_mutex_unlock(&lock);
}

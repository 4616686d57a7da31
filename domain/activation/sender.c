#include "domain/activation/sender.h"

#include "packages/http/http.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct sender {
    struct sender_options options;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct flight *waiting, *finished; /* oldest first */
    size_t n_under_way;                /* waiting or being sent */
    bool is_stopping;
    char *made_list_id; /* of the list that a batch made */
    pthread_t thread;
};

static void append(struct flight **list, struct flight *flight)
{
    while (*list)
        list = &(*list)->next;
    *list = flight;
    flight->next = NULL;
}

/* --- one batch: refused members are dropped, unnamed faults are found by halving --- */

struct part {
    size_t *places; /* in batch->sends */
    size_t n;
};

static void refuse(struct flight *flight, size_t place)
{
    *ARENA_PUSH(flight->batch->arena, flight->refused, flight->n_refused) = place;
}

static struct err *send_once(const struct sender *sender, struct flight *flight, const struct part *part,
                             struct platform_outcome *outcome)
{
    struct identified *members = arena_alloc(flight->batch->arena, (part->n + 1) * sizeof(*members));
    const struct platform_batch request = {
        .list_id = sender->options.list_id,
        .list = &sender->options.list,
        .act = PLATFORM_ADD,
        .members = members,
        .n_members = part->n,
    };

    for (size_t i = 0; i < part->n; i++)
        members[i] = flight->batch->sends[part->places[i]];
    *outcome = (struct platform_outcome){ 0 };
    return sender->options.driver->send(&flight->ctx, &sender->options.account, &request, outcome);
}

static void drop_refused(struct flight *flight, struct part *part, const struct platform_outcome *outcome)
{
    size_t kept = 0;

    for (size_t i = 0; i < part->n; i++) {
        bool is_refused = false;

        for (size_t j = 0; j < outcome->n_refused; j++)
            is_refused |= outcome->refused[j].member == i;
        if (is_refused)
            refuse(flight, part->places[i]);
        else
            part->places[kept++] = part->places[i];
    }
    part->n = kept;
}

static void note_request(struct flight *flight, const char *id)
{
    flight->request_ids = flight->request_ids
                              ? arena_printf(flight->batch->arena, "%s %s", flight->request_ids, id)
                              : arena_text(flight->batch->arena, id);
}

/* A batch that made the list: those behind it go there. Only the sending thread comes here. */
static void note_list(struct sender *sender, struct flight *flight, const char *list_id)
{
    flight->list_id = arena_text(flight->batch->arena, list_id);
    sender->made_list_id = strdup(list_id);
    if (!sender->made_list_id)
        abort();
    sender->options.list_id = sender->made_list_id;
}

/* Depth: each halving halves n, and a round that names members shortens it. */
static bool send_part(struct sender *sender, struct flight *flight, struct part part)
{
    struct platform_outcome outcome;

    while (part.n) {
        flight->err = send_once(sender, flight, &part, &outcome);
        flight->outcome = outcome;
        if (flight->err)
            return false;
        if (outcome.verdict == PLATFORM_ACCEPTED) {
            if (outcome.request_id)
                note_request(flight, outcome.request_id);
            if (outcome.n_refused) /* the others are taken in */
                drop_refused(flight, &part, &outcome);
            if (outcome.list_id && !sender->options.list_id)
                note_list(sender, flight, outcome.list_id);
            return true;
        }
        if (outcome.verdict != PLATFORM_REFUSED)
            return false;
        if (outcome.n_refused) {
            drop_refused(flight, &part, &outcome);
        } else if (part.n == 1) {
            refuse(flight, part.places[0]);
            part.n = 0;
        } else {
            const size_t half = part.n / 2;

            return send_part(sender, flight, (struct part){ part.places, half }) &&
                   send_part(sender, flight, (struct part){ part.places + half, part.n - half });
        }
    }
    flight->outcome.verdict = PLATFORM_ACCEPTED;
    return true;
}

static void send_flight(struct sender *sender, struct flight *flight)
{
    struct part all = { arena_alloc(flight->batch->arena, (flight->batch->n_sends + 1) * sizeof(size_t)),
                        flight->batch->n_sends };

    for (size_t i = 0; i < all.n; i++)
        all.places[i] = i;
    send_part(sender, flight, all);
}

/* --- the thread --- */

static struct flight *next_waiting(struct sender *sender)
{
    struct flight *flight;

    pthread_mutex_lock(&sender->lock);
    while (!sender->waiting && !sender->is_stopping)
        pthread_cond_wait(&sender->changed, &sender->lock);
    flight = sender->waiting;
    if (flight)
        sender->waiting = flight->next;
    pthread_mutex_unlock(&sender->lock);
    return flight;
}

static void *serve(void *arg)
{
    struct sender *sender = arg;
    struct flight *flight;

    while ((flight = next_waiting(sender)) != NULL) {
        send_flight(sender, flight);
        pthread_mutex_lock(&sender->lock);
        append(&sender->finished, flight);
        sender->n_under_way--;
        pthread_cond_broadcast(&sender->changed);
        pthread_mutex_unlock(&sender->lock);
    }
    return NULL;
}

struct sender *sender_start(struct ctx *ctx, const struct sender_options *options)
{
    struct sender *sender = calloc(1, sizeof(*sender));

    (void)ctx;
    if (!sender)
        abort();
    sender->options = *options;
    sender->options.account.http = http_client_new(
        &(struct http_options){ .public_only = options->account.public_only }); /* the thread's own */
    pthread_mutex_init(&sender->lock, NULL);
    pthread_cond_init(&sender->changed, NULL);
    if (pthread_create(&sender->thread, NULL, serve, sender) != 0)
        abort();
    return sender;
}

void sender_add(struct ctx *ctx, struct sender *sender, struct batch *batch)
{
    struct flight *flight = arena_alloc(batch->arena, sizeof(*flight));

    flight->batch = batch;
    flight->ctx = *ctx;
    flight->ctx.arena = batch->arena;
    flight->ctx.tx = NULL;
    flight->ctx.deadline = (struct instant){ 0 };
    pthread_mutex_lock(&sender->lock);
    append(&sender->waiting, flight);
    sender->n_under_way++;
    pthread_cond_broadcast(&sender->changed);
    pthread_mutex_unlock(&sender->lock);
}

struct flight *sender_take(struct sender *sender, size_t most)
{
    struct flight *flight;

    pthread_mutex_lock(&sender->lock);
    while (!sender->finished && sender->n_under_way && sender->n_under_way >= most)
        pthread_cond_wait(&sender->changed, &sender->lock);
    flight = sender->finished;
    if (flight)
        sender->finished = flight->next;
    pthread_mutex_unlock(&sender->lock);
    return flight;
}

void sender_stop(struct sender *sender)
{
    if (!sender)
        return;
    pthread_mutex_lock(&sender->lock);
    sender->is_stopping = true;
    pthread_cond_broadcast(&sender->changed);
    pthread_mutex_unlock(&sender->lock);
    pthread_join(sender->thread, NULL);
    http_client_free(sender->options.account.http);
    while (sender->finished) {
        struct flight *flight = sender->finished;

        sender->finished = flight->next;
        push_batch_free(flight->batch);
    }
    pthread_cond_destroy(&sender->changed);
    pthread_mutex_destroy(&sender->lock);
    free(sender->made_list_id);
    free(sender);
}

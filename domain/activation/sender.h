/*
 * Sends batches while the next is made ready: one thread, a short queue. Known to domain/activation alone.
 */
#pragma once

#include "domain/activation/batch.h"

struct sender;

/* A batch on its way. Its ctx allocates in the batch's arena. */
struct flight {
    struct flight *next;
    struct batch *batch;
    struct ctx ctx;
    struct err *err;                 /* a fault of ours */
    struct platform_outcome outcome; /* the worst of its requests */
    const char *request_ids;         /* of the accepted ones, separated by spaces */
    const char *list_id;             /* the list that this batch made, or NULL */
    size_t *refused;                 /* places in batch->sends that the platform won't take */
    size_t n_refused;
};

struct sender_options {
    const struct platform_driver *driver;
    struct platform_account account;
    struct platform_list list;
    const char *list_id; /* NULL: the first batch makes it */
};

struct sender *sender_start(struct ctx *ctx, const struct sender_options *options);
void sender_add(struct ctx *ctx, struct sender *sender, struct batch *batch);
/* The next finished one. Waits while `most` or more are on their way; NULL when fewer are and none is
 * finished. */
struct flight *sender_take(struct sender *sender, size_t most);
void sender_stop(struct sender *sender); /* after what is on its way has ended; unread flights are freed */

/*
 * One run of a push, from its start or its last batch to its end. Known to domain/activation alone.
 */
#pragma once

#include "domain/activation/sender.h"

/* Why a run ends before its last member; of two reasons the later one here holds. */
enum run_stop { RUN_GOES, RUN_INTERRUPTED, RUN_CANCELLED, RUN_LATER, RUN_PAUSED, RUN_FAILED };

struct run {
    struct ctx *ctx;
    struct job *job; /* NULL: a dry run, which counts and writes nothing */
    struct push *push;
    const struct platform_driver *driver;
    struct platform_account account;
    const char *list_id;
    struct data data;
    struct cond rules_tree;
    struct compile_options options;
    struct batch_rules rules;
    struct consent_lag lag;
    int64_t lag_seq;
    size_t lag_room;
    struct sender *sender;
    struct batch *batch; /* being filled */
    int64_t next_number;
    int64_t total, n_read;
    size_t batch_limit;
    enum run_stop stop;
    const char *cause, *detail;
    unsigned retry_after_s;
    bool is_redo;                  /* the batch's range is given: it isn't cut */
    struct expected seen;          /* of a dry run */
    struct rehearsing *rehearsing; /* of a dry run: it goes to a simulator; or NULL */
};

/* Opens the data, the rules and the connector; the caller frees with run_end(). */
struct err *run_begin(struct run *run) MUST_USE;
void run_end(struct run *run);

/* In the transaction of a batch, before it is written: is this still ours, and should it go on? Sets
 * run->stop. */
struct err *run_check_in(struct run *run, struct ctx *ctx) MUST_USE;

/* Within a transaction: the list is known on the platform by run->list_id (NULL: it is gone). */
struct err *run_set_list_id(struct run *run, struct ctx *ctx) MUST_USE;

/* Streams the people whose member key is after `from` and not after `to` (size 0: no bound) through batches.
 */
struct err *run_people(struct run *run, const unsigned char *from, size_t from_size, const unsigned char *to,
                       size_t to_size) MUST_USE;

/* flush.c: what was recorded since the data's consent snapshot joins the lag. */
struct err *run_catch_up(struct run *run, struct ctx *ctx) MUST_USE;

/* flush.c: decides the batch being filled, writes it as sending, hands it to the sender. `to`: the end of its
 * range. */
struct err *run_flush(struct run *run, const unsigned char to[MEMBER_KEY_SIZE]) MUST_USE;
/* Settles what came back; waits until fewer than `most` are under way (1: until none is). */
struct err *run_collect(struct run *run, size_t most) MUST_USE;

/* remove.c: takes off the list who is marked as leaving. */
struct err *run_removals(struct run *run) MUST_USE;

extern const unsigned char first_key[MEMBER_KEY_SIZE], last_key[MEMBER_KEY_SIZE];

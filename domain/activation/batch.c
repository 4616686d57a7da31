/*
 * Two sorted streams meet: the audience's people in the range, and the ledger's rows in the range. Whoever is
 * in both stays, in the first alone is sent, in the second alone leaves. People with one member key lie side
 * by side: the first of them that may be sent stands for all.
 */
#include "domain/activation/batch.h"

#include "domain/consent/consent.h"

#include <stdlib.h>
#include <string.h>

static const struct field row_fields[] = {
    FIELD(ledger_row, list, ""),         FIELD(ledger_row, member_key, ""), FIELD(ledger_row, push_id, ""),
    FIELD(ledger_row, batch, ""),        FIELD(ledger_row, leaving, ""),    FIELD(ledger_row, sent_at, ""),
    FIELD(ledger_row, is_uncertain, ""),
};
const struct shape ledger_row_shape = SHAPE(ledger_row, row_fields, "A member on a list.");

struct batch *push_batch_new(int64_t number, const unsigned char *from_key, size_t from_size)
{
    struct arena *arena = arena_new();
    struct batch *batch = arena_alloc(arena, sizeof(*batch));

    batch->arena = arena;
    batch->number = number;
    batch->attempt = 1;
    batch->from_size = from_size;
    memcpy(batch->from_key, from_key, from_size);
    return batch;
}

void push_batch_free(struct batch *batch)
{
    if (batch)
        arena_free(batch->arena);
}

/* The same people each time, for every version of the audience: by the member's key and the audience's id. */
static bool is_held_out(const struct batch_rules *rules, const unsigned char key[MEMBER_KEY_SIZE])
{
    uint64_t hash = 1469598103934665603u; /* FNV-1a, then mixed (splitmix64) */

    if (!(rules->holdout_pct > 0))
        return false;
    for (const char *c = rules->salt; *c; c++)
        hash = (hash ^ (unsigned char)*c) * 1099511628211u;
    for (size_t i = 0; i < MEMBER_KEY_SIZE; i++)
        hash = (hash ^ key[i]) * 1099511628211u;
    hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9u;
    hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebu;
    hash ^= hash >> 31;
    return (double)(hash >> 11) / 9007199254740992.0 * 100 < rules->holdout_pct;
}

static int compare_hash(const void *a, const void *b)
{
    return memcmp(a, b, IDENTITY_HASH);
}

static bool is_in_lag(const struct consent_lag *lag, const struct candidate *person)
{
    for (size_t i = 0; i < 3 && lag->n; i++)
        if (person->hashes[i] && bsearch(person->hashes[i], lag->hashes, lag->n, IDENTITY_HASH, compare_hash))
            return true;
    return false;
}

struct merge {
    struct ctx *ctx;
    struct batch *batch;
    const struct batch_rules *rules;
    const struct consent_lag *lag;
    const struct ledger_row *ledger;
    size_t n_ledger, at; /* the next row that wasn't met yet */
};

static struct err *may_send(struct merge *merge, const struct candidate *person, bool *out)
{
    *out = person->has_consent;
    if (!is_in_lag(merge->lag, person))
        return NULL;
    return consent_may_send(merge->ctx, person->hashes, out);
}

static void leave(struct merge *merge, const struct ledger_row *row)
{
    struct batch *batch = merge->batch;

    if (row->leaving)
        return;
    *ARENA_PUSH(batch->arena, batch->leavers, batch->n_leavers) = *row;
}

static void send(struct merge *merge, const struct candidate *person, const struct identified *identified,
                 bool is_refresh)
{
    struct batch *batch = merge->batch;
    const size_t n = batch->n_sends;

    batch->sends[n] = *identified;
    batch->rows[n] = (struct ledger_row){ .list = merge->rules->list,
                                          .member_key = { person->member.key, MEMBER_KEY_SIZE },
                                          .push_id = merge->rules->push_id,
                                          .batch = batch->number };
    batch->is_refresh[n] = is_refresh;
    batch->n_sends++;
}

/* The one that stands for its key. Where its row is uncertain (a crash, a batch that failed, a removal that
 * began) it is sent: adding twice changes nothing. */
static void send_or_keep(struct merge *merge, const struct candidate *person,
                         const struct identified *identified, const struct ledger_row *there)
{
    struct batch *batch = merge->batch;

    if (!there || there->is_uncertain) {
        batch->fates[FATE_SENT]++;
        send(merge, person, identified, false);
        return;
    }
    batch->fates[FATE_ALREADY_THERE]++;
    if (there->sent_at.us < merge->rules->refresh_before.us)
        batch->refreshed++;
    else if (!merge->rules->with_all)
        return;
    send(merge, person, identified, true);
}

/* All people with one member key, `n` of them. */
static struct err *decide_key(struct merge *merge, const struct candidate *people, size_t n,
                              const struct ledger_row *there)
{
    struct batch *batch = merge->batch;
    bool has_one = false;

    if (is_held_out(merge->rules, people[0].member.key)) {
        batch->fates[FATE_HELD_OUT] += (int64_t)n;
        if (there)
            leave(merge, there);
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        struct identified identified = { 0 };
        bool may = false;
        struct err *err = may_send(merge, &people[i], &may);

        if (err)
            return err;
        if (!may) {
            batch->fates[FATE_NO_CONSENT]++;
        } else if (!merge->rules->driver->identify(merge->rules->settings, merge->rules->hasher,
                                                   &people[i].member, &identified)) {
            batch->fates[FATE_NO_IDENTIFIER]++;
        } else if (has_one) {
            batch->fates[FATE_DUPLICATE]++;
        } else {
            has_one = true;
            send_or_keep(merge, &people[i], &identified, there);
        }
    }
    if (there && !has_one)
        leave(merge, there);
    return NULL;
}

/* The ledger's row of the key, once every row before it has left. */
static const struct ledger_row *meet(struct merge *merge, const unsigned char key[MEMBER_KEY_SIZE])
{
    while (merge->at < merge->n_ledger) {
        const struct ledger_row *row = &merge->ledger[merge->at];
        const int order = memcmp(row->member_key.at, key, MEMBER_KEY_SIZE);

        if (order > 0)
            return NULL;
        merge->at++;
        if (order == 0)
            return row;
        leave(merge, row);
    }
    return NULL;
}

struct err *push_batch_decide(struct ctx *ctx, struct batch *batch, const struct batch_rules *rules,
                              const struct consent_lag *lag, const struct ledger_row *ledger, size_t n_ledger)
{
    struct merge merge = { ctx, batch, rules, lag, ledger, n_ledger, 0 };
    size_t from = 0;
    struct err *err;

    batch->sends = arena_alloc(batch->arena, (batch->n_people + 1) * sizeof(*batch->sends));
    batch->rows = arena_alloc(batch->arena, (batch->n_people + 1) * sizeof(*batch->rows));
    batch->is_refresh = arena_alloc(batch->arena, batch->n_people + 1);
    while (from < batch->n_people) {
        const struct candidate *first = &batch->people[from];
        size_t n = 1;

        while (from + n < batch->n_people &&
               memcmp(first[n].member.key, first->member.key, MEMBER_KEY_SIZE) == 0)
            n++;
        err = decide_key(&merge, first, n, meet(&merge, first->member.key));
        if (err)
            return err;
        from += n;
    }
    while (merge.at < n_ledger)
        leave(&merge, &ledger[merge.at++]);
    return NULL;
}

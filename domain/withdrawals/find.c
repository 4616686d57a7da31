/*
 * From a withdrawal to the lists that hold the person. Members are known by the hash of one identifier; a
 * withdrawal may name another, so the warehouse is asked who else goes by it. Where somebody's row is gone
 * from the warehouse, the hash that they are known by still finds them.
 */
#include "domain/withdrawals/inner.h"

#include "domain/consent/consent.h"
#include "domain/data/data.h"
#include "domain/withdrawals/withdrawals.sql.h"
#include "packages/store/store.h"

#include <string.h>

enum { PAGE = 500, AGAIN_S = 60 };

const char *const removal_state_words[] = { "open", "blocked", "sent", "confirmed", "void", NULL };

static const struct field row_fields[] = {
    FIELD(removal_row, list, ""),     FIELD(removal_row, seq, ""),
    FIELD(removal_row, batch, ""),    FIELD(removal_row, member_key, ""),
    FIELD(removal_row, push_id, ""),  FIELD(removal_row, identifier_hash, ""),
    FIELD(removal_row, asked_at, ""), FIELD(removal_row, recorded_at, ""),
};
const struct shape removal_row_shape = SHAPE(removal_row, row_fields, "A row of removals or of the ledger.");

static const struct field list_fields[] = { FIELD(removal_list, number, "") };
const struct shape removal_list_shape = SHAPE(removal_list, list_fields, "A list.");

const char *removal_subject(struct ctx *ctx, int64_t list)
{
    return arena_printf(ctx->arena, "%lld", (long long)list);
}

/* --- which members a withdrawal is about --- */

struct page {
    struct removal_row *items; /* withdrawals; then pairs of withdrawal and member */
    size_t n;
    struct person *people; /* whoever is known by one of the members' keys */
    size_t n_people;
};

enum { N_HASHES = 3 };
struct person {
    const unsigned char *key, *hashes[N_HASHES]; /* NULL where there is none */
};

static void add(struct ctx *ctx, struct page *members, const struct removal_row *withdrawal,
                const unsigned char *key)
{
    struct removal_row *member = ARENA_PUSH(ctx->arena, members->items, members->n);

    *member = *withdrawal;
    member->member_key = (struct bytes){ arena_copy(ctx->arena, key, IDENTITY_HASH), IDENTITY_HASH };
    member->asked_at = withdrawal->recorded_at;
}

/* Everybody who is known by the key of somebody who goes by a withdrawn hash. */
static const char people_sql[] =
    "SELECT m.place, i.member_key, i.email_hash, i.phone_hash, i.customer_hash FROM (\n"
    "SELECT w.place, i.member_key FROM wanted AS w JOIN identifiers AS i ON i.email_hash = w.hash\n"
    "UNION DISTINCT\n"
    "SELECT w.place, i.member_key FROM wanted AS w JOIN identifiers AS i ON i.phone_hash = w.hash\n"
    "UNION DISTINCT\n"
    "SELECT w.place, i.member_key FROM wanted AS w JOIN identifiers AS i ON i.customer_hash = w.hash\n"
    ") AS m JOIN identifiers AS i ON i.member_key = m.member_key\n"
    "ORDER BY m.place, i.member_key";

/* One statement a page: the withdrawn hashes by their place, joined to each kind of identifier. */
static struct warehouse_query question(struct ctx *ctx, const struct page *withdrawals)
{
    struct parameter *parameters = arena_alloc(ctx->arena, (withdrawals->n + 1) * sizeof(*parameters));
    struct buf sql = buf_in(ctx->arena, 256 * 1024);

    buf_text(&sql, "WITH wanted AS (\n");
    for (size_t i = 0; i < withdrawals->n; i++) {
        buf_printf(&sql, "%sSELECT %zu AS place, $h%zu AS hash\n", i ? "UNION ALL " : "", i, i);
        parameters[i] = (struct parameter){ .name = arena_printf(ctx->arena, "h%zu", i), .type = CELL_BYTES };
        parameters[i].cell.value.bytes = withdrawals->items[i].identifier_hash;
    }
    buf_text(&sql, ")\n");
    buf_text(&sql, people_sql);
    return (struct warehouse_query){ .sql = buf_str(&sql),
                                     .parameters = parameters,
                                     .n_parameters = withdrawals->n,
                                     .with_identifiers = true };
}

static void read_person(struct ctx *ctx, struct page *members, const struct page *withdrawals,
                        const struct cell *cells)
{
    const struct removal_row *withdrawal = &withdrawals->items[cells[0].value.integer];
    const struct removal_row *last = members->n ? &members->items[members->n - 1] : NULL;
    const unsigned char *key = cells[1].value.bytes.at;
    struct person *person = ARENA_PUSH(ctx->arena, members->people, members->n_people);

    *person = (struct person){ .key = key };
    for (size_t i = 0; i < N_HASHES; i++)
        person->hashes[i] = cells[2 + i].is_null ? NULL : cells[2 + i].value.bytes.at;
    if (memcmp(key, withdrawal->identifier_hash.at, IDENTITY_HASH) != 0 &&
        (!last || last->seq != withdrawal->seq || memcmp(key, last->member_key.at, IDENTITY_HASH) != 0))
        add(ctx, members, withdrawal, key);
}

static struct err *find_members(struct ctx *ctx, const struct page *withdrawals, struct page *members)
{
    struct warehouse_query query = question(ctx, withdrawals);
    struct warehouse_result rows = { 0 };
    struct data data;
    struct err *err;

    for (size_t i = 0; i < withdrawals->n; i++)
        add(ctx, members, &withdrawals->items[i], withdrawals->items[i].identifier_hash.at);
    err = data_open(ctx, NULL, &data);
    if (err_is(err, ERR_NOT_FOUND)) /* nothing was loaded yet */
        return NULL;
    if (!err)
        err = data_ask(ctx, &data, &query, &rows);
    for (size_t i = 0; i < rows.n_rows && !err; i++)
        read_person(ctx, members, withdrawals, &rows.cells[i * rows.n_columns]);
    return err;
}

/* --- on which lists they are --- */

/* Two customers may go by one address: while one of them agrees, a push sends it. */
static struct err *is_to_stay(struct ctx *ctx, const struct page *members, const struct removal_row *member,
                              bool *out)
{
    struct err *err = NULL;

    *out = false;
    for (size_t i = 0; i < members->n_people && !err && !*out; i++)
        if (memcmp(members->people[i].key, member->member_key.at, IDENTITY_HASH) == 0)
            err = consent_may_send(ctx, members->people[i].hashes, out);
    return err;
}

static struct err *mark(struct ctx *ctx, const struct page *members, const struct removal_row *member)
{
    struct removal_row *on = NULL;
    bool stays = false;
    size_t n = 0;
    struct err *err;

    err = is_to_stay(ctx, members, member, &stays);
    if (err || stays)
        return err;
    err = store_all(ctx, &sql_removal_lists_of, WITH(ARG("member_key", member->member_key)),
                    (struct out_list){ &removal_row_shape, (void **)&on }, &n);
    for (size_t i = 0; i < n; i++) {
        on[i].seq = member->seq;
        on[i].identifier_hash = member->identifier_hash;
        on[i].asked_at = member->asked_at;
    }
    if (!err)
        err = store_many(ctx, &sql_removal_insert, &removal_row_shape, on, n);
    return err ? err : store_many(ctx, &sql_removal_mark_leaving, &removal_row_shape, on, n);
}

static struct err *start_lists(struct ctx *ctx)
{
    struct removal_list *lists = NULL;
    size_t n = 0;
    struct err *err;

    err = store_all(ctx, &sql_removal_open_lists, NOTHING, OUT_LIST(removal_list, &lists), &n);
    for (size_t i = 0; i < n && !err; i++)
        err = queue_add(ctx, "removal", removal_subject(ctx, lists[i].number), ctx->now);
    return err;
}

static struct err *write_marks(struct ctx *ctx, const struct job *job, const struct page *members,
                               int64_t seq)
{
    struct err *err = queue_fence(ctx, job);

    for (size_t i = 0; i < members->n && !err; i++)
        err = mark(ctx, members, &members->items[i]);
    if (!err)
        err = store_run(ctx, &sql_withdrawal_head_set, WITH(ARG("seq", seq)), NULL);
    return err ? err : start_lists(ctx);
}

static struct err *mark_all(struct ctx *ctx, const struct job *job, const struct page *members, int64_t seq)
{
    struct err *err;

    ctx_tick(ctx);
    err = store_begin(ctx, STORE_WRITE);
    if (err)
        return err;
    err = write_marks(ctx, job, members, seq);
    if (err) {
        store_rollback(ctx);
        return err;
    }
    return store_commit(ctx);
}

static struct err *read_page(struct ctx *ctx, int64_t *seq, struct page *page)
{
    struct err *err = store_int(ctx, &sql_withdrawal_head_get, NOTHING, seq);

    if (err_is(err, ERR_NOT_FOUND))
        err = NULL;
    return err ? err
               : store_all(ctx, &sql_withdrawal_page, WITH(ARG("seq", *seq), ARG("limit", PAGE)),
                           (struct out_list){ &removal_row_shape, (void **)&page->items }, &page->n);
}

/* A record that comes while this runs has a higher number: the next page is asked for until there is none. */
static struct err *find_and_mark(struct ctx *ctx, struct job *job)
{
    for (;;) {
        struct page withdrawals = { 0 }, members = { 0 };
        int64_t seq = 0;
        struct err *err;

        err = read_page(ctx, &seq, &withdrawals);
        if (err || !withdrawals.n)
            return err;
        err = find_members(ctx, &withdrawals, &members);
        if (!err)
            err = mark_all(ctx, job, &members, withdrawals.items[withdrawals.n - 1].seq);
        if (err)
            return err;
        if (job_must_stop(job)) {
            job->again_at = ctx->now;
            return NULL;
        }
    }
}

/* It never gives up: a warehouse that can't be read now is read later. */
struct err *withdrawal_job(struct ctx *ctx, struct job *job)
{
    struct err *err = find_and_mark(ctx, job);

    if (!err_is(err, ERR_UNAVAILABLE) && !err_is(err, ERR_TIMEOUT) && !err_is(err, ERR_TOO_LARGE))
        return err;
    ctx_tick(ctx);
    job->again_at = instant_add(ctx->now, SECONDS(AGAIN_S));
    return NULL;
}

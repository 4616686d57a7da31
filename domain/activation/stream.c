/*
 * From the warehouse to batches. The people come in order of member key, a slice of the key space at a time,
 * so that no sort is larger than a slice whatever the audience's size.
 */
#include "domain/activation/run.h"

#include <string.h>

enum { SLICE = 200000, MOST_SLICES = 256, MOST_HALVINGS = 6 };

const unsigned char first_key[MEMBER_KEY_SIZE] = { 0 };
const unsigned char last_key[MEMBER_KEY_SIZE] = { 255, 255, 255, 255, 255, 255, 255, 255,
                                                  255, 255, 255, 255, 255, 255, 255, 255 };

/* The columns of rules_members_compile(), in their order. */
enum column {
    COLUMN_MEMBER_KEY,
    COLUMN_CUSTOMER_ID,
    COLUMN_EMAIL,
    COLUMN_PHONE,
    COLUMN_FIRST_NAME,
    COLUMN_LAST_NAME,
    COLUMN_POSTAL_CODE,
    COLUMN_COUNTRY,
    COLUMN_EMAIL_HASH,
    COLUMN_PHONE_HASH,
    COLUMN_CUSTOMER_HASH,
    COLUMN_HAS_CONSENT
};

static const char *kept(struct arena *arena, const struct cell *cell)
{
    return cell->is_null ? NULL : arena_text(arena, cell->value.text);
}

static const unsigned char *kept_hash(struct arena *arena, const struct cell *cell)
{
    return cell->is_null ? NULL : arena_copy(arena, cell->value.bytes.at, IDENTITY_HASH);
}

static void read_person(struct arena *arena, const struct cell *cells, struct candidate *out)
{
    memcpy(out->member.key, cells[COLUMN_MEMBER_KEY].value.bytes.at, MEMBER_KEY_SIZE);
    out->member.customer_id = kept(arena, &cells[COLUMN_CUSTOMER_ID]);
    out->member.email = kept(arena, &cells[COLUMN_EMAIL]);
    out->member.phone = kept(arena, &cells[COLUMN_PHONE]);
    out->member.first_name = kept(arena, &cells[COLUMN_FIRST_NAME]);
    out->member.last_name = kept(arena, &cells[COLUMN_LAST_NAME]);
    out->member.postal_code = kept(arena, &cells[COLUMN_POSTAL_CODE]);
    out->member.country = kept(arena, &cells[COLUMN_COUNTRY]);
    out->hashes[0] = kept_hash(arena, &cells[COLUMN_EMAIL_HASH]);
    out->hashes[1] = kept_hash(arena, &cells[COLUMN_PHONE_HASH]);
    out->hashes[2] = kept_hash(arena, &cells[COLUMN_CUSTOMER_HASH]);
    out->has_consent = !cells[COLUMN_HAS_CONSENT].is_null && cells[COLUMN_HAS_CONSENT].value.boolean;
}

static struct err *open_batch(struct run *run, const unsigned char *from, size_t from_size)
{
    run->batch = push_batch_new(run->next_number++, from, from_size);
    return NULL;
}

/* A batch is never cut between people of one key: the first of them stands for all. */
static struct err *add_person(struct run *run, const struct cell *cells)
{
    struct batch *batch = run->batch;
    const unsigned char *key = cells[COLUMN_MEMBER_KEY].value.bytes.at;
    const struct candidate *last = batch->n_people ? &batch->people[batch->n_people - 1] : NULL;

    if (last && memcmp(last->member.key, key, MEMBER_KEY_SIZE) > 0)
        return err_new(run->ctx, ERR_INTERNAL, NULL, "the warehouse gave people out of order");
    if (!run->is_redo && batch->n_people >= run->batch_limit &&
        memcmp(last->member.key, key, MEMBER_KEY_SIZE) != 0) {
        unsigned char end[MEMBER_KEY_SIZE];
        struct err *err;

        memcpy(end, last->member.key, MEMBER_KEY_SIZE);
        err = run_flush(run, end);
        if (err || run->stop != RUN_GOES)
            return err;
        err = open_batch(run, end, MEMBER_KEY_SIZE);
        if (err)
            return err;
        batch = run->batch;
    }
    read_person(batch->arena, cells, ARENA_PUSH(batch->arena, batch->people, batch->n_people));
    return NULL;
}

static struct err *take_chunk(struct ctx *ctx, const struct warehouse_chunk *chunk, void *arg)
{
    struct run *run = arg;
    struct err *err;

    run->n_read += (int64_t)chunk->n_rows;
    for (size_t row = 0; row < chunk->n_rows; row++) {
        err = add_person(run, chunk->cells + row * chunk->n_columns);
        if (err)
            return err;
        if (run->stop != RUN_GOES) /* ends the stream; run_people() knows why */
            return err_new(ctx, ERR_CONFLICT, NULL, "stopped");
    }
    return NULL;
}

static struct cell key_cell(const unsigned char *key, size_t size)
{
    return (struct cell){ .value.bytes = { key, size } };
}

static struct err *ask_slice(struct run *run, const unsigned char *after, size_t after_size,
                             const unsigned char *until)
{
    struct compiled compiled = { 0 };
    struct parameter *parameters;
    struct warehouse_query query;
    struct err *err;

    err = rules_members_compile(run->ctx, run->data.model, &run->rules_tree, &run->options, &compiled);
    if (err)
        return err;
    parameters = arena_alloc(run->ctx->arena, (compiled.n_parameters + 2) * sizeof(*parameters));
    memcpy(parameters, compiled.parameters, compiled.n_parameters * sizeof(*parameters));
    parameters[compiled.n_parameters] =
        (struct parameter){ "after_key", CELL_BYTES, key_cell(after, after_size) };
    parameters[compiled.n_parameters + 1] =
        (struct parameter){ "until_key", CELL_BYTES, key_cell(until, MEMBER_KEY_SIZE) };
    query = (struct warehouse_query){ .sql = compiled.sql,
                                      .parameters = parameters,
                                      .n_parameters = compiled.n_parameters + 2,
                                      .with_identifiers = true };
    run->ctx->deadline = instant_add(instant_now(), HOURS(2));
    err = snapshot_stream(run->ctx, run->data.snapshot, &query, take_chunk, run);
    run->ctx->deadline = (struct instant){ 0 };
    return run->stop != RUN_GOES ? NULL : err;
}

/* Between two keys, by their first eight bytes; false where nothing lies between. */
static bool middle_key(const unsigned char *after, size_t after_size, const unsigned char *until,
                       unsigned char out[MEMBER_KEY_SIZE])
{
    uint64_t low = 0, high = 0, middle;

    for (size_t i = 0; i < 8; i++) {
        low = low << 8 | (after_size ? after[i] : 0);
        high = high << 8 | until[i];
    }
    middle = low + (high - low) / 2;
    memset(out, 0, MEMBER_KEY_SIZE);
    for (size_t i = 0; i < 8; i++)
        out[i] = (unsigned char)(middle >> (56 - 8 * i));
    return middle > low;
}

/* A slice whose people don't fit into the warehouse's memory is read in halves: a sort fails before it gives
 * its first row. */
static struct err *stream_slice(struct run *run, const unsigned char *after, size_t after_size,
                                const unsigned char *until, int halvings)
{
    unsigned char middle[MEMBER_KEY_SIZE];
    const int64_t before = run->n_read;
    struct err *err;

    err = ask_slice(run, after, after_size, until);
    if (!err_is(err, ERR_TOO_LARGE) || run->n_read != before || halvings == MOST_HALVINGS ||
        !middle_key(after, after_size, until, middle))
        return err;
    err = stream_slice(run, after, after_size, middle, halvings + 1);
    if (!err && run->stop == RUN_GOES)
        err = stream_slice(run, middle, MEMBER_KEY_SIZE, until, halvings + 1);
    return err;
}

struct err *run_people(struct run *run, const unsigned char *from, size_t from_size, const unsigned char *to,
                       size_t to_size)
{
    const int64_t wanted = run->total / SLICE + 1;
    const unsigned slices = run->is_redo ? 1 : wanted > MOST_SLICES ? MOST_SLICES : (unsigned)wanted;
    unsigned char after[MEMBER_KEY_SIZE], until[MEMBER_KEY_SIZE];
    size_t after_size = from_size;
    struct err *err = NULL;

    memcpy(after, from, from_size);
    if (!run->batch)
        err = open_batch(run, from, from_size);
    for (unsigned i = 0; i < slices && !err && run->stop == RUN_GOES; i++) {
        const unsigned edge = (i + 1) * 65536 / slices;

        memcpy(until, to_size ? to : last_key, MEMBER_KEY_SIZE);
        if (i + 1 < slices) {
            until[0] = (unsigned char)(edge >> 8);
            until[1] = (unsigned char)edge;
            memset(until + 2, 0, MEMBER_KEY_SIZE - 2);
            if (after_size && memcmp(until, after, MEMBER_KEY_SIZE) <= 0)
                continue; /* behind us already */
        }
        err = stream_slice(run, after, after_size, until, 0);
        memcpy(after, until, MEMBER_KEY_SIZE);
        after_size = MEMBER_KEY_SIZE;
    }
    if (!err && run->stop == RUN_GOES)
        err = run_flush(run, to_size ? to : last_key);
    return err;
}

/*
 * hash = SHA-256(version ‖ previous hash ‖ canonical JSON of the row). A row changed or removed breaks the
 * chain at its place; one cut off the end shows in the head.
 */
#include "packages/audit/audit.h"

#include "packages/audit/audit.sql.h"
#include "packages/store/store.h"

#include <assert.h>
#include <string.h>

enum { VERSION = 1, LARGEST_ROW = 1024 * 1024 };

static const struct field row_fields[] = {
    FIELD(audit_row, seq, "Number in the chain, without gaps."),
    FIELD(audit_row, at, "When."),
    FIELD(audit_row, actor, "Who did it: the id of a person, or `owner` or `system`."),
    FIELD(audit_row, actor_name, "Their name at that time."),
    FIELD(audit_row, as_owner, "True when the machine's owner acted for this person."),
    FIELD(audit_row, action, "Name of the operation."),
    FIELD(audit_row, object, "Id of what was changed.", .optional = true),
    FIELD(audit_row, summary, "One sentence.", .optional = true),
    FIELD(audit_row, request_id, "The request it came with.", .optional = true),
    FIELD(audit_row, details, "Before and after, as JSON.", .optional = true),
    FIELD(audit_row, hash_hex, "Hash of this row and the one before.", .optional = true, .name = "hash"),
};
const struct shape audit_row_shape = SHAPE(audit_row, row_fields, "One row of the audit log.");

/* The same row as its columns are: hashes as bytes. */
static const struct field stored_fields[] = {
    FIELD(audit_row, seq, ""),        FIELD(audit_row, at, ""),       FIELD(audit_row, actor, ""),
    FIELD(audit_row, actor_name, ""), FIELD(audit_row, as_owner, ""), FIELD(audit_row, origin, ""),
    FIELD(audit_row, request_id, ""), FIELD(audit_row, action, ""),   FIELD(audit_row, object, ""),
    FIELD(audit_row, summary, ""),    FIELD(audit_row, details, ""),  FIELD(audit_row, previous, ""),
    FIELD(audit_row, hash, ""),
};
static const struct shape stored_shape = SHAPE(audit_row, stored_fields, "A row of the table.");

static const struct field query_fields[] = {
    FIELD(audit_query, q, "Text in the summary, the object or the name.", .max = 200, .optional = true),
    FIELD(audit_query, who, "Only by this person's id.", .max = 64, .optional = true),
    FIELD(audit_query, what, "Only this operation.", .max = 64, .optional = true),
    FIELD(audit_query, cursor, "The `next_cursor` of the page before.", .max = 20, .optional = true),
    FIELD(audit_query, limit, "Rows wanted.", .min = 1, .max = 200, .optional = true),
};
const struct shape audit_query_shape = SHAPE(audit_query, query_fields, "Which rows.");

static const struct field page_fields[] = {
    LIST(audit_page, items, &audit_row_shape, "Newest first."),
    FIELD(audit_page, next_cursor, "Give it back as `cursor`.", .optional = true),
};
const struct shape audit_page_shape = SHAPE(audit_page, page_fields, "A page of the audit log.");

static const struct field verdict_fields[] = {
    FIELD(audit_verdict, rows, "Rows that were read."),
    FIELD(audit_verdict, first_bad, "Number of the first row that doesn't fit; 0 when the chain is whole."),
    FIELD(audit_verdict, reason, "What doesn't fit.", .optional = true),
};
const struct shape audit_verdict_shape =
    SHAPE(audit_verdict, verdict_fields, "What the check of the chain found.");

/* False for a row that has no such form: text that isn't UTF-8, or more than fits. What is hashed is never
 * less than what is stored. */
static bool digest(struct ctx *ctx, const struct audit_row *row, unsigned char out[SHA256_SIZE])
{
    json_t *json =
        json_pack("{sI sI ss ss sb ss? ss? ss ss? ss? ss}", "seq", (json_int_t)row->seq, "at",
                  (json_int_t)row->at.us, "actor", row->actor, "actor_name", row->actor_name, "as_owner",
                  row->as_owner, "origin", row->origin, "request_id", row->request_id, "action", row->action,
                  "object", row->object, "summary", row->summary, "details", row->details);
    struct buf text = buf_in(ctx->arena, LARGEST_ROW);

    if (!json)
        return false;
    json_keep(ctx, json);
    buf_char(&text, VERSION);
    buf_add(&text, row->previous.at, row->previous.size);
    buf_text(&text, json_canonical(ctx, json));
    if (text.is_full)
        return false;
    sha256(text.at, text.len, out);
    return true;
}

static struct err *lock_head(struct ctx *ctx, struct audit_row *row)
{
    static const unsigned char zeros[SHA256_SIZE];
    struct err *err;

    err = store_one(ctx, &sql_audit_head_lock, NOTHING, (struct out){ &stored_shape, row });
    if (!err_is(err, ERR_NOT_FOUND))
        return err;
    err = store_run(ctx, &sql_audit_head_make, WITH(ARG("hash", ((struct bytes){ zeros, sizeof(zeros) }))),
                    NULL);
    if (err)
        return err;
    return store_one(ctx, &sql_audit_head_lock, NOTHING, (struct out){ &stored_shape, row });
}

struct err *audit_append(struct ctx *ctx, const char *action, const struct audit_note *note, int64_t *seq)
{
    static const struct audit_note nothing;
    unsigned char hash[SHA256_SIZE];
    struct audit_row row = { 0 };
    struct err *err;

    assert(ctx->tx);
    note = note ? note : &nothing;
    err = lock_head(ctx, &row);
    if (err)
        return err;
    row.at = ctx->now;
    row.actor = ctx->who ? ctx->who->id : "nobody";
    row.actor_name = ctx->who ? ctx->who->name : "nobody";
    row.as_owner = ctx->who && ctx->who->as_owner;
    row.origin = ctx->origin;
    row.request_id = ctx->request_id;
    row.action = action;
    row.object = note->object;
    row.summary = note->summary;
    row.details = note->details ? json_canonical(ctx, note->details) : "{}";
    if (!digest(ctx, &row, hash))
        return err_new(ctx, ERR_INTERNAL, NULL, "the audit row of %s is not UTF-8, or larger than 1 MiB",
                       action);
    row.hash = (struct bytes){ hash, sizeof(hash) };
    err = store_run(ctx, &sql_audit_insert, (struct in){ &stored_shape, &row, NULL, 0 }, NULL);
    if (err)
        return err;
    if (seq)
        *seq = row.seq;
    return store_run(ctx, &sql_audit_head_set, WITH(ARG("hash", row.hash)), NULL);
}

struct err *audit_list(struct ctx *ctx, const struct audit_query *query, struct audit_page *out)
{
    const int64_t limit = query->limit ? query->limit : 50;
    int64_t before = INT64_MAX;
    struct err *err;

    if (query->cursor && !text_to_int(query->cursor, &before))
        return err_new(ctx, ERR_INVALID, "cursor", "is not a cursor of this list");
    *out = (struct audit_page){ 0 };
    err = store_all(ctx, &sql_audit_page,
                    WITH(ARG("before", before), ARG("who", query->who), ARG("what", query->what),
                         ARG("q", store_like(ctx, query->q)), ARG("limit", limit + 1)),
                    (struct out_list){ &stored_shape, (void **)&out->items }, &out->n_items);
    if (err)
        return err;
    if (out->n_items > (size_t)limit) {
        out->n_items = (size_t)limit;
        out->next_cursor = arena_printf(ctx->arena, "%lld", (long long)out->items[limit - 1].seq);
    }
    for (size_t i = 0; i < out->n_items; i++)
        out->items[i].hash_hex = hex_text(ctx->arena, out->items[i].hash.at, out->items[i].hash.size);
    return NULL;
}

struct checker {
    struct arena *arena; /* of one row */
    unsigned char previous[SHA256_SIZE];
    struct audit_verdict *verdict;
};

static bool holds(const struct bytes *bytes, const unsigned char expected[SHA256_SIZE])
{
    return bytes->size == SHA256_SIZE && memcmp(bytes->at, expected, SHA256_SIZE) == 0;
}

static struct err *check_row(struct ctx *ctx, void *at, void *arg)
{
    struct checker *checker = arg;
    struct audit_verdict *verdict = checker->verdict;
    const struct audit_row *row = at;
    unsigned char hash[SHA256_SIZE] = { 0 };
    struct ctx inner = *ctx;
    bool has_form;

    verdict->rows++;
    if (verdict->first_bad)
        return NULL;
    arena_reset(checker->arena);
    inner.arena = checker->arena;
    has_form = digest(&inner, row, hash);
    if (row->seq != verdict->rows)
        verdict->reason = "a row before it is missing";
    else if (!holds(&row->previous, checker->previous))
        verdict->reason = "it doesn't follow the row before";
    else if (!has_form || !holds(&row->hash, hash))
        verdict->reason = "its content was changed";
    if (verdict->reason)
        verdict->first_bad = row->seq;
    memcpy(checker->previous, hash, SHA256_SIZE);
    return NULL;
}

static void free_arena(void *arena)
{
    arena_free(arena);
}

static struct err *verify(struct ctx *ctx, struct audit_verdict *out)
{
    struct checker checker = { .arena = arena_new(), .verdict = out };
    struct audit_row head = { 0 };
    struct err *err;

    *out = (struct audit_verdict){ 0 };
    arena_defer(ctx->arena, free_arena, checker.arena);
    err = store_each(ctx, &sql_audit_chain, NOTHING, &stored_shape, check_row, &checker);
    if (err)
        return err;
    err = store_one(ctx, &sql_audit_head_get, NOTHING, (struct out){ &stored_shape, &head });
    if (err_is(err, ERR_NOT_FOUND))
        err = NULL;
    if (!err && !out->first_bad &&
        (head.seq != out->rows || (out->rows && !holds(&head.hash, checker.previous)))) {
        out->first_bad = out->rows + 1;
        out->reason = "rows are missing at the end";
    }
    return err;
}

/* In one state of the database: a row that comes between the chain and its head is no row that is missing. */
struct err *audit_verify(struct ctx *ctx, struct audit_verdict *out)
{
    struct err *err;

    if (ctx->tx)
        return verify(ctx, out);
    err = store_begin(ctx, STORE_READ);
    if (err)
        return err;
    err = verify(ctx, out);
    store_rollback(ctx);
    return err;
}

/*
 * The published snapshot of consents, the sweep, and what a manifest says of itself.
 */
#include "packages/warehouse/duckdb/driver.h"
#include "packages/warehouse/duckdb/folder.h"
#include "packages/warehouse/load/files.h"
#include "packages/warehouse/load/table.h"

/* Travels through writer_load() as the input's progress_to: a snapshot has no files to read. */
struct snapshot_input {
    consent_source *source;
    void *arg;
    int64_t seq;
};

static struct err *stage_all(struct writer *writer, const struct snapshot_input *from)
{
    struct appending to;
    struct err *err, *end;
    bool has_row = true;

    err = append_begin(writer, "consents", &to);
    if (err)
        return err;
    while (!err && has_row) {
        struct consent_row row;

        err = from->source(writer->caller, from->arg, &row, &has_row);
        if (err || !has_row)
            break;
        append_bytes(&to, row.hash, sizeof(row.hash));
        append_text(&to, row.consent_type);
        append_bool(&to, row.is_granted);
        append_row(&to);
    }
    end = append_end(writer, &to);
    return err ? err : end;
}

static struct err *publish(struct writer *writer, const struct load_input *in, struct load_report *out)
{
    static const char *const parts[] = { "consents", "ad_consents", NULL };
    const struct file_made file = { .name = "consents",
                                    .source = "identifiers",
                                    .sql = "customers",
                                    .parts = parts,
                                    .hash_part = "consents_hash" };
    const struct snapshot_input *from = in->progress_to;
    struct err *err;

    (void)out;
    err = writer_run(writer, "customers", "stage_consents");
    if (!err)
        err = stage_all(writer, from);
    if (!err)
        err = file_make(writer, &file);
    if (!err)
        writer->manifest.consent_seq = from->seq;
    return err;
}

struct err *warehouse_publish_consents(struct ctx *ctx, consent_source *source, void *arg, int64_t seq)
{
    struct snapshot_input from = { source, arg, seq };

    return writer_load(ctx, publish, &(struct load_input){ .progress_to = &from }, NULL);
}

struct err *warehouse_consent_seq(struct ctx *ctx, int64_t *out)
{
    struct warehouse_state state;
    struct err *err;

    err = warehouse_state(ctx, &state);
    if (err)
        return err;
    *out = state.consent_seq;
    return NULL;
}

struct err *warehouse_attributes(struct ctx *ctx, const char *const **out, size_t *n)
{
    struct warehouse_state state;
    struct err *err;

    err = warehouse_state(ctx, &state);
    if (err)
        return err;
    *out = (const char *const *)state.attributes;
    *n = state.n_attributes;
    return NULL;
}

struct err *warehouse_sweep(struct ctx *ctx, const char *const *pinned, size_t n_pinned)
{
    struct warehouse *warehouse;
    struct snapshot *newest;
    struct ctx own = *ctx;
    const char **keep = NULL;
    size_t n = 0;
    struct err *err;

    err = duckdb_warehouse(ctx, &warehouse);
    if (err)
        return err;
    own.arena = arena_new();                  /* the lock and the pin end with it */
    err = warehouse_pin(&own, NULL, &newest); /* lets go of the one that was the newest before */
    for (size_t i = 0; i < n_pinned; i++)
        *ARENA_PUSH(own.arena, keep, n) = pinned[i];
    duckdb_live_versions(&own, warehouse, &keep, &n);
    *ARENA_PUSH(own.arena, keep, n) = ""; /* never empty: NULL would keep all */
    if (!err)
        err = folder_lock(&own, duckdb_folder(warehouse));
    if (!err)
        err = folder_sweep(&own, duckdb_folder(warehouse), keep, n);
    if (err)
        err = err_new(ctx, err->code, NULL, "%s", err->message);
    arena_free(own.arena);
    return err;
}

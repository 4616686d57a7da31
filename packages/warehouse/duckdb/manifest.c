#include "packages/warehouse/duckdb/manifest.h"

#include "packages/warehouse/duckdb/folder.h"

#include <stdlib.h>
#include <string.h>

static const struct field day_fields[] = {
    FIELD(manifest_day, day, "The property's day."),
    FIELD(manifest_day, events, "Rows of the day."),
    FIELD(manifest_day, hash, "Of its rows, whatever their order."),
};
static const struct shape manifest_day_shape = SHAPE(manifest_day, day_fields, "One day of events.");

static const struct field month_fields[] = {
    FIELD(manifest_month, month, "YYYY-MM."),
    FIELD(manifest_month, file, "In the same folder."),
    FIELD(manifest_month, after, "Hash of the month before when this one was built."),
    FIELD(manifest_month, hash, "Of the days and `after`."),
    LIST(manifest_month, days, &manifest_day_shape, "In order."),
};
static const struct shape manifest_month_shape = SHAPE(manifest_month, month_fields, "One month's file.");

static const struct field table_fields[] = {
    FIELD(manifest_table, name,
          "customers, customer_users, orders, consents, identifiers, campaign_days or item_costs."),
    FIELD(manifest_table, file, "In the same folder."),
    FIELD(manifest_table, hash, "Of its rows, whatever their order."),
    FIELD(manifest_table, rows, "How many."),
    SCALARS(manifest_table, columns, "Attributes of customers.", .optional = true),
};
static const struct shape manifest_table_shape = SHAPE(manifest_table, table_fields, "One table's file.");

static const struct field manifest_fields[] = {
    FIELD(manifest, format, "Of this file and of the tables.", .min = MANIFEST_FORMAT,
          .max = MANIFEST_FORMAT),
    FIELD(manifest, data_version, "Follows from the content."),
    FIELD(manifest, loaded_at, "When it was published."),
    FIELD(manifest, consent_seq, "The registry's row that `consents` reaches."),
    LIST(manifest, months, &manifest_month_shape, "In order.", .max = 2400),
    LIST(manifest, tables, &manifest_table_shape, "Beside the months."),
};
const struct shape manifest_shape =
    SHAPE(manifest, manifest_fields, "Which files make up a version of the data.");

struct manifest_month *manifest_month(const struct manifest *manifest, const char *month)
{
    for (size_t i = 0; i < manifest->n_months; i++) {
        if (text_is(manifest->months[i].month, month))
            return &manifest->months[i];
    }
    return NULL;
}

struct manifest_table *manifest_table(const struct manifest *manifest, const char *name)
{
    for (size_t i = 0; i < manifest->n_tables; i++) {
        if (text_is(manifest->tables[i].name, name))
            return &manifest->tables[i];
    }
    return NULL;
}

static int by_month(const void *a, const void *b)
{
    return strcmp(((const struct manifest_month *)a)->month, ((const struct manifest_month *)b)->month);
}

void manifest_put_month(struct arena *arena, struct manifest *manifest, const struct manifest_month *month)
{
    struct manifest_month *old = manifest_month(manifest, month->month);

    if (old) {
        *old = *month;
        return;
    }
    *ARENA_PUSH(arena, manifest->months, manifest->n_months) = *month;
    qsort(manifest->months, manifest->n_months, sizeof(*manifest->months), by_month);
}

void manifest_put_table(struct arena *arena, struct manifest *manifest, const struct manifest_table *table)
{
    struct manifest_table *old = manifest_table(manifest, table->name);

    if (old)
        *old = *table;
    else
        *ARENA_PUSH(arena, manifest->tables, manifest->n_tables) = *table;
}

/* 64 bits in hex: versions are compared, not defended against a forger, who could write the files themselves.
 */
static const char *short_hash(struct arena *arena, const struct buf *buf)
{
    return arena_text_n(arena, sha256_hex(arena, buf_str(buf), buf->len), 16);
}

const char *manifest_days_hash(struct arena *arena, const struct manifest_month *month)
{
    struct buf buf = buf_in(arena, 64 * 1024);

    for (size_t i = 0; i < month->n_days; i++)
        buf_printf(&buf, " %s %s", month->days[i].day, month->days[i].hash);
    return short_hash(arena, &buf);
}

const char *manifest_month_hash(struct arena *arena, const struct manifest_month *month)
{
    struct buf buf = buf_in(arena, 64 * 1024);

    buf_printf(&buf, "%d %s %s %s", MANIFEST_FORMAT, month->month, month->after,
               manifest_days_hash(arena, month));
    return short_hash(arena, &buf);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char *manifest_version(struct arena *arena, const struct manifest *manifest)
{
    const size_t n = manifest->n_months + manifest->n_tables;
    const char **lines = arena_alloc(arena, (n + 1) * sizeof(*lines));
    struct buf buf = buf_in(arena, 1024 * 1024);

    if (!n)
        return "";
    for (size_t i = 0; i < manifest->n_months; i++)
        lines[i] = arena_printf(arena, "%s %s\n", manifest->months[i].month, manifest->months[i].hash);
    for (size_t i = 0; i < manifest->n_tables; i++)
        lines[manifest->n_months + i] =
            arena_printf(arena, "%s %s\n", manifest->tables[i].name, manifest->tables[i].hash);
    qsort(lines, n, sizeof(*lines), by_text);
    buf_printf(&buf, "%d %ld\n", MANIFEST_FORMAT, (long)manifest->consent_seq);
    for (size_t i = 0; i < n; i++)
        buf_text(&buf, lines[i]);
    return short_hash(arena, &buf);
}

struct err *manifest_read(struct ctx *ctx, const char *path, struct manifest *out)
{
    struct bytes text;
    json_t *json;
    bool exists;
    struct err *err;

    err = file_read(ctx, path, &text, &exists);
    if (err)
        return err;
    if (!exists) {
        *out = (struct manifest){ .format = MANIFEST_FORMAT, .data_version = "" };
        return NULL;
    }
    err = json_parse(ctx, (const char *)text.at, text.size, &json);
    if (!err)
        err = shape_decode(ctx, &manifest_shape, json, out);
    if (err)
        return err_new(ctx, ERR_UNAVAILABLE, NULL, "the warehouse's list of files is damaged: %s %s", path,
                       err->message);
    return NULL;
}

struct err *manifest_write(struct ctx *ctx, const char *folder, const char *name,
                           const struct manifest *manifest)
{
    struct buf buf = buf_in(ctx->arena, 16 * 1024 * 1024);

    shape_encode(&manifest_shape, manifest, &buf);
    buf_char(&buf, '\n');
    if (buf.is_full)
        return err_new(ctx, ERR_TOO_LARGE, NULL, "the warehouse's list of files passes 16 MiB");
    return file_replace(ctx, folder, name, (struct bytes){ (const unsigned char *)buf_str(&buf), buf.len });
}

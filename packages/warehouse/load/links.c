/*
 * Which user is which customer, and the published snapshot of consents.
 */
#include "packages/warehouse/load/files.h"
#include "packages/warehouse/load/table.h"

enum column { CUSTOMER_ID, USER_PSEUDO_ID };
static const struct table_column columns[] = {
    [CUSTOMER_ID] = { "customer_id", 256, true },
    [USER_PSEUDO_ID] = { "user_pseudo_id", 256, true },
};

static const char *take(struct table *table, void *arg)
{
    struct appending *to = arg;

    append_int(to, true, table->report->rows_read);
    append_text(to, table->value[USER_PSEUDO_ID]);
    append_text(to, table->value[CUSTOMER_ID]);
    append_row(to);
    return NULL;
}

static struct err *load(struct writer *writer, const struct load_input *in, struct load_report *out)
{
    static const char *const parts[] = { "links", NULL };
    const struct file_made file = {
        .name = "customer_users", .sql = "customers", .parts = parts, .hash_part = "links_hash"
    };
    struct table table = {
        .in = in, .writer = writer, .report = out, .columns = columns, .n_columns = COUNT(columns)
    };
    struct appending to;
    struct err *err, *end;

    err = writer_run(writer, "customers", "prepare");
    if (!err)
        err = writer_run(writer, "customers", "stage_links");
    if (!err)
        err = append_begin(writer, "links", &to);
    if (err)
        return err;
    err = table_read(&table, NULL, take, &to);
    end = append_end(writer, &to);
    if (err || end)
        return err ? err : end;
    return file_make(writer, &file);
}

struct err *load_customer_users(struct ctx *ctx, const struct load_input *in, struct load_report *out)
{
    return writer_load(ctx, load, in, out);
}

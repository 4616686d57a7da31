/*
 * What products cost the shop: a row a product, by its id or its name, and the day from which it costs so.
 */
#include "packages/warehouse/load/files.h"
#include "packages/warehouse/load/table.h"

#include <math.h>

enum column { ITEM_ID, ITEM_NAME, COST, FROM_DATE };
static const struct table_column columns[] = {
    [ITEM_ID] = { "item_id", 256, false },
    [ITEM_NAME] = { "item_name", 512, false },
    [COST] = { "cost", 64, true },
    [FROM_DATE] = { "from_date", 10, true },
};

static const char *take(struct table *table, void *arg)
{
    const char *const *value = table->value;
    struct appending *to = arg;
    struct date from;
    double cost;

    if (!value[ITEM_ID] && !value[ITEM_NAME])
        return "needs an item_id or an item_name";
    if (!text_to_number(value[COST], &cost) || !(cost >= 0) || cost > 1e9)
        return "cost is no amount of 0 or more";
    if (!date_parse(value[FROM_DATE], &from))
        return "from_date is no day: write 2026-11-24";
    append_int(to, true, table->report->rows_read);
    append_text(to, value[ITEM_ID]);
    append_text(to, value[ITEM_ID] ? NULL : value[ITEM_NAME]);
    append_day(to, date_days(from));
    append_real(to, cost);
    append_row(to);
    return NULL;
}

static struct err *load(struct writer *writer, const struct load_input *in, struct load_report *out)
{
    static const char *const parts[] = { "item_costs", NULL };
    const struct file_made file = {
        .name = "item_costs", .sql = "item_costs", .parts = parts, .hash_part = "item_costs_hash"
    };
    struct table table = {
        .in = in, .writer = writer, .report = out, .columns = columns, .n_columns = COUNT(columns)
    };
    struct appending to;
    struct err *err, *end;

    err = writer_run(writer, "item_costs", "stage");
    if (!err)
        err = append_begin(writer, "read_costs", &to);
    if (err)
        return err;
    err = table_read(&table, NULL, take, &to);
    end = append_end(writer, &to);
    if (err || end)
        return err ? err : end;
    return file_make(writer, &file);
}

struct err *load_item_costs(struct ctx *ctx, const struct load_input *in, struct load_report *out)
{
    return writer_load(ctx, load, in, out);
}

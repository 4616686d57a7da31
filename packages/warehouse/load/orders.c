/*
 * Orders, a row a line. An order that is loaded again replaces itself with all its lines.
 */
#include "packages/warehouse/load/files.h"
#include "packages/warehouse/load/table.h"

#include <math.h>
#include <string.h>

enum column {
    ORDER_ID,
    CUSTOMER_ID,
    ORDERED_AT,
    ITEM_ID,
    ITEM_NAME,
    QUANTITY,
    UNIT_PRICE,
    CURRENCY,
    CANCELLED
};
static const struct table_column columns[] = {
    [ORDER_ID] = { "order_id", 256, true },    [CUSTOMER_ID] = { "customer_id", 256, false },
    [ORDERED_AT] = { "ordered_at", 64, true }, [ITEM_ID] = { "item_id", 256, false },
    [ITEM_NAME] = { "item_name", 512, false }, [QUANTITY] = { "quantity", 64, false },
    [UNIT_PRICE] = { "unit_price", 64, true }, [CURRENCY] = { "currency", 8, false },
    [CANCELLED] = { "cancelled", 16, false },
};

struct orders {
    struct table table;
    const struct zone *zone;
    struct appending to;
};

/* One row's values in their types. */
struct line {
    struct instant at;
    int64_t day, quantity;
    double price;
    bool is_cancelled;
};

static bool parse_bool(const char *text, bool *out)
{
    static const struct {
        const char *word;
        bool value;
    } words[] = { { "true", true },   { "1", true },  { "yes", true },
                  { "false", false }, { "0", false }, { "no", false } };

    for (size_t i = 0; i < COUNT(words); i++) {
        if (strcasecmp(text, words[i].word) == 0) {
            *out = words[i].value;
            return true;
        }
    }
    return false;
}

static bool parse_whole(const char *text, int64_t *out)
{
    double real;

    if (text_to_int(text, out))
        return true;
    if (!text_to_number(text, &real) || real != floor(real) || fabs(real) > 1e15)
        return false;
    *out = (int64_t)real;
    return true;
}

static const char *parse(const struct orders *load, struct line *line)
{
    const char *const *value = load->table.value;

    if (!moment_parse(load->zone, value[ORDERED_AT], &line->at, &line->day))
        return "ordered_at is no time: write 2026-11-24 08:00:00 or 2026-11-24T08:00:00Z";
    if (value[QUANTITY] && !parse_whole(value[QUANTITY], &line->quantity))
        return "quantity is no whole number";
    if (!text_to_number(value[UNIT_PRICE], &line->price) || !isfinite(line->price))
        return "unit_price is no number";
    if (value[CURRENCY] &&
        (strlen(value[CURRENCY]) != 3 || strspn(value[CURRENCY], "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 3))
        return "currency is not three capital letters";
    if (value[CANCELLED] && !parse_bool(value[CANCELLED], &line->is_cancelled))
        return "cancelled is neither true nor false";
    return NULL;
}

static const char *take(struct table *table, void *arg)
{
    struct orders *load = arg;
    struct appending *to = &load->to;
    struct line line = { .quantity = 1 };
    const char *fault = parse(load, &line);

    if (fault)
        return fault;
    append_int(to, true, (int64_t)table->n_file);
    append_int(to, true, table->report->rows_read);
    append_text(to, table->value[ORDER_ID]);
    append_text(to, table->value[CUSTOMER_ID]);
    append_int(to, true, line.at.us);
    append_day(to, line.day);
    append_text(to, table->value[ITEM_ID]);
    append_text(to, table->value[ITEM_NAME]);
    append_int(to, true, line.quantity);
    append_real(to, line.price);
    append_text(to, table->value[CURRENCY]);
    append_bool(to, line.is_cancelled);
    append_row(to);
    return NULL;
}

static struct err *read_all(struct orders *load)
{
    struct writer *writer = load->table.writer;
    struct err *err, *end;

    err = writer_run(writer, "orders", "prepare");
    if (!err)
        err = writer_run(writer, "orders", "stage");
    if (!err)
        err = append_begin(writer, "read_lines", &load->to);
    if (err)
        return err;
    err = table_read(&load->table, NULL, take, load);
    end = append_end(writer, &load->to);
    return err ? err : end;
}

static struct err *tell_days(struct orders *load)
{
    struct writer *writer = load->table.writer;
    struct warehouse_result days;
    struct err *err;

    err = writer_query(writer, "orders", "days", NULL, 0, &days);
    if (err)
        return err;
    report_days(writer->caller, load->table.report, days.cells[0].value.integer, days.cells[1].value.integer,
                days.cells[2].value.integer);
    return NULL;
}

static struct err *make(struct writer *writer)
{
    static const char *const parts[] = { "order_items", "orders", NULL };
    const struct file_made file = {
        .name = "orders", .sql = "orders", .parts = parts, .hash_part = "orders_hash"
    };
    struct err *err;

    err = writer_run(writer, "orders", "latest");
    if (!err)
        err = writer_run(writer, "orders", "orders_of_stage");
    if (!err)
        err = file_make(writer, &file);
    return err;
}

static struct err *load(struct writer *writer, const struct load_input *in, struct load_report *out)
{
    struct orders load = { .table = { .in = in,
                                      .writer = writer,
                                      .report = out,
                                      .columns = columns,
                                      .n_columns = COUNT(columns) } };
    struct err *err;

    load.zone = zone_open(writer->ctx->arena, in->zone ? in->zone : "UTC");
    if (!load.zone)
        return err_new(writer->ctx, ERR_INVALID, "zone", "there is no time zone \"%s\"", in->zone);
    err = read_all(&load);
    if (!err)
        err = make(writer);
    if (!err)
        err = tell_days(&load);
    return err;
}

struct err *load_orders(struct ctx *ctx, const struct load_input *in, struct load_report *out)
{
    return writer_load(ctx, load, in, out);
}

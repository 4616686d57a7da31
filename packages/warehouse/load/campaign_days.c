/*
 * What advertising cost, a row a platform, campaign and day. A platform's day that is loaded again replaces
 * itself.
 */
#include "packages/warehouse/load/files.h"
#include "packages/warehouse/load/table.h"

#include <math.h>

enum column { DAY, AD_PLATFORM, CAMPAIGN, COST, CLICKS, IMPRESSIONS, CURRENCY };
static const struct table_column columns[] = {
    [DAY] = { "date", 10, true },
    [AD_PLATFORM] = { "ad_platform", 64, true },
    [CAMPAIGN] = { "campaign", 256, false },
    [COST] = { "cost", 64, true },
    [CLICKS] = { "clicks", 32, false },
    [IMPRESSIONS] = { "impressions", 32, false },
    [CURRENCY] = { "currency", 8, true },
};

static const char *parse_count(const char *text, const char *fault, int64_t *out)
{
    return !text || (text_to_int(text, out) && *out >= 0) ? NULL : fault;
}

static const char *take(struct table *table, void *arg)
{
    const char *const *value = table->value;
    struct appending *to = arg;
    int64_t clicks = 0, impressions = 0;
    const char *fault;
    struct date day;
    double cost;

    if (!date_parse(value[DAY], &day))
        return "date is no day: write 2026-11-24";
    if (!text_to_number(value[COST], &cost) || !isfinite(cost) || fabs(cost) > 1e11)
        return "cost is no number";
    if (!text_is(value[CURRENCY], "USD"))
        return "currency is not USD: costs stand beside revenue in USD";
    fault = parse_count(value[CLICKS], "clicks is no whole number", &clicks);
    if (!fault)
        fault = parse_count(value[IMPRESSIONS], "impressions is no whole number", &impressions);
    if (fault)
        return fault;
    append_int(to, true, (int64_t)table->n_file);
    append_day(to, date_days(day));
    append_text(to, value[AD_PLATFORM]);
    append_text(to, value[CAMPAIGN]);
    append_real(to, cost);
    append_int(to, value[CLICKS] != NULL, clicks);
    append_int(to, value[IMPRESSIONS] != NULL, impressions);
    append_row(to);
    return NULL;
}

static struct err *tell_days(struct writer *writer, struct load_report *report)
{
    struct warehouse_result days;
    struct err *err = writer_query(writer, "campaign_days", "days", NULL, 0, &days);

    if (err || days.cells[1].is_null)
        return err;
    report_days(writer->caller, report, days.cells[0].value.integer, days.cells[1].value.integer,
                days.cells[2].value.integer);
    return NULL;
}

static struct err *load(struct writer *writer, const struct load_input *in, struct load_report *out)
{
    static const char *const parts[] = { "campaign_days", NULL };
    const struct file_made file = {
        .name = "campaign_days", .sql = "campaign_days", .parts = parts, .hash_part = "campaign_days_hash"
    };
    struct table table = {
        .in = in, .writer = writer, .report = out, .columns = columns, .n_columns = COUNT(columns)
    };
    struct appending to;
    struct err *err, *end;

    err = writer_run(writer, "campaign_days", "stage");
    if (!err)
        err = append_begin(writer, "read_days", &to);
    if (err)
        return err;
    err = table_read(&table, NULL, take, &to);
    end = append_end(writer, &to);
    if (!err)
        err = end;
    if (!err)
        err = file_make(writer, &file);
    return err ? err : tell_days(writer, out);
}

struct err *load_campaign_days(struct ctx *ctx, const struct load_input *in, struct load_report *out)
{
    return writer_load(ctx, load, in, out);
}

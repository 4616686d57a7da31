/*
 * What an answer says, in a sentence made from its rows. Each figure in it is a cell of the answer, or the
 * sum of a column whose rows the model says add up to the whole.
 */
#include "domain/analytics/sentence.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

enum { MOST_TOLD = 3, EXACT_BELOW = 100000 };

struct telling {
    struct ctx *ctx;
    const struct plan *plan;
    const struct compiled *compiled;
    const struct warehouse_result *result;
    size_t n_dims;
    struct buf *to;
};

/* --- cells and columns --- */

static const struct cell *cell_at(const struct telling *telling, size_t row, size_t column)
{
    return &telling->result->cells[row * telling->result->n_columns + column];
}

/* NAN for NULL and for what is no number. */
static double number_at(const struct telling *telling, size_t row, size_t column)
{
    const struct cell *cell = cell_at(telling, row, column);

    if (cell->is_null)
        return NAN;
    switch (telling->result->columns[column].type) {
    case CELL_INTEGER:
        return (double)cell->value.integer;
    case CELL_NUMBER:
        return cell->value.number;
    default:
        return NAN;
    }
}

static bool find_column(const struct telling *telling, const char *name, size_t *out)
{
    for (size_t i = 0; i < telling->compiled->n_columns; i++) {
        if (text_is(telling->compiled->columns[i].name, name)) {
            *out = i;
            return true;
        }
    }
    return false;
}

static bool find_beside(const struct telling *telling, size_t column, const char *suffix, size_t *out)
{
    return find_column(
        telling, arena_printf(telling->ctx->arena, "%s_%s", telling->compiled->columns[column].name, suffix),
        out);
}

/* --- numbers and names, as the pages write them (ux: numbers, dates, words) --- */

static void put_thousands(struct buf *to, double value, int decimals)
{
    char digits[400];
    const char *sign = value < 0 ? "-" : "";
    size_t whole;

    snprintf(digits, sizeof(digits), "%.*f", decimals, fabs(value));
    whole = strcspn(digits, ".");
    buf_text(to, sign);
    for (size_t i = 0; i < whole; i++) {
        if (i && (whole - i) % 3 == 0)
            buf_char(to, ',');
        buf_char(to, digits[i]);
    }
    buf_text(to, digits + whole);
}

/* "124 K", "1.24 M": three figures. */
static void put_short(struct buf *to, double value)
{
    static const char *const units[] = { " K", " M", " B", " T" };
    double scaled = value / 1000;
    size_t i = 0;

    for (; i + 1 < COUNT(units) && fabs(scaled) >= 999.5; i++)
        scaled /= 1000;
    put_thousands(to, scaled, fabs(scaled) >= 99.95 ? 0 : fabs(scaled) >= 9.995 ? 1 : 2);
    buf_text(to, units[i]);
}

static void put_number(struct buf *to, const struct compiled_column *column, double value)
{
    const bool is_money = text_is(column->format, "currency");

    if (isnan(value)) {
        buf_text(to, "–");
        return;
    }
    if (text_is(column->format, "percent")) {
        put_thousands(to, value * 100, 2);
        buf_text(to, " %");
        return;
    }
    if (is_money && text_is(column->unit, "USD")) {
        buf_text(to, value < 0 ? "-$" : "$");
        value = fabs(value);
    }
    if (fabs(value) >= EXACT_BELOW)
        put_short(to, value);
    else
        put_thousands(to, value,
                      text_is(column->type, "integer") || (is_money && fabs(value) >= 1000) ? 0 : 2);
    if (is_money && column->unit && !text_is(column->unit, "USD"))
        buf_printf(to, " %s", column->unit);
    if (text_is(column->format, "seconds"))
        buf_text(to, " s");
}

/* A label within a sentence: "Sessions" is "sessions", "ROAS" stays. */
static const char *inside(struct ctx *ctx, const char *label)
{
    char *copy = arena_text(ctx->arena, label);

    if (copy[0] && !isupper((unsigned char)copy[1]))
        copy[0] = (char)tolower((unsigned char)copy[0]);
    return copy;
}

static void put_date(const struct telling *telling, enum unit grain, int64_t days)
{
    static const char *const months[] = { "January",   "February", "March",    "April",
                                          "May",       "June",     "July",     "August",
                                          "September", "October",  "November", "December" };
    const struct date date = date_of_days(days);

    switch (grain) {
    case UNIT_MONTH:
        buf_printf(telling->to, "%s %d", months[date.month - 1], date.year);
        return;
    case UNIT_QUARTER:
        buf_printf(telling->to, "Q%d %d", (date.month - 1) / 3 + 1, date.year);
        return;
    case UNIT_YEAR:
        buf_printf(telling->to, "%d", date.year);
        return;
    default:
        buf_printf(telling->to, "%s%s", grain == UNIT_WEEK ? "the week of " : "",
                   date_words(telling->ctx->arena, date));
    }
}

static void put_value(const struct telling *telling, size_t row, size_t column)
{
    const struct cell *cell = cell_at(telling, row, column);
    const struct compiled_column *of = &telling->compiled->columns[column];

    if (cell->is_null) {
        buf_text(telling->to, "(not set)");
        return;
    }
    switch (telling->result->columns[column].type) {
    case CELL_TEXT:
        buf_text(telling->to, *cell->value.text ? cell->value.text : "(empty)");
        return;
    case CELL_DATE:
        put_date(telling,
                 column < telling->plan->n_dimensions ? telling->plan->dimensions[column].grain : UNIT_DAY,
                 cell->value.integer);
        return;
    case CELL_BOOLEAN:
        buf_printf(telling->to, "%s: %s", inside(telling->ctx, of->label),
                   cell->value.boolean ? "yes" : "no");
        return;
    default:
        if (text_is(of->format, NULL) && text_is(of->kind, "dimension"))
            buf_printf(telling->to, "%s ", inside(telling->ctx, of->label));
        put_number(telling->to, of, number_at(telling, row, column));
    }
}

/* "Organic Search · mobile" */
static void put_group(const struct telling *telling, size_t row)
{
    for (size_t i = 0; i < telling->n_dims; i++) {
        buf_text(telling->to, i ? " · " : "");
        put_value(telling, row, i);
    }
}

/* ", up 8.6 % from 88,150" */
static void put_change(const struct telling *telling, size_t row, size_t column)
{
    const struct compiled_column *of = &telling->compiled->columns[column];
    const double now = number_at(telling, row, column);
    size_t at;
    double before;

    if (!find_beside(telling, column, "before", &at))
        return;
    before = number_at(telling, row, at);
    if (isnan(before) || isnan(now)) {
        buf_text(telling->to, isnan(before) ? " (nothing to compare with)" : "");
        return;
    }
    if (before == 0 || now == before) {
        buf_text(telling->to, now == before ? ", as before" : ", none before");
        return;
    }
    buf_printf(telling->to, ", %s ", now > before ? "up" : "down");
    put_thousands(telling->to, fabs(now / before - 1) * 100, 1);
    buf_text(telling->to, " % from ");
    put_number(telling->to, of, before);
}

/* --- one row --- */

static bool is_beside(const struct telling *telling, size_t column)
{
    for (size_t i = 0; i < telling->plan->n_metrics; i++)
        if (text_is(telling->plan->metrics[i], telling->compiled->columns[column].name))
            return false;
    return true;
}

static void tell_row(const struct telling *telling, size_t row)
{
    size_t told = 0;

    if (telling->n_dims) {
        put_group(telling, row);
        buf_text(telling->to, ": ");
    }
    for (size_t i = telling->n_dims; i < telling->compiled->n_columns && told < MOST_TOLD; i++) {
        const struct compiled_column *column = &telling->compiled->columns[i];

        if (is_beside(telling, i))
            continue;
        buf_printf(telling->to, "%s%s ", told ? "; " : "",
                   told || telling->n_dims ? inside(telling->ctx, column->label) : column->label);
        put_number(telling->to, column, number_at(telling, row, i));
        put_change(telling, row, i);
        told++;
    }
    buf_char(telling->to, '.');
}

/* --- several rows --- */

/* Whether the rows are all there are. */
static bool is_whole(const struct telling *telling)
{
    return !telling->result->truncated && !telling->plan->top && !telling->plan->having &&
           !telling->plan->offset;
}

static bool adds_up(const struct telling *telling, size_t column)
{
    return telling->compiled->columns[column].additive && is_whole(telling);
}

static double sum_of(const struct telling *telling, size_t column)
{
    double sum = 0;

    for (size_t i = 0; i < telling->result->n_rows; i++) {
        const double value = number_at(telling, i, column);

        sum += isnan(value) ? 0 : value;
    }
    return sum;
}

/* The row whose value is farthest up or down; SIZE_MAX when all are NULL. */
static size_t extreme(const struct telling *telling, size_t column, bool is_lowest, size_t but)
{
    size_t best = SIZE_MAX;

    for (size_t i = 0; i < telling->result->n_rows; i++) {
        const double value = number_at(telling, i, column);

        if (isnan(value) || i == but)
            continue;
        if (best == SIZE_MAX ||
            (is_lowest ? value < number_at(telling, best, column) : value > number_at(telling, best, column)))
            best = i;
    }
    return best;
}

/* The first metric: what the sentence is about. */
static size_t main_column(const struct telling *telling)
{
    size_t at = telling->n_dims;

    if (telling->plan->n_metrics)
        (void)find_column(telling, telling->plan->metrics[0], &at);
    return at;
}

static void tell_trend(const struct telling *telling)
{
    const size_t column = main_column(telling);
    const struct compiled_column *of = &telling->compiled->columns[column];
    const size_t high = extreme(telling, column, false, SIZE_MAX);
    const size_t low = extreme(telling, column, true, SIZE_MAX);

    if (high == SIZE_MAX) {
        buf_printf(telling->to, "%s is not defined here.", of->label);
        return;
    }
    if (number_at(telling, high, column) == number_at(telling, low, column)) {
        buf_printf(telling->to, "%s: ", of->label);
        put_number(telling->to, of, number_at(telling, high, column));
        buf_text(telling->to, " in each.");
        return;
    }
    if (adds_up(telling, column)) {
        buf_printf(telling->to, "%s: ", of->label);
        put_number(telling->to, of, sum_of(telling, column));
        buf_text(telling->to, " in all; highest ");
    } else {
        buf_printf(telling->to, "%s: highest ", of->label);
    }
    put_group(telling, high);
    buf_text(telling->to, " with ");
    put_number(telling->to, of, number_at(telling, high, column));
    buf_text(telling->to, ", lowest ");
    put_group(telling, low);
    buf_text(telling->to, " with ");
    put_number(telling->to, of, number_at(telling, low, column));
    buf_char(telling->to, '.');
}

static void put_share(const struct telling *telling, size_t row, size_t column)
{
    const double sum = adds_up(telling, column) ? sum_of(telling, column) : 0;

    if (sum <= 0)
        return;
    buf_text(telling->to, " (");
    put_thousands(telling->to, number_at(telling, row, column) / sum * 100, 1);
    buf_text(telling->to, " % of ");
    put_number(telling->to, &telling->compiled->columns[column], sum);
    buf_char(telling->to, ')');
}

/* What the rows are ordered by leads, if that is a change or a share; else the first metric's extreme. */
static void tell_ranking(const struct telling *telling)
{
    const struct plan *plan = telling->plan;
    const size_t column = main_column(telling);
    const struct compiled_column *of = &telling->compiled->columns[column];
    const bool by_aspect = plan->n_order && plan->order[0].value > ASPECT_LEVEL;
    const bool is_lowest =
        (plan->n_order && plan->order[0].dir == DIRECTION_ASC && text_is(plan->order[0].by, of->name)) ||
        (plan->top && plan->top->dir == DIRECTION_ASC);
    const size_t first = by_aspect ? 0 : extreme(telling, column, is_lowest, SIZE_MAX);
    size_t second;

    if (first == SIZE_MAX) {
        buf_printf(telling->to, "%s is not defined here.", of->label);
        return;
    }
    second = by_aspect ? 1 : extreme(telling, column, is_lowest, first);
    buf_printf(telling->to, "%s %s: ",
               by_aspect   ? "First by"
               : is_lowest ? "Lowest"
                           : "Highest",
               inside(telling->ctx, of->label));
    put_group(telling, first);
    buf_text(telling->to, " with ");
    put_number(telling->to, of, number_at(telling, first, column));
    put_share(telling, first, column);
    put_change(telling, first, column);
    if (second < telling->result->n_rows) {
        buf_text(telling->to, "; then ");
        put_group(telling, second);
        buf_text(telling->to, " with ");
        put_number(telling->to, of, number_at(telling, second, column));
    }
    buf_char(telling->to, '.');
}

/* --- the other shapes --- */

/* "event is view_item" of a step without a label is its event. */
static void put_step(const struct telling *telling, size_t row, size_t column)
{
    static const char plain[] = "event is ";
    const struct cell *cell = cell_at(telling, row, column);

    if (!cell->is_null && telling->result->columns[column].type == CELL_TEXT &&
        text_starts(cell->value.text, plain))
        buf_text(telling->to, cell->value.text + strlen(plain));
    else
        put_value(telling, row, column);
}

static void tell_funnel(const struct telling *telling)
{
    size_t step, label, count, first_rate, rate, worst;
    const size_t last = telling->result->n_rows - 1;

    if (telling->n_dims || !find_column(telling, "step", &step) || !find_column(telling, "label", &label) ||
        !find_column(telling, "count", &count) || !find_column(telling, "rate_from_first", &first_rate) ||
        !find_column(telling, "rate_from_previous", &rate)) {
        return;
    }
    put_number(telling->to, &telling->compiled->columns[count], number_at(telling, last, count));
    buf_text(telling->to, " of ");
    put_number(telling->to, &telling->compiled->columns[count], number_at(telling, 0, count));
    buf_text(telling->to, " (");
    put_number(telling->to, &telling->compiled->columns[first_rate], number_at(telling, last, first_rate));
    buf_text(telling->to, ") went from ");
    put_step(telling, 0, label);
    buf_text(telling->to, " to ");
    put_step(telling, last, label);
    worst = extreme(telling, rate, true, 0);
    if (worst != SIZE_MAX && last > 1) {
        buf_text(telling->to, "; fewest went on to ");
        put_step(telling, worst, label);
        buf_text(telling->to, " (");
        put_number(telling->to, &telling->compiled->columns[rate], number_at(telling, worst, rate));
        buf_char(telling->to, ')');
    }
    buf_char(telling->to, '.');
}

/* Of all cohorts that reached the period together. */
static bool came_back(const struct telling *telling, size_t period, size_t users, int64_t k, double *began,
                      double *returned)
{
    double size = 0;
    bool is_there = false;

    *began = *returned = 0;
    for (size_t i = 0; i < telling->result->n_rows; i++) {
        const double value = number_at(telling, i, users);

        if (cell_at(telling, i, period)->value.integer == 0)
            size = isnan(value) ? 0 : value;
        if (cell_at(telling, i, period)->value.integer != k || isnan(value))
            continue;
        is_there = true;
        *began += size;
        *returned += value;
    }
    return is_there && *began > 0;
}

static void tell_retention(const struct telling *telling)
{
    static const char *const units[] = { "period", "hour", "day", "week", "month", "quarter", "year" };
    const struct compiled_column rate = { .format = "percent" };
    const struct compiled_column count = { .type = "integer" };
    size_t period, users;
    double began, returned;

    if (telling->n_dims || !find_column(telling, "period", &period) ||
        !find_column(telling, "users", &users) || !came_back(telling, period, users, 1, &began, &returned))
        return;
    put_number(telling->to, &rate, returned / began);
    buf_text(telling->to, " of ");
    put_number(telling->to, &count, began);
    buf_printf(telling->to, " users came back in %s 1.", units[telling->plan->retention->grain]);
}

static void tell_path(const struct telling *telling)
{
    size_t source, target, count, best;

    if (!find_column(telling, "source", &source) || !find_column(telling, "target", &target) ||
        !find_column(telling, "count", &count))
        return;
    best = extreme(telling, count, false, SIZE_MAX);
    if (best == SIZE_MAX)
        return;
    buf_text(telling->to, "Most often from ");
    put_value(telling, best, source);
    buf_text(telling->to, " to ");
    put_value(telling, best, target);
    buf_text(telling->to, ": ");
    put_number(telling->to, &telling->compiled->columns[count], number_at(telling, best, count));
    buf_text(telling->to, " times.");
}

static void tell_table(const struct telling *telling)
{
    const bool is_trend = telling->n_dims == 1 && telling->result->columns[0].type == CELL_DATE;

    if (telling->result->n_rows == 1)
        tell_row(telling, 0);
    else if (is_trend)
        tell_trend(telling);
    else
        tell_ranking(telling);
}

const char *answer_sentence(struct ctx *ctx, const struct plan *plan, const struct compiled *compiled,
                            const struct warehouse_result *result)
{
    struct buf to = buf_in(ctx->arena, JSON_MAX_STRING);
    const struct telling telling = { ctx, plan, compiled, result, plan->n_dimensions, &to };

    if (!result->n_rows)
        return plan->filter || plan->having ? "Nothing matches in this period." : "Nothing in this period.";
    if (plan->funnel)
        tell_funnel(&telling);
    else if (plan->retention)
        tell_retention(&telling);
    else if (plan->path)
        tell_path(&telling);
    else
        tell_table(&telling);
    if (!to.len)
        buf_printf(&to, "%s.", text_count(to.arena, (int64_t)result->n_rows, "row"));
    if (result->truncated && !plan->limit)
        buf_printf(&to,
                   result->n_rows == 1 ? " This is the first row; there are more."
                                       : " These are the first %zu rows; there are more.",
                   result->n_rows);
    return buf_str(&to);
}

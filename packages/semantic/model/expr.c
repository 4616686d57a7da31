#include "packages/semantic/model/expr.h"

const char *const type_words[N_TYPES + 1] = { "text", "integer",   "number", "boolean",
                                              "date", "timestamp", NULL };

/* Higher binds tighter. Functions and leaves: 0. */
enum {
    BINDS_OR = 1,
    BINDS_AND,
    BINDS_NOT,
    BINDS_COMPARE,
    BINDS_CONCAT,
    BINDS_ADD,
    BINDS_MULTIPLY,
    BINDS_SIGN
};

const struct op_row op_rows[N_OPS] = {
    [OP_NULL] = { "null", 0 },
    [OP_BOOLEAN] = { "boolean", 0 },
    [OP_INTEGER] = { "integer", 0 },
    [OP_NUMBER] = { "number", 0 },
    [OP_TEXT] = { "text", 0 },
    [OP_DATE] = { "date", 0 },
    [OP_NAME] = { "name", 0 },
    [OP_FIELD] = { "field", 0 },
    [OP_MEASURE] = { "measure", 0 },
    [OP_COLUMN] = { "column", 0 },
    [OP_PARAMETER] = { "parameter", 0 },
    [OP_OR] = { "or", BINDS_OR },
    [OP_AND] = { "and", BINDS_AND },
    [OP_NOT] = { "not", BINDS_NOT },
    [OP_NOT_TRUE] = { "is_not_true", BINDS_COMPARE },
    [OP_EQ] = { "=", BINDS_COMPARE },
    [OP_NE] = { "<>", BINDS_COMPARE },
    [OP_LT] = { "<", BINDS_COMPARE },
    [OP_LE] = { "<=", BINDS_COMPARE },
    [OP_GT] = { ">", BINDS_COMPARE },
    [OP_GE] = { ">=", BINDS_COMPARE },
    [OP_BETWEEN] = { "between", BINDS_COMPARE },
    [OP_IN] = { "in", BINDS_COMPARE },
    [OP_NOT_IN] = { "not_in", BINDS_COMPARE },
    [OP_IS_NULL] = { "is_null", BINDS_COMPARE },
    [OP_NOT_NULL] = { "is_not_null", BINDS_COMPARE },
    [OP_SAME] = { "is_same", BINDS_COMPARE },
    [OP_LIKE] = { "like", BINDS_COMPARE },
    [OP_CONTAINS] = { "contains", 0 },
    [OP_STARTS] = { "starts_with", 0 },
    [OP_ENDS] = { "ends_with", 0 },
    [OP_EXISTS] = { "exists", 0 },
    [OP_ADD] = { "+", BINDS_ADD },
    [OP_SUBTRACT] = { "-", BINDS_ADD },
    [OP_MULTIPLY] = { "*", BINDS_MULTIPLY },
    [OP_DIVIDE] = { "/", BINDS_MULTIPLY },
    [OP_MODULO] = { "%", BINDS_MULTIPLY },
    [OP_NEGATE] = { "negate", BINDS_SIGN },
    [OP_CONCAT] = { "||", BINDS_CONCAT },
    [OP_CASE] = { "case", 0 },
    [OP_COALESCE] = { "coalesce", 0 },
    [OP_NULLIF] = { "nullif", 0 },
    [OP_LOWER] = { "lower", 0 },
    [OP_UPPER] = { "upper", 0 },
    [OP_TRIM] = { "trim", 0 },
    [OP_LENGTH] = { "length", 0 },
    [OP_ABS] = { "abs", 0 },
    [OP_AS_INTEGER] = { "as_integer", 0 },
    [OP_AS_NUMBER] = { "as_number", 0 },
    [OP_AS_TEXT] = { "as_text", 0 },
    [OP_AS_DATE] = { "as_date", 0 },
    [OP_LOCAL_TIME] = { "local_time", 0 },
    [OP_INSTANT] = { "instant", 0 },
    [OP_CLOCK_EXISTS] = { "clock_exists", 0 },
    [OP_TRUNC_HOUR] = { "hour_of", 0 },
    [OP_TRUNC_DAY] = { "day_of", 0 },
    [OP_TRUNC_WEEK] = { "week_of", 0 },
    [OP_TRUNC_WEEK_SUNDAY] = { "sunday_week_of", 0 },
    [OP_TRUNC_MONTH] = { "month_of", 0 },
    [OP_TRUNC_QUARTER] = { "quarter_of", 0 },
    [OP_TRUNC_YEAR] = { "year_of", 0 },
    [OP_HOUR] = { "hour", 0 },
    [OP_WEEKDAY] = { "weekday", 0 },
    [OP_MONTH] = { "month", 0 },
    [OP_YEAR] = { "year", 0 },
    [OP_ADD_DAYS] = { "add_days", 0 },
    [OP_CLOCK_ADD_DAYS] = { "clock_add_days", 0 },
    [OP_ADD_MONTHS] = { "add_months", 0 },
    [OP_COUNT] = { "count", 0 },
    [OP_COUNT_DISTINCT] = { "count_distinct", 0 },
    [OP_COUNT_IF] = { "count_if", 0 },
    [OP_SUM] = { "sum", 0 },
    [OP_AVERAGE] = { "avg", 0 },
    [OP_MIN] = { "min", 0 },
    [OP_MAX] = { "max", 0 },
    [OP_PLACES] = { "places", 0 },
    [OP_PLACE] = { "place", 0 },
    [OP_FIRST_AFTER] = { "first_after", 0 },
    [OP_OVER_SUM] = { "sum_over", 0 },
    [OP_OVER_AVERAGE] = { "avg_over", 0 },
    [OP_OVER_MAX] = { "max_over", 0 },
    [OP_PREVIOUS] = { "previous", 0 },
    [OP_NEXT] = { "next", 0 },
    [OP_ROW_NUMBER] = { "row_number", 0 },
};

static struct expr *made(struct arena *arena, enum op op)
{
    struct expr *expr = arena_alloc(arena, sizeof(*expr));

    expr->op = op;
    return expr;
}

const struct expr *expr_call(struct arena *arena, enum op op, const struct expr *const *args, size_t n)
{
    struct expr *expr = made(arena, op);

    expr->args = arena_copy(arena, args, n * sizeof(*args));
    expr->n_args = n;
    return expr;
}

const struct expr *expr_column(struct arena *arena, const char *relation, const char *name)
{
    struct expr *expr = made(arena, OP_COLUMN);

    expr->relation = relation;
    expr->name = name;
    return expr;
}

const struct expr *expr_integer(struct arena *arena, enum op op, int64_t value)
{
    struct expr *expr = made(arena, op);

    expr->integer = value;
    return expr;
}

const struct expr *expr_text(struct arena *arena, enum op op, const char *text)
{
    struct expr *expr = made(arena, op);

    expr->name = text;
    return expr;
}

const struct expr *expr_and(struct arena *arena, const struct expr *a, const struct expr *b)
{
    if (!a || !b)
        return a ? a : b;
    return EXPR(arena, OP_AND, a, b);
}

bool expr_equal(const struct expr *a, const struct expr *b)
{
    if (a->op != b->op || a->n_args != b->n_args || a->integer != b->integer || a->index != b->index)
        return false;
    if (a->number < b->number || a->number > b->number)
        return false;
    if (!text_is(a->relation, b->relation) || !text_is(a->name, b->name))
        return false;
    for (size_t i = 0; i < a->n_args; i++)
        if (!expr_equal(a->args[i], b->args[i]))
            return false;
    return true;
}

bool op_is_aggregate(enum op op)
{
    return op >= OP_COUNT && op <= OP_PLACES;
}

bool expr_has_aggregate(const struct expr *expr)
{
    if (op_is_aggregate(expr->op))
        return true;
    for (size_t i = 0; i < expr->n_args; i++)
        if (expr_has_aggregate(expr->args[i]))
            return true;
    return false;
}

bool expr_has(const struct expr *expr, enum op op)
{
    if (expr->op == op)
        return true;
    for (size_t i = 0; i < expr->n_args; i++)
        if (expr_has(expr->args[i], op))
            return true;
    return false;
}

const struct expr *expr_rewrite(struct arena *arena, const struct expr *expr, expr_change *change, void *arg)
{
    const struct expr *other = change(arg, expr);
    const struct expr **args;
    struct expr *copy;

    if (other)
        return other;
    if (!expr->n_args)
        return expr;
    args = arena_alloc(arena, expr->n_args * sizeof(*args));
    for (size_t i = 0; i < expr->n_args; i++)
        args[i] = expr_rewrite(arena, expr->args[i], change, arg);
    copy = arena_copy(arena, expr, sizeof(*expr));
    copy->args = args;
    return copy;
}

/* --- the reader's form --- */

static void print_leaf(const struct expr *expr, struct buf *to)
{
    switch (expr->op) {
    case OP_NULL:
        buf_text(to, "null");
        break;
    case OP_BOOLEAN:
        buf_text(to, expr->integer ? "true" : "false");
        break;
    case OP_INTEGER:
        buf_int(to, expr->integer);
        break;
    case OP_NUMBER:
        buf_printf(to, "%.15g", expr->number);
        break;
    case OP_TEXT:
    case OP_DATE:
        buf_printf(to, "'%s'", expr->name);
        break;
    case OP_MEASURE:
        buf_printf(to, "#%lld", (long long)expr->integer);
        break;
    case OP_PARAMETER:
        buf_printf(to, "$%lld", (long long)expr->integer + 1);
        break;
    default:
        buf_printf(to, "%s%s%s", expr->relation ? expr->relation : "", expr->relation ? "." : "", expr->name);
    }
}

static void print_list(const char *separator, const struct expr *const *args, size_t n, struct buf *to)
{
    for (size_t i = 0; i < n; i++) {
        buf_text(to, i ? separator : "");
        expr_print(args[i], to);
    }
}

static void print_over(const struct over *over, struct buf *to)
{
    buf_text(to, " per [");
    print_list(", ", over->per, over->n_per, to);
    buf_text(to, "] order [");
    for (size_t i = 0; i < over->n_order; i++) {
        buf_text(to, i ? ", " : "");
        expr_print(over->order[i].by, to);
        buf_text(to, over->order[i].descending ? " desc" : " asc");
    }
    buf_char(to, ']');
    if (over->rows == FRAME_BEFORE)
        buf_text(to, " rows before");
    if (over->rows >= 0)
        buf_printf(to, " rows %lld", (long long)over->rows);
}

void expr_print(const struct expr *expr, struct buf *to)
{
    if (expr->op <= OP_PARAMETER) {
        print_leaf(expr, to);
        return;
    }
    if (expr->n_args >= 2 && op_rows[expr->op].binds && expr->op != OP_BETWEEN && expr->op != OP_IN &&
        expr->op != OP_NOT_IN) {
        buf_char(to, '(');
        print_list(arena_printf(to->arena, " %s ", op_rows[expr->op].word), expr->args, expr->n_args, to);
        buf_char(to, ')');
        return;
    }
    buf_printf(to, "%s(", op_rows[expr->op].word);
    if (expr->relation)
        buf_printf(to, "%s%s", expr->relation, expr->n_args ? ": " : "");
    print_list(", ", expr->args, expr->n_args, to);
    buf_char(to, ')');
    if (expr->over)
        print_over(expr->over, to);
}

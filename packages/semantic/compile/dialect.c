#include "packages/semantic/compile/dialect.h"

#include <string.h>

static const struct dialect *const dialects[] = { &duckdb_dialect, &googlesql_dialect };

const struct dialect *dialect_find(const char *name)
{
    for (size_t i = 0; i < COUNT(dialects); i++)
        if (text_is(dialects[i]->name, name ? name : "duckdb"))
            return dialects[i];
    return NULL;
}

/* --- printing --- */

enum { STEP = 4, LOOSEST = 0, LONGEST_STATEMENT = 1024 * 1024 };

struct printer {
    struct buf to;
    const struct dialect *dialect;
    const struct parameters *parameters;
    bool *is_used;
};

static void print(struct printer *printer, const struct expr *expr, int binds);
static void print_block(struct printer *printer, const struct block *block, int indent);

static void new_line(struct printer *printer, int indent)
{
    buf_printf(&printer->to, "\n%*s", indent, "");
}

/* Text or a name between marks: a mark within is doubled, or it and a backslash come after a backslash. */
static void print_between(struct printer *printer, char mark, const char *text, size_t len)
{
    const bool is_doubled = printer->dialect->is_doubled;

    buf_char(&printer->to, mark);
    for (size_t i = 0; i < len; i++) {
        if (!is_doubled && text[i] == '\n') {
            buf_text(&printer->to, "\\n");
            continue;
        }
        if (text[i] == mark || (!is_doubled && text[i] == '\\'))
            buf_char(&printer->to, is_doubled ? mark : '\\');
        buf_char(&printer->to, text[i]);
    }
    buf_char(&printer->to, mark);
}

static void print_quoted(struct printer *printer, const char *text)
{
    print_between(printer, '\'', text, strlen(text));
}

static const char *form_of(const struct dialect *dialect, enum op op)
{
    while (!dialect->forms[op] && dialect->otherwise)
        dialect = dialect->otherwise;
    return dialect->forms[op];
}

static const char *series_of(const struct dialect *dialect, enum unit unit)
{
    while (!dialect->series[unit] && dialect->otherwise)
        dialect = dialect->otherwise;
    return dialect->series[unit];
}

static bool is_plain(const struct dialect *dialect, const char *name, size_t len)
{
    if (!len || *name <= '9' || strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") < len)
        return false;
    for (const char *const *word = dialect->reserved; *word; word++)
        if (strlen(*word) == len && strncmp(*word, name, len) == 0)
            return false;
    return true;
}

static void print_part(struct printer *printer, const char *name, size_t len)
{
    if (is_plain(printer->dialect, name, len)) {
        buf_add(&printer->to, name, len);
        return;
    }
    print_between(printer, printer->dialect->quote, name, len);
}

static void print_name(struct printer *printer, const char *name)
{
    print_part(printer, name, strlen(name));
}

/* Of a table: database, schema and name are apart. */
static void print_path(struct printer *printer, const char *path)
{
    for (;;) {
        const size_t len = strcspn(path, ".");

        print_part(printer, path, len);
        if (!path[len])
            return;
        buf_char(&printer->to, '.');
        path += len + 1;
    }
}

static void print_leaf(struct printer *printer, const struct expr *expr)
{
    switch (expr->op) {
    case OP_BOOLEAN:
        buf_text(&printer->to, expr->integer ? "TRUE" : "FALSE");
        break;
    case OP_INTEGER:
        buf_int(&printer->to, expr->integer);
        break;
    case OP_NUMBER:
        buf_printf(&printer->to, "%.17g", expr->number);
        break;
    case OP_DATE:
        buf_text(&printer->to, "DATE ");
        print_quoted(printer, expr->name);
        break;
    case OP_TEXT:
        print_quoted(printer, expr->name);
        break;
    case OP_PARAMETER:
        printer->is_used[expr->integer] = true;
        buf_printf(&printer->to, "%c%s", printer->dialect->parameter_mark,
                   printer->parameters->items[expr->integer].name);
        break;
    case OP_COLUMN:
        if (expr->relation) {
            print_name(printer, expr->relation);
            buf_char(&printer->to, '.');
        }
        print_name(printer, expr->name);
        break;
    default:
        buf_text(&printer->to, "NULL");
    }
}

static void print_list(struct printer *printer, const struct expr *expr, size_t from, const char *separator,
                       int binds)
{
    for (size_t i = from; i < expr->n_args; i++) {
        buf_text(&printer->to, i > from ? separator : "");
        print(printer, expr->args[i], binds);
    }
}

/* One of each pair of arguments, as one value: in parentheses where it is several. */
static void print_side(struct printer *printer, const struct expr *expr, size_t side)
{
    buf_text(&printer->to, expr->n_args > 2 ? "(" : "");
    for (size_t i = side; i < expr->n_args; i += 2) {
        buf_text(&printer->to, i > side ? ", " : "");
        print(printer, expr->args[i], LOOSEST);
    }
    buf_text(&printer->to, expr->n_args > 2 ? ")" : "");
}

/* a - b - c is (a - b) - c; but a = b = c, - - a and NOT NOT a are not written. */
static bool chains(enum op op)
{
    return op_rows[op].binds != op_rows[OP_EQ].binds && op != OP_NEGATE && op != OP_NOT;
}

static void print_form(struct printer *printer, const struct expr *expr)
{
    const int binds = op_rows[expr->op].binds;

    for (const char *c = form_of(printer->dialect, expr->op); *c; c++) {
        if (*c != '%' || c[1] == ' ') {
            buf_char(&printer->to, *c);
            continue;
        }
        c++;
        if (*c == '*')
            print_list(printer, expr, 0, ", ", LOOSEST);
        else if (*c == ',')
            print_list(printer, expr, 1, ", ", LOOSEST);
        else if (*c == '&')
            print_list(printer, expr, 0, " AND ", binds);
        else if (*c == '|')
            print_list(printer, expr, 0, " OR ", binds);
        else if (*c == '<' || *c == '>')
            print_side(printer, expr, *c == '>');
        else if (*c == 'r')
            print_name(printer, expr->relation);
        else if (*c >= 'a')
            print(printer, expr->args[*c - 'a'], LOOSEST);
        else
            print(printer, expr->args[*c - '1'], binds ? binds + (*c > '1' || !chains(expr->op)) : LOOSEST);
    }
}

static void print_case(struct printer *printer, const struct expr *expr)
{
    buf_text(&printer->to, "CASE");
    for (size_t i = 0; i + 1 < expr->n_args; i += 2) {
        buf_text(&printer->to, " WHEN ");
        print(printer, expr->args[i], LOOSEST);
        buf_text(&printer->to, " THEN ");
        print(printer, expr->args[i + 1], LOOSEST);
    }
    if (expr->n_args % 2) {
        buf_text(&printer->to, " ELSE ");
        print(printer, expr->args[expr->n_args - 1], LOOSEST);
    }
    buf_text(&printer->to, " END");
}

static void print_order(struct printer *printer, const struct expr_order *order, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        buf_text(&printer->to, i ? ", " : "");
        print(printer, order[i].by, LOOSEST);
        buf_text(&printer->to, order[i].descending ? " DESC NULLS LAST" : " ASC NULLS LAST");
    }
}

static void print_over(struct printer *printer, const struct over *over)
{
    buf_text(&printer->to, " OVER (");
    for (size_t i = 0; i < over->n_per; i++) {
        buf_text(&printer->to, i ? ", " : "PARTITION BY ");
        print(printer, over->per[i], LOOSEST);
    }
    buf_text(&printer->to, over->n_per ? " ORDER BY " : "ORDER BY ");
    print_order(printer, over->order, over->n_order);
    if (over->rows == FRAME_ALL)
        buf_text(&printer->to, " ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW");
    else if (over->rows == FRAME_BEFORE)
        buf_text(&printer->to, " ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING");
    else if (over->rows >= 0)
        buf_printf(&printer->to, " ROWS BETWEEN %lld PRECEDING AND CURRENT ROW", (long long)over->rows);
    buf_char(&printer->to, ')');
}

/* In parentheses where what surrounds it binds tighter. */
static void print(struct printer *printer, const struct expr *expr, int binds)
{
    const int own = op_rows[expr->op].binds;
    const bool in_parentheses = own && own < binds;

    if (in_parentheses)
        buf_char(&printer->to, '(');
    if (expr->op == OP_CASE)
        print_case(printer, expr);
    else if (expr->op == OP_COUNT)
        buf_text(&printer->to, expr->n_args ? "count(" : "count(*");
    else if (form_of(printer->dialect, expr->op))
        print_form(printer, expr);
    else
        print_leaf(printer, expr);
    if (expr->op == OP_COUNT) {
        print_list(printer, expr, 0, ", ", LOOSEST);
        buf_char(&printer->to, ')');
    }
    if (in_parentheses)
        buf_char(&printer->to, ')');
    if (expr->over)
        print_over(printer, expr->over);
}

/* --- blocks --- */

static void print_series(struct printer *printer, const struct series *series)
{
    buf_char(&printer->to, '(');
    for (const char *c = series_of(printer->dialect, series->unit); *c; c++) {
        if (*c != '%') {
            buf_char(&printer->to, *c);
            continue;
        }
        c++;
        if (*c == 'n') {
            print_name(printer, series->column);
        } else if (*c == 'f' && series->from) {
            buf_text(&printer->to, " FROM ");
            print_name(printer, series->from);
        } else if (*c != 'f')
            print(printer, *c == '1' ? series->first : series->last, LOOSEST);
    }
    buf_char(&printer->to, ')');
}

static void print_source(struct printer *printer, const struct source *source, int indent)
{
    if (source->kind == SOURCE_BLOCK) {
        buf_char(&printer->to, '(');
        new_line(printer, indent + STEP);
        print_block(printer, source->block, indent + STEP);
        new_line(printer, indent);
        buf_char(&printer->to, ')');
    } else if (source->kind == SOURCE_SERIES) {
        print_series(printer, &source->series);
    } else {
        print_path(printer, source->name);
    }
    if (!source->alias || text_is(source->alias, source->name))
        return;
    buf_text(&printer->to, " AS ");
    print_name(printer, source->alias);
}

struct conjunction {
    struct printer *printer;
    const char *keyword;
    int indent;
    size_t n;
};

/* One condition a line; a conjunction within a conjunction is no group of its own. */
static void print_conjunct(struct conjunction *all, const struct expr *expr)
{
    if (expr->op == OP_AND) {
        for (size_t i = 0; i < expr->n_args; i++)
            print_conjunct(all, expr->args[i]);
        return;
    }
    new_line(all->printer, all->indent);
    buf_text(&all->printer->to, all->n++ ? "  AND " : all->keyword);
    print(all->printer, expr, op_rows[OP_AND].binds + 1);
}

static void print_conditions(struct printer *printer, const char *keyword, const struct expr *expr,
                             int indent)
{
    struct conjunction all = { printer, keyword, indent, 0 };

    print_conjunct(&all, expr);
}

static void print_columns(struct printer *printer, const struct block *block, int indent)
{
    for (size_t i = 0; i < block->n_columns; i++) {
        const struct column *column = &block->columns[i];
        const bool is_itself = column->expr->op == OP_COLUMN && text_is(column->expr->name, column->name);

        new_line(printer, indent + STEP);
        print(printer, column->expr, LOOSEST);
        if (!is_itself) {
            buf_text(&printer->to, " AS ");
            print_name(printer, column->name);
        }
        buf_text(&printer->to, i + 1 < block->n_columns ? "," : "");
        if (column->comment && !strpbrk(column->comment, "\r\n"))
            buf_printf(&printer->to, " -- %s", column->comment);
    }
}

static void print_joins(struct printer *printer, const struct block *block, int indent)
{
    for (size_t i = 0; i < block->n_joins; i++) {
        const struct join *join = &block->joins[i];

        new_line(printer, indent);
        buf_text(&printer->to, join->kind == JOIN_CROSS ? "CROSS JOIN " : "LEFT JOIN ");
        print_source(printer, &join->source, indent);
        if (join->on)
            print_conditions(printer, "ON ", join->on, indent + STEP);
    }
}

static void print_tail(struct printer *printer, const struct block *block, int indent)
{
    if (block->n_group) {
        new_line(printer, indent);
        buf_text(&printer->to, "GROUP BY ");
        for (size_t i = 0; i < block->n_group; i++)
            buf_printf(&printer->to, "%s%zu", i ? ", " : "", i + 1);
    }
    if (block->having)
        print_conditions(printer, "HAVING ", block->having, indent);
    if (block->n_order) {
        new_line(printer, indent);
        buf_text(&printer->to, "ORDER BY ");
        print_order(printer, block->order, block->n_order);
    }
    if (block->limit) {
        new_line(printer, indent);
        buf_text(&printer->to, "LIMIT ");
        print(printer, block->limit, LOOSEST);
    }
    if (block->offset) {
        buf_text(&printer->to, " OFFSET ");
        print(printer, block->offset, LOOSEST);
    }
}

static void print_block(struct printer *printer, const struct block *block, int indent)
{
    for (; block; block = block->next) {
        buf_text(&printer->to, block->is_distinct ? "SELECT DISTINCT" : "SELECT");
        print_columns(printer, block, indent);
        if (block->from.kind != SOURCE_NONE) {
            new_line(printer, indent);
            buf_text(&printer->to, "FROM ");
            print_source(printer, &block->from, indent);
        }
        print_joins(printer, block, indent);
        if (block->where)
            print_conditions(printer, "WHERE ", block->where, indent);
        print_tail(printer, block, indent);
        if (!block->next)
            return;
        new_line(printer, indent);
        buf_text(&printer->to, "UNION ALL");
        new_line(printer, indent);
    }
}

/* A metric up to the last day has no use for the first: a driver would refuse to bind it. */
static void drop_unused(struct parameters *parameters, const bool *is_used)
{
    size_t n = 0;

    for (size_t i = 0; i < parameters->n; i++)
        if (is_used[i])
            parameters->items[n++] = parameters->items[i];
    parameters->n = n;
}

const char *dialect_text(struct ctx *ctx, const struct dialect *dialect, const struct select *select,
                         struct parameters *parameters)
{
    struct printer printer = { buf_in(ctx->arena, LONGEST_STATEMENT), dialect, parameters, NULL };

    printer.is_used = arena_alloc(ctx->arena, parameters->n * sizeof(bool) + 1);

    for (size_t i = 0; i < select->n_named; i++) {
        const struct named_block *named = &select->named[i];

        buf_text(&printer.to, i ? ",\n" : "WITH ");
        print_name(&printer, named->name);
        buf_text(&printer.to, " AS (");
        if (named->comment && !strpbrk(named->comment, "\r\n"))
            buf_printf(&printer.to, " -- %s", named->comment);
        new_line(&printer, STEP);
        print_block(&printer, named->block, STEP);
        buf_text(&printer.to, "\n)");
    }
    if (select->n_named)
        buf_char(&printer.to, '\n');
    print_block(&printer, select->body, 0);
    buf_char(&printer.to, '\n');
    drop_unused(parameters, printer.is_used);
    return printer.to.is_full ? NULL : buf_str(&printer.to);
}

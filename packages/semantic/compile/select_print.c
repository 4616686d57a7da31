/*
 * The third stage as text, for `truffle explain` and the golden files: the same blocks, no dialect.
 */
#include "packages/semantic/compile/select.h"

static const char *const unit_words[] = { "", "hour", "day", "week", "month", "quarter", "year" };

struct lines {
    struct buf to;
    int indent;
};

static void print_block(struct lines *lines, const struct block *block);

static void start(struct lines *lines, const char *word)
{
    buf_printf(&lines->to, "%*s%s", lines->indent, "", word);
}

static void print_expr(struct lines *lines, const char *word, const struct expr *expr)
{
    start(lines, word);
    expr_print(expr, &lines->to);
    buf_char(&lines->to, '\n');
}

static void print_source(struct lines *lines, const struct source *source)
{
    static const char *const kinds[] = { "nothing", "table ", "block ", "a block", "points" };

    buf_text(&lines->to, kinds[source->kind]);
    if (source->name)
        buf_text(&lines->to, source->name);
    if (source->alias && !text_is(source->alias, source->name))
        buf_printf(&lines->to, " as %s", source->alias);
    if (source->kind == SOURCE_SERIES) {
        buf_printf(&lines->to, " by %s %s from ", unit_words[source->series.unit], source->series.column);
        expr_print(source->series.first, &lines->to);
        buf_text(&lines->to, " to ");
        expr_print(source->series.last, &lines->to);
        if (source->series.from)
            buf_printf(&lines->to, " of block %s", source->series.from);
    }
    buf_char(&lines->to, '\n');
    if (source->kind != SOURCE_BLOCK)
        return;
    lines->indent += 2;
    print_block(lines, source->block);
    lines->indent -= 2;
}

static void print_columns(struct lines *lines, const struct block *block)
{
    for (size_t i = 0; i < block->n_columns; i++) {
        start(lines, i < block->n_group ? "group " : "column ");
        buf_printf(&lines->to, "%s = ", block->columns[i].name);
        expr_print(block->columns[i].expr, &lines->to);
        buf_char(&lines->to, '\n');
    }
}

static void print_one(struct lines *lines, const struct block *block)
{
    start(lines, block->is_distinct ? "distinct from " : "from ");
    print_source(lines, &block->from);
    for (size_t i = 0; i < block->n_joins; i++) {
        start(lines, block->joins[i].kind == JOIN_CROSS ? "cross join " : "left join ");
        print_source(lines, &block->joins[i].source);
        if (block->joins[i].on)
            print_expr(lines, "  on ", block->joins[i].on);
    }
    if (block->where)
        print_expr(lines, "where ", block->where);
    print_columns(lines, block);
    if (block->having)
        print_expr(lines, "having ", block->having);
    for (size_t i = 0; i < block->n_order; i++)
        print_expr(lines, block->order[i].descending ? "order desc " : "order asc ", block->order[i].by);
    if (block->limit)
        print_expr(lines, "limit ", block->limit);
    if (block->offset)
        print_expr(lines, "offset ", block->offset);
}

static void print_block(struct lines *lines, const struct block *block)
{
    for (; block; block = block->next) {
        print_one(lines, block);
        if (block->next) {
            start(lines, "and all of");
            buf_char(&lines->to, '\n');
        }
    }
}

const char *select_print(struct ctx *ctx, const struct select *select)
{
    struct lines lines = { buf_in(ctx->arena, 1024 * 1024), 2 };

    for (size_t i = 0; i < select->n_named; i++) {
        buf_printf(&lines.to, "block %s\n", select->named[i].name);
        print_block(&lines, select->named[i].block);
    }
    buf_text(&lines.to, "answer\n");
    print_block(&lines, select->body);
    return buf_str(&lines.to);
}

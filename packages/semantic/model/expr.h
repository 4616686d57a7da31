/*
 * Expressions: one small tree for what a model says, what a plan asks for and what a statement computes. Text
 * from a model is parsed into it and never pasted, so no model file can carry SQL of its own; a dialect
 * prints it.
 */
#pragma once

#include "packages/core/core.h"

enum type { TYPE_TEXT, TYPE_INTEGER, TYPE_NUMBER, TYPE_BOOLEAN, TYPE_DATE, TYPE_TIMESTAMP, N_TYPES };
extern const char *const type_words[N_TYPES + 1]; /* "text", "integer", … as an answer's columns call them */

enum op {
    /* leaves */
    OP_NULL,
    OP_BOOLEAN,   /* integer */
    OP_INTEGER,   /* integer */
    OP_NUMBER,    /* number */
    OP_TEXT,      /* name is the text */
    OP_DATE,      /* name is YYYY-MM-DD */
    OP_NAME,      /* as written in a model, not looked up yet: relation (or NULL) and name */
    OP_FIELD,     /* of the model: integer is the dataset, index the field; relation and name are theirs */
    OP_MEASURE,   /* integer is the measure of the model, or the slot of a query */
    OP_COLUMN,    /* relation (or NULL) and name: a column of the statement */
    OP_PARAMETER, /* integer: which one */
    /* logic */
    OP_OR,
    OP_AND,
    OP_NOT,
    OP_NOT_TRUE, /* true for false and for NULL */
    OP_EQ,
    OP_NE,
    OP_LT,
    OP_LE,
    OP_GT,
    OP_GE,
    OP_BETWEEN,
    OP_IN,
    OP_NOT_IN,
    OP_IS_NULL,
    OP_NOT_NULL,
    OP_SAME, /* equal, with NULL equal to NULL */
    OP_LIKE,
    OP_CONTAINS,
    OP_STARTS,
    OP_ENDS,
    OP_EXISTS, /* a row of relation `relation` whose keys equal: args are pairs of (there, here) */
    /* arithmetic and text */
    OP_ADD,
    OP_SUBTRACT,
    OP_MULTIPLY,
    OP_DIVIDE, /* NULL where the divisor is 0 */
    OP_MODULO,
    OP_NEGATE,
    OP_CONCAT,
    OP_CASE, /* condition, value, …, and one more for ELSE */
    OP_COALESCE,
    OP_NULLIF,
    OP_LOWER,
    OP_UPPER,
    OP_TRIM,
    OP_LENGTH,
    OP_ABS,
    OP_AS_INTEGER,
    OP_AS_NUMBER,
    OP_AS_TEXT,
    OP_AS_DATE,
    /* days and times; a timestamp column holds microseconds, UTC */
    OP_LOCAL_TIME,   /* microseconds, zone: the clock on the wall there */
    OP_INSTANT,      /* the clock on the wall, zone: the moment */
    OP_CLOCK_EXISTS, /* the clock on the wall, zone: false for the hour that summer time skips */
    OP_TRUNC_HOUR,
    OP_TRUNC_DAY,
    OP_TRUNC_WEEK,
    OP_TRUNC_WEEK_SUNDAY,
    OP_TRUNC_MONTH,
    OP_TRUNC_QUARTER,
    OP_TRUNC_YEAR,
    OP_HOUR,
    OP_WEEKDAY, /* 1 Monday to 7 Sunday */
    OP_MONTH,
    OP_YEAR,
    OP_ADD_DAYS,
    OP_CLOCK_ADD_DAYS, /* the same of a time of day */
    OP_ADD_MONTHS,
    /* aggregates */
    OP_COUNT, /* of rows, or of values that aren't NULL */
    OP_COUNT_DISTINCT,
    OP_COUNT_IF,
    OP_SUM,
    OP_AVERAGE,
    OP_MIN,
    OP_MAX,
    OP_PLACES, /* all values that aren't NULL, as a list */

    OP_PLACE,       /* microseconds, id: one number in the order of the two */
    OP_FIRST_AFTER, /* list, place: the least of the list that is greater; NULL where none is */

    /* over the rows of an answer: see struct over */
    OP_OVER_SUM,
    OP_OVER_AVERAGE,
    OP_OVER_MAX,
    OP_PREVIOUS, /* the value of the row before, NULL for the first */
    OP_NEXT,
    OP_ROW_NUMBER,
    N_OPS
};

enum { NO_FRAME = -1, FRAME_ALL = -2, FRAME_BEFORE = -3 };

struct expr_order {
    const struct expr *by;
    bool descending;
};

/* What a window looks at: rows of the same `per`, in order, from `rows` before to the current one. */
struct over {
    const struct expr *const *per;
    size_t n_per;
    const struct expr_order *order;
    size_t n_order;
    int64_t rows; /* FRAME_ALL: from the first; FRAME_BEFORE: without the current; NO_FRAME: said by the
                     function */
};

struct expr {
    enum op op;
    const char *relation, *name;
    int64_t integer;
    double number;
    size_t index;
    size_t at; /* where it began in the model's text, for messages */
    const struct over *over;
    const struct expr *const *args;
    size_t n_args;
};

/* How tightly an operator binds, and its word in messages and printed stages. */
struct op_row {
    const char *word;
    int binds; /* 0: a leaf or a function, never in need of parentheses */
};
extern const struct op_row op_rows[N_OPS];

const struct expr *expr_call(struct arena *arena, enum op op, const struct expr *const *args, size_t n);
#define EXPR(arena, op, ...)                                                                                 \
    expr_call((arena), (op), (const struct expr *const[]){ __VA_ARGS__ },                                    \
              COUNT(((const struct expr *const[]){ __VA_ARGS__ })))
const struct expr *expr_column(struct arena *arena, const char *relation, const char *name);
const struct expr *expr_integer(struct arena *arena, enum op op,
                                int64_t value); /* INTEGER, BOOLEAN, MEASURE, PARAMETER */
const struct expr *expr_text(struct arena *arena, enum op op, const char *text); /* TEXT or DATE */
/* NULL stands for "everything": gives the other one. */
const struct expr *expr_and(struct arena *arena, const struct expr *a, const struct expr *b);

bool expr_equal(const struct expr *a, const struct expr *b);
bool op_is_aggregate(enum op op);
bool expr_has_aggregate(const struct expr *expr);
bool expr_has(const struct expr *expr, enum op op);

/* Gives another node for this one, or NULL to keep it and go on with its arguments. */
typedef const struct expr *expr_change(void *arg, const struct expr *expr);
const struct expr *expr_rewrite(struct arena *arena, const struct expr *expr, expr_change *change, void *arg);

/* ERR_INVALID, `*fault_at` the offset in the text. At most 4,000 bytes, 32 levels. */
struct err *expr_parse(struct ctx *ctx, const char *text, const struct expr **out, size_t *fault_at) MUST_USE;

/* Adds a reader's form, as the printed stages show it: names bare, parameters as $1, parentheses where
 * needed. */
void expr_print(const struct expr *expr, struct buf *to);

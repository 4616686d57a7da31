/*
 * What people read: tables for rows, a line a member for the rest. `--json` prints the result as it is.
 */
#include "apps/truffle/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WIDEST_CELL = 60, MOST_COLUMNS = 24 };

static const char *as_text(struct ctx *ctx, json_t *value)
{
    if (!value || json_is_null(value))
        return "-";
    if (json_is_string(value))
        return json_string_value(value);
    if (json_is_real(value))
        return arena_printf(ctx->arena, "%.10g", json_real_value(value));
    return json_canonical(ctx, value);
}

/* Cells by rows, with the header as the first; numbers stand to the right. */
struct table {
    const char **cells;
    size_t n_columns, n_rows;
    bool is_number[MOST_COLUMNS];
};

static size_t width_of(const struct table *table, size_t column)
{
    size_t widest = 0;

    for (size_t row = 0; row < table->n_rows; row++) {
        const size_t width = text_length(table->cells[row * table->n_columns + column]);

        widest = width > widest ? width : widest;
    }
    return widest < WIDEST_CELL ? widest : WIDEST_CELL;
}

static void print_table(const struct table *table)
{
    size_t widths[MOST_COLUMNS];

    for (size_t i = 0; i < table->n_columns; i++)
        widths[i] = width_of(table, i);
    for (size_t row = 0; row < table->n_rows; row++) {
        for (size_t i = 0; i < table->n_columns; i++) {
            const char *cell = table->cells[row * table->n_columns + i];
            const size_t length = text_length(cell);
            const int pad = (int)(widths[i] > length ? widths[i] - length : 0);

            if (table->is_number[i])
                printf("%s%*s%s", i ? "  " : "", pad, "", cell);
            else
                printf("%s%.*s%*s", i ? "  " : "", (int)(strlen(cell) < 240 ? strlen(cell) : 240), cell,
                       i + 1 < table->n_columns ? pad : 0, "");
        }
        putchar('\n');
    }
}

/* Members that say most, for a list's rows. */
static bool is_shown(const char *key)
{
    static const char *const shown[] = { "id",       "name",        "number",        "state",
                                         "status",   "role",        "people",        "version",
                                         "platform", "external_id", "audience_name", "asked_by_name",
                                         "seq",      "at",          "actor_name",    "action",
                                         "summary",  "list_name",   "created_at",    NULL };

    for (size_t i = 0; shown[i]; i++)
        if (text_is(shown[i], key))
            return true;
    return false;
}

static void print_items(struct ctx *ctx, json_t *items)
{
    struct table table = { 0 };
    const char *keys[MOST_COLUMNS], *key;
    json_t *item, *value;
    size_t i;

    json_object_foreach(json_array_get(items, 0), key, value)
    {
        if (is_shown(key) && table.n_columns < MOST_COLUMNS) {
            table.is_number[table.n_columns] = json_is_number(value);
            keys[table.n_columns++] = key;
        }
    }
    table.cells =
        arena_alloc(ctx->arena, (json_array_size(items) + 1) * (table.n_columns + 1) * sizeof(*table.cells));
    for (i = 0; i < table.n_columns; i++)
        table.cells[i] = keys[i];
    table.n_rows = 1;
    json_array_foreach(items, i, item)
    {
        for (size_t column = 0; column < table.n_columns; column++)
            table.cells[table.n_rows * table.n_columns + column] =
                as_text(ctx, json_object_get(item, keys[column]));
        table.n_rows++;
    }
    print_table(&table);
}

static void print_plainly(struct ctx *ctx, json_t *result)
{
    json_t *items = json_object_get(result, "items"), *value;
    const char *key;

    if (json_is_array(items)) {
        if (json_array_size(items))
            print_items(ctx, items);
        else
            puts("none");
        return;
    }
    json_object_foreach(result, key, value)
    {
        if (!text_is(key, "acts"))
            printf("%-18s %s\n", key, as_text(ctx, value));
    }
}

void print_answer(struct cli *cli, json_t *answer)
{
    json_t *columns = json_object_get(answer, "columns"), *rows = json_object_get(answer, "rows"), *row,
           *column;
    struct table table = { .n_columns = json_array_size(columns), .n_rows = 1 };
    size_t i;

    if (table.n_columns > MOST_COLUMNS)
        table.n_columns = MOST_COLUMNS;
    table.cells = arena_alloc(cli->ctx.arena,
                              (json_array_size(rows) + 1) * (table.n_columns + 1) * sizeof(*table.cells));
    for (i = 0; i < table.n_columns; i++) {
        column = json_array_get(columns, i);
        table.cells[i] = as_text(&cli->ctx, json_object_get(column, "name"));
        table.is_number[i] = text_is(json_string_value(json_object_get(column, "kind")), "metric");
    }
    json_array_foreach(rows, i, row)
    {
        for (size_t at = 0; at < table.n_columns; at++)
            table.cells[table.n_rows * table.n_columns + at] = as_text(&cli->ctx, json_array_get(row, at));
        table.n_rows++;
    }
    print_table(&table);
    fprintf(stderr, "%s\n%s; data to %s%s\n", as_text(&cli->ctx, json_object_get(answer, "sentence")),
            as_text(&cli->ctx, json_object_get(answer, "reading")),
            as_text(&cli->ctx, json_object_get(answer, "data_until")),
            json_is_true(json_object_get(answer, "truncated")) ? "; there are more rows" : "");
    json_array_foreach(json_object_get(answer, "notes"), i, row)
        fprintf(stderr, "%s\n", as_text(&cli->ctx, row));
}

void print_explanation(struct cli *cli, json_t *explanation)
{
    const struct {
        const char *stage, *member;
    } stages[] = { { "plan", "canonical" },
                   { "query", "query" },
                   { "select", "select" },
                   { "text", text_is(cli->dialect, "googlesql") ? "googlesql" : "sql" } };

    for (size_t i = 0; i < COUNT(stages); i++) {
        if (cli->stage && !text_is(cli->stage, stages[i].stage))
            continue;
        if (!cli->stage)
            printf("--- %s\n", stages[i].stage);
        printf("%s\n", as_text(&cli->ctx, json_object_get(explanation, stages[i].member)));
    }
}

void print_load(struct cli *cli, json_t *report)
{
    json_t *warnings = json_object_get(report, "warnings");
    json_t *rejected = json_object_get(report, "rejected"), *each;
    size_t i;

    printf("%s of %s rows loaded, %s rejected\n", as_text(&cli->ctx, json_object_get(report, "rows_loaded")),
           as_text(&cli->ctx, json_object_get(report, "rows_read")),
           as_text(&cli->ctx, json_object_get(report, "rows_rejected")));
    json_array_foreach(rejected, i, each)
        printf("%s:%s: %s\n", as_text(&cli->ctx, json_object_get(each, "file")),
               as_text(&cli->ctx, json_object_get(each, "line")),
               as_text(&cli->ctx, json_object_get(each, "reason")));
    json_array_foreach(warnings, i, each) fprintf(stderr, "%s\n", json_string_value(each));
}

void print_ddl(struct cli *cli, json_t *report)
{
    if (json_is_true(json_object_get(report, "was_run")))
        puts("the tables and views are there");
    else
        fputs(as_text(&cli->ctx, json_object_get(report, "ddl")), stdout);
}

static void print_receipt(struct ctx *ctx, json_t *receipt)
{
    static const struct {
        const char *member, *words;
    } terms[] = {
        { "sent", "Sent" },
        { "already_there", "Already on the list" },
        { "held_out", "Held out" },
        { "no_consent", "No consent" },
        { "no_identifier", "No usable identifier" },
        { "duplicate", "Duplicate" },
        { "rejected", "Rejected" },
        { "failed", "Failed" },
        { "not_sent", "Not sent" },
    };

    printf("\nAudience              %12s\n", as_text(ctx, json_object_get(receipt, "audience")));
    for (size_t i = 0; i < COUNT(terms); i++)
        printf("  %-20s%12s\n", terms[i].words, as_text(ctx, json_object_get(receipt, terms[i].member)));
    printf("%s\nCounted apart: removed %s, refreshed %s\n",
           json_is_true(json_object_get(receipt, "adds_up")) ? "The nine terms add up."
                                                             : "THE NINE TERMS DON'T ADD UP.",
           as_text(ctx, json_object_get(receipt, "removed")),
           as_text(ctx, json_object_get(receipt, "refreshed")));
}

void print_job(struct cli *cli, json_t *job)
{
    static const char *const members[] = { "id",       "number",       "audience_name", "audience_version",
                                           "platform", "account_name", "list_name",     "state",
                                           "cause",    "next_step",    "asked_by_name", "decided_by_name",
                                           "expected" };
    json_t *receipt = json_object_get(job, "receipt"), *says = json_object_get(job, "platform_says");

    for (size_t i = 0; i < COUNT(members); i++)
        if (!json_is_null(json_object_get(job, members[i])))
            printf("%-18s %s\n", members[i], as_text(&cli->ctx, json_object_get(job, members[i])));
    if (json_is_object(receipt))
        print_receipt(&cli->ctx, receipt);
    if (json_is_object(says))
        printf("The platform says: %s\n", as_text(&cli->ctx, says));
}

void print_rehearsal(struct cli *cli, json_t *rehearsed)
{
    json_t *rehearsal = json_object_get(rehearsed, "rehearsal");

    printf("%-18s %s\n", "expected", as_text(&cli->ctx, json_object_get(rehearsed, "expected")));
    if (!json_is_object(rehearsal)) {
        puts("This platform has no simulator: only counted.");
        return;
    }
    print_receipt(&cli->ctx, json_object_get(rehearsal, "receipt"));
    if (json_is_null(json_object_get(rehearsal, "cause")))
        puts("It would go through. Nobody was asked, and nothing was sent.");
    else
        printf("It would stop: %s %s\n", as_text(&cli->ctx, json_object_get(rehearsal, "cause")),
               as_text(&cli->ctx, json_object_get(rehearsal, "next_step")));
}

void print_link(struct cli *cli, json_t *link)
{
    fprintf(stderr, "A sign-in link for %s, good once until %s:\n",
            as_text(&cli->ctx, json_object_get(link, "name")),
            as_text(&cli->ctx, json_object_get(link, "expires_at")));
    printf("%s\n", as_text(&cli->ctx, json_object_get(link, "link")));
}

/* --- CSV: as the web app writes it (apps/web/src/lib/csv.ts) --- */

static void csv_text(const char *text)
{
    const char *point = text + (*text == '-');
    const size_t whole = strspn(point, "0123456789"), all = strspn(point, "0123456789.");
    const bool is_number = whole && !point[all] && all - whole != 1;
    const bool is_quoted = strpbrk(text, "\",\r\n") != NULL;

    if (is_quoted)
        putchar('"');
    if (*text && strchr("=+-@\t\r", *text) && !is_number)
        putchar('\''); /* a spreadsheet would run it as a formula */
    for (; *text; text++) {
        if (*text == '"')
            putchar('"');
        putchar(*text);
    }
    if (is_quoted)
        putchar('"');
}

static void csv_cell(const json_t *value)
{
    char *number;

    if (json_is_null(value))
        return;
    if (json_is_string(value)) {
        csv_text(json_string_value(value));
        return;
    }
    number = json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(17));
    fputs(number ? number : "", stdout);
    free(number);
}

static int print_csv(struct cli *cli, json_t *answer)
{
    json_t *columns = json_object_get(answer, "columns"), *rows = json_object_get(answer, "rows"), *row,
           *each;
    size_t i, at;

    if (!columns || !rows)
        return cli_fail(cli,
                        err_new(&cli->ctx, ERR_INVALID, NULL, "this result has no rows: --json prints it"));
    json_array_foreach(columns, at, each)
    {
        fputs(at ? "," : "", stdout);
        csv_text(json_string_value(json_object_get(each, "name")));
    }
    fputs("\r\n", stdout);
    json_array_foreach(rows, i, row)
    {
        json_array_foreach(row, at, each)
        {
            fputs(at ? "," : "", stdout);
            csv_cell(each);
        }
        fputs("\r\n", stdout);
    }
    return 0;
}

int cli_result(struct cli *cli, const struct command *command, json_t *result)
{
    char *text;

    if (cli->output == OUTPUT_CSV)
        return print_csv(cli, result);
    if (cli->output != OUTPUT_JSON) {
        if (command->print)
            command->print(cli, result);
        else if (json_is_null(result))
            puts("done");
        else
            print_plainly(&cli->ctx, result);
        return 0;
    }
    text = json_dumps(result, JSON_ENCODE_ANY | JSON_REAL_PRECISION(17) | JSON_INDENT(2));
    puts(text ? text : "null");
    free(text);
    return 0;
}

int cli_fail(struct cli *cli, const struct err *err)
{
    const struct err_row *row = err_row(err->code);
    const char *next = err->next_step ? err->next_step : row->next_step;
    struct buf text = buf_in(cli->ctx.arena, 1024 * 1024);

    if (cli->output == OUTPUT_JSON) {
        problem_encode(err, cli->ctx.request_id, &text);
        fprintf(stderr, "%s\n", buf_str(&text));
        return row->exit;
    }
    for (const struct err *each = err; each; each = each->also)
        fprintf(stderr, "%s%s%s\n",
                each->pointer && *each->pointer ? each->pointer + (each->pointer[0] == '/') : "",
                each->pointer && *each->pointer ? ": " : "", each->message);
    if (next)
        fprintf(stderr, "%s\n", next);
    return row->exit;
}

/* Where a warehouse bills, it tells no rows and has a price. */
static void print_estimate(struct cli *cli, json_t *estimate)
{
    const char *bytes =
        text_count(cli->ctx.arena, json_integer_value(json_object_get(estimate, "bytes")), "byte");
    const char *of = as_text(&cli->ctx, json_object_get(estimate, "of"));
    json_t *rows = json_object_get(estimate, "rows");

    if (json_is_integer(rows))
        printf("allowed; at most %s in %s: %s\n", text_count(cli->ctx.arena, json_integer_value(rows), "row"),
               bytes, of);
    else
        printf("allowed; %s%s, about $%.2f: %s\n",
               json_is_true(json_object_get(estimate, "is_exact")) ? "" : "at most ", bytes,
               json_number_value(json_object_get(estimate, "cost_usd")), of);
}

void print_sql(struct cli *cli, json_t *answer)
{
    json_t *columns = json_object_get(answer, "columns"), *rows = json_object_get(answer, "rows"), *row;
    json_t *estimate = json_object_get(answer, "estimate");
    struct table table = { .n_columns = json_array_size(columns), .n_rows = 1 };
    size_t i;

    if (!json_is_true(json_object_get(answer, "was_run"))) {
        print_estimate(cli, estimate);
        return;
    }
    if (table.n_columns > MOST_COLUMNS)
        table.n_columns = MOST_COLUMNS;
    table.cells = arena_alloc(cli->ctx.arena,
                              (json_array_size(rows) + 1) * (table.n_columns + 1) * sizeof(*table.cells));
    for (i = 0; i < table.n_columns; i++) {
        json_t *column = json_array_get(columns, i);
        const char *type = as_text(&cli->ctx, json_object_get(column, "type"));

        table.cells[i] = as_text(&cli->ctx, json_object_get(column, "name"));
        table.is_number[i] = text_is(type, "integer") || text_is(type, "number");
    }
    json_array_foreach(rows, i, row)
    {
        for (size_t at = 0; at < table.n_columns; at++)
            table.cells[table.n_rows * table.n_columns + at] = as_text(&cli->ctx, json_array_get(row, at));
        table.n_rows++;
    }
    print_table(&table);
    fprintf(stderr, "%s; data to %s%s\n",
            text_count(cli->ctx.arena, json_integer_value(json_object_get(answer, "n_rows")), "row"),
            as_text(&cli->ctx, json_object_get(answer, "data_until")),
            json_is_true(json_object_get(answer, "truncated")) ? "; there are more rows" : "");
}

void print_sql_tables(struct cli *cli, json_t *tables)
{
    json_t *table, *column;
    size_t i, at;

    json_array_foreach(json_object_get(tables, "items"), i, table)
    {
        printf("%s%s\n", i ? "\n" : "", as_text(&cli->ctx, json_object_get(table, "name")));
        json_array_foreach(json_object_get(table, "columns"), at, column)
        {
            printf("  %-26s %s\n", as_text(&cli->ctx, json_object_get(column, "name")),
                   as_text(&cli->ctx, json_object_get(column, "type")));
        }
    }
}

/*
 * Semantic models as files: `truffle model check FILE` says what is wrong with one, with line and column;
 * `truffle model write FILE` prints it as Apache Ossie 0.1.1, whichever form it has.
 */
#include "apps/truffle/cli.h"

#include "packages/semantic/semantic.h"

#include <stdio.h>

/* What the pages ask for by name (docs/guide/own-model.md). */
static const char *const of_pages[] = {
    "sessions",
    "engaged_sessions",
    "engagement_rate",
    "active_users",
    "new_users",
    "transactions",
    "conversion_rate",
    "purchase_revenue",
    "views",
    "avg_session_duration",
    "date",
    "average_order_value",
    "channel_group",
    "device_category",
    "campaign",
    "landing_page",
    "country",
};

struct model_report {
    const char *file;
    int64_t metrics, dimensions;
    const char **warnings, **missing;
    size_t n_warnings, n_missing;
};
static const struct field report_fields[] = {
    FIELD(model_report, file, "What was read."),
    FIELD(model_report, metrics, "How many can be measured."),
    FIELD(model_report, dimensions, "By how many it can be broken down."),
    SCALARS(model_report, warnings, "What was read over."),
    SCALARS(model_report, missing, "What the pages ask for by name and isn't there."),
};
static const struct shape report_shape = SHAPE(model_report, report_fields, "A model that is sound.");

static void print_report(struct cli *cli, const struct model_report *report)
{
    if (cli->output == OUTPUT_JSON) {
        puts(json_canonical(&cli->ctx, shape_json(&cli->ctx, &report_shape, report)));
        return;
    }
    for (size_t i = 0; i < report->n_warnings; i++)
        fprintf(stderr, "%s\n", report->warnings[i]);
    for (size_t i = 0; i < report->n_missing; i++)
        fprintf(stderr, "%s: the pages ask for %s, which isn't there\n", report->file, report->missing[i]);
    printf("%s is sound: %s, %s\n", report->file, text_count(cli->ctx.arena, report->metrics, "metric"),
           text_count(cli->ctx.arena, report->dimensions, "dimension"));
}

static int print_model(struct cli *cli, const struct model *model)
{
    const char *text;
    struct err *err = model_write(&cli->ctx, model, &text);

    if (err)
        return cli_fail(cli, err);
    fputs(text, stdout);
    model_free(model);
    return 0;
}

int run_model(struct cli *cli, int argc, char **argv)
{
    struct model_report report = { 0 };
    struct model_info info = { 0 };
    const struct model *model;
    const char *text;
    size_t len;
    struct err *err;

    if (argc != 2 || (!text_is(argv[0], "check") && !text_is(argv[0], "write")))
        return cli_fail(cli, err_new(&cli->ctx, ERR_INVALID, NULL, "model check FILE, or model write FILE"));
    err = cli_read(cli, argv[1], &text, &len);
    if (!err)
        err = model_load(&cli->ctx, text, len, argv[1], &model);
    if (err)
        return cli_fail(cli, err);
    if (text_is(argv[0], "write"))
        return print_model(cli, model);
    model_describe(&cli->ctx, model, &info);
    report = (struct model_report){ .file = argv[1],
                                    .metrics = (int64_t)info.n_metrics,
                                    .dimensions = (int64_t)info.n_dimensions };
    report.warnings = (const char **)(uintptr_t)model_warnings(model, &report.n_warnings);
    for (size_t i = 0; i < COUNT(of_pages); i++)
        if (!model_label(model, of_pages[i]))
            *ARENA_PUSH(cli->ctx.arena, report.missing, report.n_missing) = of_pages[i];
    print_report(cli, &report);
    model_free(model);
    return 0;
}

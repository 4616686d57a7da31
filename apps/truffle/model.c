/*
 * Semantic models as files: `truffle model check FILE` says what is wrong with one, with line and column;
 * `truffle model write FILE` prints it as Apache Ossie 0.1.1, whichever form it has.
 */
#include "apps/truffle/cli.h"

#include "packages/semantic/semantic.h"

#include <stdio.h>

struct model_report {
    const char *file;
    int64_t metrics, dimensions;
    const char **warnings;
    size_t n_warnings;
};
static const struct field report_fields[] = {
    FIELD(model_report, file, "What was read."),
    FIELD(model_report, metrics, "How many can be measured."),
    FIELD(model_report, dimensions, "By how many it can be broken down."),
    SCALARS(model_report, warnings, "What was read over."),
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
    printf("%s is sound: %lld metrics, %lld dimensions\n", report->file, (long long)report->metrics,
           (long long)report->dimensions);
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
    print_report(cli, &report);
    model_free(model);
    return 0;
}

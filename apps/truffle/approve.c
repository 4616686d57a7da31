/*
 * Approving from a terminal: shows what is approved, and approves exactly that.
 */
#include "apps/truffle/cli.h"

#include "domain/activation/activation.h"

#include <stdio.h>

int run_approve(struct cli *cli, int argc, char **argv)
{
    const struct command shown = { .words = "approve", .print = print_job };
    const char *note = argc > 1 ? argv[1] : NULL;
    json_t *job = NULL, *in, *result = NULL;
    struct err *err;

    if (argc < 1 || argc > 2)
        return cli_fail(
            cli, err_new(&cli->ctx, ERR_INVALID, NULL, "approve takes a push and, if you like, a note"));
    in = json_keep(&cli->ctx, json_pack("{ss}", "id", argv[0]));
    err = cli_call(cli, &activation_operations[ACTIVATION_GET], in, &job);
    if (err)
        return cli_fail(cli, err);
    if (cli->output == OUTPUT_PEOPLE)
        fprintf(stderr, "%s\n", json_canonical(&cli->ctx, json_object_get(job, "expected")));
    json_object_set(in, "digest", json_object_get(job, "digest"));
    if (note)
        json_object_set_new(in, "note", json_string(note));
    err = cli_call(cli, &activation_operations[ACTIVATION_APPROVE], in, &result);
    if (err)
        return cli_fail(cli, err);
    if (cli->has_app) /* no server: the push ran here, before this line */
        err = cli_call(cli, &activation_operations[ACTIVATION_GET],
                       json_keep(&cli->ctx, json_pack("{ss}", "id", argv[0])), &result);
    if (err)
        return cli_fail(cli, err);
    return cli_result(cli, &shown, result);
}

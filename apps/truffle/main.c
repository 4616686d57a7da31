/*
 * truffle: finds the command in the table, gathers its input, calls its operation, prints the result.
 */
#include "apps/truffle/cli.h"

#include "packages/core/log.h"
#include "packages/warehouse/duckdb/child.h"

#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

static size_t n_words(const char *words)
{
    size_t n = 1;

    for (; *words; words++)
        n += *words == ' ';
    return n;
}

/* "user add" against argv; the longest match is the command. */
static bool matches(struct arena *arena, const char *words, int argc, char **argv)
{
    const size_t n = n_words(words);
    struct buf said = buf_in(arena, 200);

    if ((size_t)argc < n)
        return false;
    for (size_t i = 0; i < n; i++)
        buf_printf(&said, "%s%s", i ? " " : "", argv[i]);
    return text_is(buf_str(&said), words);
}

static const struct command *find(struct arena *arena, int argc, char **argv)
{
    const struct command *best = NULL;

    for (size_t i = 0; i < n_commands; i++)
        if (matches(arena, commands[i].words, argc, argv) &&
            (!best || n_words(commands[i].words) > n_words(best->words)))
            best = &commands[i];
    return best;
}

static void print_help(FILE *to)
{
    fputs("truffle: marketing intelligence and audience activation\n\nCommands:\n", to);
    for (size_t i = 0; i < n_commands; i++)
        fprintf(to, "  %-22s %s\n", commands[i].words, commands[i].summary);
    fputs("\nFlags of every command:\n"
          "  --data DIR             folder of the data\n"
          "  --json                 the result as JSON, errors as problem details\n"
          "  --csv                  the rows of an answer as CSV: raw numbers, nothing where there is no "
          "value\n"
          "  --as NAME              act for this person (audited as both)\n"
          "  --quiet                no progress on stderr\n"
          "  --help                 help of a command\n"
          "\nEvery setting is a flag too: truffle show settings lists them.\n",
          to);
}

static void print_command_help(const struct command *command, FILE *to)
{
    fprintf(to, "%s\n\n  %s\n\nUsage: truffle %s", command->summary, command->example, command->words);
    for (size_t i = 0; i < command->n_inputs; i++) {
        const struct input *input = &command->inputs[i];
        const bool is_flag = input->name[0] == '-';

        fprintf(to, input->optional ? " [%s%s]" : " %s%s", input->name,
                is_flag && input->kind != INPUT_SWITCH && input->kind != INPUT_SWITCH_OFF ? " VALUE"
                : input->kind == INPUT_FILES                                              ? "…"
                                                                                          : "");
    }
    fputs("\n\n", to);
    for (size_t i = 0; i < command->n_inputs; i++)
        fprintf(to, "  %-16s %s\n", command->inputs[i].name, command->inputs[i].doc);
}

/* Takes what every command has off the arguments: --json, --as, --data and all other settings. */
static struct err *take_common(struct cli *cli, int *argc, char **argv)
{
    int kept = 0;

    for (int i = 0; i < *argc; i++) {
        const char *word = argv[i], *equals = strchr(word, '=');
        const size_t len = equals ? (size_t)(equals - word) : strlen(word);
        const struct setting *setting = NULL;

        if (text_starts(word, "--") && len > 2)
            setting = setting_find(arena_text_n(cli->ctx.arena, word + 2, len - 2));
        if (text_is(word, "--json")) {
            cli->output = OUTPUT_JSON;
        } else if (text_is(word, "--csv")) {
            cli->output = OUTPUT_CSV;
        } else if (text_is(word, "--quiet")) {
            cli->is_quiet = true;
        } else if (text_is(word, "--as") && i + 1 < *argc) {
            cli->as = argv[++i];
        } else if (setting) {
            const char *value = equals ? equals + 1 : setting->kind == SETTING_IS_BOOL ? "true" : argv[i + 1];

            if (!value)
                return err_new(&cli->ctx, ERR_INVALID, setting->name, "%s needs a value", word);
            i += !equals && setting->kind != SETTING_IS_BOOL;
            if (cli->n_flags == COUNT(cli->flags))
                return err_new(&cli->ctx, ERR_INVALID, setting->name, "too many settings are given");
            cli->flags[cli->n_flags++] = arena_printf(cli->ctx.arena, "%s=%s", setting->name, value);
        } else {
            argv[kept++] = argv[i];
        }
    }
    *argc = kept;
    return NULL;
}

/* The command that was meant: by its words, by the first alone ("qurey plan.json"), or the group that begins
 * so. */
static const char *nearest(struct cli *cli, int argc, char **argv)
{
    const char *names[200] = { NULL }, *firsts[200] = { NULL };
    const char *near = NULL;

    for (size_t i = 0; i < n_commands && i + 1 < COUNT(names); i++) {
        names[i] = commands[i].words;
        firsts[i] = arena_text_n(cli->ctx.arena, commands[i].words, strcspn(commands[i].words, " "));
    }
    if (argc > 1 && argv[1][0] != '-')
        near = text_nearest(arena_printf(cli->ctx.arena, "%s %s", argv[0], argv[1]), names);
    if (!near)
        near = text_nearest(argv[0], names);
    return near ? near : text_nearest(argv[0], firsts);
}

static int no_command(struct cli *cli, int argc, char **argv)
{
    const char *near;

    if (argc == 0) {
        print_help(stdout);
        return 0;
    }
    near = nearest(cli, argc, argv);
    fprintf(stderr, "no command %s%s%s\n", argv[0], near ? "; did you mean: truffle " : "", near ? near : "");
    fputs("truffle --help lists the commands\n", stderr);
    return 2;
}

/* Nobody overwrites what came between: the change says which state it found. */
static struct err *find_state(struct cli *cli, const struct command *command, json_t *in)
{
    json_t *key = json_keep(&cli->ctx, json_pack("{sO?}", "id", json_object_get(in, "id")));
    json_t *there = NULL;
    struct err *err;

    err = cli_call(cli, command->read, key, &there);
    if (!err)
        cli->if_match =
            arena_printf(cli->ctx.arena, "\"%s\"", json_string_value(json_object_get(there, "revision")));
    return err;
}

static int run_operation(struct cli *cli, const struct command *command, int argc, char **argv)
{
    json_t *in, *result = NULL;
    struct err *err;

    err = cli_input(cli, command, argc, argv, &in);
    if (!err && command->read && !cli->if_match)
        err = find_state(cli, command, in);
    if (!err)
        err = cli_call(cli, command->operation, in, &result);
    if (err)
        return cli_fail(cli, err);
    return cli_result(cli, command, result);
}

/* "push ID --rehearse" is the command "push --rehearse": its second word may stand anywhere. */
static void gather_words(int argc, char **argv)
{
    for (size_t i = 0; i < n_commands && argc > 1; i++) {
        const char *flag = strstr(commands[i].words, " --");

        if (!flag || strlen(argv[0]) != (size_t)(flag - commands[i].words) ||
            !text_starts(commands[i].words, argv[0]))
            continue;
        for (int at = 2; at < argc; at++) {
            char *word = argv[at];

            if (!text_is(word, flag + 1))
                continue;
            memmove(&argv[2], &argv[1], (size_t)(at - 1) * sizeof(*argv));
            argv[1] = word;
        }
    }
}

static bool wants_help(int argc, char **argv)
{
    for (int i = 0; i < argc; i++)
        if (text_is(argv[i], "--help") || text_is(argv[i], "-h"))
            return true;
    return false;
}

static int run(struct cli *cli, int argc, char **argv)
{
    const struct command *command;
    const bool is_help = wants_help(argc, argv);
    enum log_level level;
    struct err *err;
    int n;

    err = take_common(cli, &argc, argv);
    if (err)
        return cli_fail(cli, err);
    gather_words(argc, argv);
    if (argc && text_is(argv[0], "--version"))
        return run_version(cli, 0, argv);
    command = find(cli->ctx.arena, argc, argv);
    if (!command && is_help) {
        print_help(stdout);
        return 0;
    }
    if (!command)
        return no_command(cli, argc, argv);
    if (is_help) {
        print_command_help(command, stdout);
        return 0;
    }
    err = settings_load(&cli->ctx, cli->flags, cli->n_flags, &cli->settings);
    if (err && command->run != run_config) {
        cli_fail(cli, err);
        return 78;
    }
    if (log_level_of(cli->settings.log_level, &level))
        log_set_level(level);
    n = (int)n_words(command->words);
    return command->run ? command->run(cli, argc - n, argv + n)
                        : run_operation(cli, command, argc - n, argv + n);
}

int main(int argc, char **argv)
{
    const struct rlimit no_core = { 0, 0 };
    struct arena *arena = arena_new();
    struct cli *cli = arena_alloc(arena, sizeof(*cli));
    int code;

    umask(077);
    mallopt(M_ARENA_MAX,
            2); /* batches pass from thread to thread: an arena a thread keeps what others freed */
    if (argc == 2 && text_is(argv[1], CHILD_ARGUMENT))
        return child_main();
    setrlimit(RLIMIT_CORE, &no_core); /* keys and tokens are in memory */
    log_set_level(LOG_WARN);
    cli->ctx = (struct ctx){ .arena = arena, .now = instant_now() };
    cli->work = arena_new();
    code = run(cli, argc - 1, argv + 1);
    arena_free(cli->work);
    if (cli->has_app)
        app_close(&cli->app);
    arena_free(arena);
    return code;
}

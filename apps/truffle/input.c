/*
 * From arguments to the input of an operation, by the command's table.
 */
#include "apps/truffle/cli.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST_FILE = 4 * 1024 * 1024 };

struct err *cli_read(struct cli *cli, const char *path, const char **text, size_t *len)
{
    struct buf content = buf_in(cli->ctx.arena, LARGEST_FILE);
    FILE *file = text_is(path, "-") ? stdin : fopen(path, "re");
    char piece[4096];
    size_t got;

    if (!file)
        return err_new(&cli->ctx, ERR_NOT_FOUND, NULL, "can't read %s: %s", path, strerror(errno));
    while ((got = fread(piece, 1, sizeof(piece), file)) > 0)
        buf_add(&content, piece, got);
    if (file != stdin)
        fclose(file);
    if (content.is_full)
        return err_new(&cli->ctx, ERR_TOO_LARGE, NULL, "%s is larger than 4 MiB", path);
    *text = buf_str(&content);
    *len = content.len;
    return NULL;
}

static struct err *put_json(struct cli *cli, const struct input *input, json_t *in, const char *path)
{
    const char *text;
    json_t *json, *value;
    const char *key;
    size_t len;
    struct err *err;

    err = cli_read(cli, path, &text, &len);
    if (!err)
        err = json_parse(&cli->ctx, text, len, &json);
    if (err)
        return err;
    if (input->kind == INPUT_JSON) {
        json_object_set(in, input->member, json);
        return NULL;
    }
    if (!json_is_object(json))
        return err_new(&cli->ctx, ERR_INVALID, "", "must be an object");
    json_object_foreach(json, key, value) json_object_set(in, key, value);
    return NULL;
}

static struct err *put_secret(struct cli *cli, const struct input *input, json_t *in, const char *path)
{
    const char *text;
    size_t len;
    struct err *err = cli_read(cli, path, &text, &len);

    if (!err)
        json_object_set_new(in, input->member, json_string(text_trim(cli->ctx.arena, text)));
    return err;
}

/* The server may have another working folder: paths are made absolute here. */
static struct err *put_file(struct cli *cli, const struct input *input, json_t *in, const char *path)
{
    json_t *list = json_object_get(in, input->member);
    char *whole = realpath(path, NULL);

    if (!whole)
        return err_new(&cli->ctx, ERR_NOT_FOUND, NULL, "can't read %s: %s", path, strerror(errno));
    if (!list) {
        list = json_array();
        json_object_set_new(in, input->member, list);
    }
    json_array_append_new(list, json_string(whole));
    free(whole);
    return NULL;
}

static struct err *put_stage(struct cli *cli, const char *value)
{
    static const char *const stages[] = { "plan", "query", "select", "text" };

    for (size_t i = 0; i < COUNT(stages); i++)
        if (text_is(stages[i], value))
            cli->stage = stages[i];
    return cli->stage ? NULL
                      : err_new(&cli->ctx, ERR_INVALID, NULL, "--stage must be plan, query, select or text");
}

static struct err *put_dialect(struct cli *cli, const char *value)
{
    if (!text_is(value, "duckdb") && !text_is(value, "googlesql"))
        return err_new(&cli->ctx, ERR_INVALID, NULL, "--dialect must be duckdb or googlesql");
    cli->dialect = value;
    return NULL;
}

static struct err *put(struct cli *cli, const struct command *command, const struct input *input, json_t *in,
                       const char *value)
{
    switch (input->kind) {
    case INPUT_TEXT:
        shape_put_text(command->operation->in, in, input->member, value);
        return NULL;
    case INPUT_SWITCH:
        json_object_set_new(in, input->member, json_true());
        return NULL;
    case INPUT_SWITCH_OFF:
        json_object_set_new(in, input->member, json_false());
        return NULL;
    case INPUT_FILES:
        return put_file(cli, input, in, value);
    case INPUT_JSON:
    case INPUT_JSON_ALL:
        return put_json(cli, input, in, value);
    case INPUT_SECRET:
        return put_secret(cli, input, in, value);
    case INPUT_STAGE:
        return put_stage(cli, value);
    case INPUT_DIALECT:
        return put_dialect(cli, value);
    case INPUT_REVISION:
        cli->if_match = arena_printf(cli->ctx.arena, "\"%s\"", value);
        return NULL;
    }
    return NULL;
}

static bool is_switch(const struct input *input)
{
    return input->kind == INPUT_SWITCH || input->kind == INPUT_SWITCH_OFF;
}

static const struct input *flag_of(const struct command *command, const char *word)
{
    for (size_t i = 0; i < command->n_inputs; i++)
        if (text_is(command->inputs[i].name, word))
            return &command->inputs[i];
    return NULL;
}

/* The n-th place; the last one takes the rest when it takes files. */
static const struct input *place_of(const struct command *command, size_t n)
{
    const struct input *last = NULL;

    for (size_t i = 0; i < command->n_inputs; i++) {
        if (command->inputs[i].name[0] == '-')
            continue;
        last = &command->inputs[i];
        if (n-- == 0)
            return last;
    }
    return last && last->kind == INPUT_FILES ? last : NULL;
}

static struct err *check_missing(struct cli *cli, const struct command *command, const bool *given,
                                 size_t n_places)
{
    size_t place = 0;

    for (size_t i = 0; i < command->n_inputs; i++) {
        const struct input *input = &command->inputs[i];
        const bool is_flag = input->name[0] == '-';
        const bool is_there = is_flag ? given[i] : place < n_places;

        place += !is_flag;
        if (!is_there && !input->optional)
            return err_new(&cli->ctx, ERR_INVALID, NULL, "%s is missing: truffle %s --help", input->name,
                           command->words);
    }
    return NULL;
}

struct err *cli_input(struct cli *cli, const struct command *command, int argc, char **argv, json_t **out)
{
    json_t *in = json_keep(&cli->ctx, json_object());
    bool given[32] = { false };
    size_t n_places = 0;
    struct err *err;

    for (int i = 0; i < argc; i++) {
        const bool is_flag = argv[i][0] == '-' && argv[i][1];
        const struct input *input = is_flag ? flag_of(command, argv[i]) : place_of(command, n_places);
        const char *value = argv[i];

        if (!input)
            return err_new(&cli->ctx, ERR_INVALID, NULL, "%s is not understood: truffle %s --help", argv[i],
                           command->words);
        if (is_flag && !is_switch(input)) {
            if (i + 1 == argc)
                return err_new(&cli->ctx, ERR_INVALID, NULL, "%s needs a value", argv[i]);
            value = argv[++i];
        }
        if (is_flag)
            given[input - command->inputs] = true;
        else
            n_places++;
        err = put(cli, command, input, in, value);
        if (err)
            return err;
    }
    *out = in;
    return check_missing(cli, command, given, n_places);
}

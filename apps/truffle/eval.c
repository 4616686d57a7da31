/*
 * truffle eval: how well the planner reads questions whose answers are known.
 */
#include "apps/truffle/cli.h"

#include "packages/core/assets.h"
#include "packages/semantic/planner/exam.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { LARGEST_EXAM = 16 * 1024 * 1024 };

static struct err *read_file(struct ctx *ctx, const char *path, struct buf *to)
{
    FILE *file = fopen(path, "re");
    char piece[8192];
    size_t got;

    if (!file)
        return err_new(ctx, ERR_NOT_FOUND, NULL, "can't read %s: %s", path, strerror(errno));
    while ((got = fread(piece, 1, sizeof(piece), file)) > 0)
        buf_add(to, piece, got);
    fclose(file);
    return to->is_full ? err_new(ctx, ERR_TOO_LARGE, NULL, "%s is larger than 16 MiB", path) : NULL;
}

static void free_model(void *model)
{
    model_free(model);
}

static struct err *load(struct ctx *ctx, const struct model **out)
{
    static const char path[] = "data/semantic/commerce.yaml";
    const struct asset *asset = asset_find(path);
    struct err *err;

    if (!asset)
        return err_new(ctx, ERR_INTERNAL, NULL, "the program carries no semantic model");
    err = model_load(ctx, (const char *)asset->at, asset->size, path, out);
    if (!err)
        arena_defer(ctx->arena, free_model, (void *)(uintptr_t)*out);
    return err;
}

static size_t total(const struct exam_tag *tag)
{
    size_t n = 0;

    for (size_t i = 0; i < N_VERDICTS; i++)
        n += tag->n[i];
    return n;
}

static void print_tag(const struct exam_tag *tag)
{
    const size_t n = total(tag);

    printf("%-18s %5zu", tag->tag, n);
    for (size_t i = 0; i < N_VERDICTS; i++)
        printf("  %s %zu (%.1f %%)", verdict_words[i], tag->n[i],
               n ? 100.0 * (double)tag->n[i] / (double)n : 0);
    putchar('\n');
}

static json_t *tag_json(const struct exam_tag *tag)
{
    json_t *json = json_object();

    json_object_set_new(json, "n", json_integer((json_int_t)total(tag)));
    for (size_t i = 0; i < N_VERDICTS; i++)
        json_object_set_new(json, verdict_words[i], json_integer((json_int_t)tag->n[i]));
    return json;
}

static void print_json(struct cli *cli, const struct exam *exam)
{
    json_t *json = json_keep(&cli->ctx, tag_json(&exam->all)), *tags = json_object();

    json_object_set_new(json, "tags", tags);
    for (size_t i = 0; i < exam->n_tags; i++)
        json_object_set_new(tags, exam->tags[i].tag, tag_json(&exam->tags[i]));
    puts(json_canonical(&cli->ctx, json));
}

static void print_people(const struct exam *exam)
{
    for (size_t i = 0; i < exam->n_answers; i++)
        if (exam->answers[i].verdict != VERDICT_EXACT)
            printf("%-6s %s: %s\n", verdict_words[exam->answers[i].verdict], exam->answers[i].id,
                   exam->answers[i].question);
    for (size_t i = 0; i < exam->n_tags; i++)
        print_tag(&exam->tags[i]);
    print_tag(&exam->all);
}

/* A line a question: what it became. */
static struct err *dump(struct cli *cli, const struct exam *exam, const char *path)
{
    FILE *file = fopen(path, "we");

    if (!file)
        return err_new(&cli->ctx, ERR_INVALID, NULL, "can't write %s: %s", path, strerror(errno));
    for (size_t i = 0; i < exam->n_answers; i++) {
        json_t *envelope = envelope_json(&cli->ctx, &exam->answers[i].envelope);

        fprintf(file, "{\"id\":\"%s\",\"envelope\":%s}\n", exam->answers[i].id,
                json_canonical(&cli->ctx, envelope));
    }
    if (fclose(file))
        return err_new(&cli->ctx, ERR_INVALID, NULL, "can't write %s: %s", path, strerror(errno));
    return NULL;
}

int run_eval(struct cli *cli, int argc, char **argv)
{
    struct buf text = buf_in(cli->ctx.arena, LARGEST_EXAM);
    const bool has_dump = argc == 3 && text_is(argv[1], "--dump");
    const struct model *model;
    struct exam exam;
    struct err *err = NULL;

    if (argc != 1 && !has_dump)
        err = err_new(&cli->ctx, ERR_INVALID, NULL, "use: truffle eval FILE.jsonl [--dump OUT.jsonl]");
    if (!err)
        err = read_file(&cli->ctx, argv[0], &text);
    if (!err)
        err = load(&cli->ctx, &model);
    if (!err)
        err = exam_run(&cli->ctx, model, buf_str(&text), text.len, &exam);
    if (!err && has_dump)
        err = dump(cli, &exam, argv[2]);
    if (err)
        return cli_fail(cli, err);
    if (cli->output == OUTPUT_JSON)
        print_json(cli, &exam);
    else
        print_people(&exam);
    return 0;
}

static void print_corrections(json_t *envelope)
{
    json_t *one;
    size_t i;

    json_array_foreach(json_object_get(envelope, "corrected"), i, one)
        fprintf(stderr, "\"%s\" read as %s\n", json_string_value(json_object_get(one, "term")),
                json_string_value(json_object_get(one, "read_as")));
}

/* What the planner made of a question, and the answer where the plan was run. */
void print_envelope(struct cli *cli, json_t *envelope)
{
    json_t *option, *answer = json_object_get(envelope, "answer");
    const char *message = json_string_value(json_object_get(envelope, "message"));
    const char *question = json_string_value(json_object_get(envelope, "question"));
    size_t i;

    print_corrections(envelope);
    if (answer) {
        print_answer(cli, answer);
        return;
    }
    if (message || question) {
        puts(message ? message : question);
        json_array_foreach(json_object_get(envelope, "options"), i, option)
            printf("  %s\n", json_string_value(json_object_get(option, "label")));
        json_array_foreach(json_object_get(envelope, "suggest"), i, option)
            printf("%s%s", i ? ", " : "What could be asked for: ", json_string_value(option));
        if (json_array_size(json_object_get(envelope, "suggest")))
            putchar('\n');
        return;
    }
    puts(json_string_value(json_object_get(envelope, "reading")));
    puts(json_canonical(&cli->ctx, json_object_get(envelope, "plan")));
}

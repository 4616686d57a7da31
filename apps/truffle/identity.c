/*
 * truffle identity: how each connector normalises and hashes, held against vectors with known answers. The
 * file is {"vectors": [{"platform", "field", "input", "normalised", "sha256", "invalid", "hashed",
 * "default_region"}]}.
 */
#include "apps/truffle/cli.h"

#include "apps/truffle/app.h"
#include "packages/identity/identity.h"
#include "packages/platform/platform.h"
#include "packages/platform/word.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum outcome { RIGHT, WRONG, CONTRADICTED };
static const char *const outcome_words[] = { "right", "wrong", "contradicted" };

struct got {
    const char *normalised, *sha256; /* NULL: refused; in the clear */
    enum outcome outcome;
};

/* By the name that vectors are published under, or the connector's own. */
static const struct platform_driver *driver_of(const char *platform)
{
    for (const struct platform_driver *const *at = platform_drivers; *at; at++)
        if (text_is((*at)->family, platform) || text_is((*at)->name, platform))
            return *at;
    return NULL;
}

static const char *string_of(json_t *vector, const char *key)
{
    return json_string_value(json_object_get(vector, key));
}

static bool is_as_wanted(json_t *vector, const struct got *got)
{
    const char *normalised = string_of(vector, "normalised"), *sha256 = string_of(vector, "sha256");

    if (json_is_true(json_object_get(vector, "invalid")))
        return !got->normalised;
    if (!got->normalised || (normalised && !text_is(got->normalised, normalised)))
        return false;
    if (json_is_false(json_object_get(vector, "hashed")))
        return !got->sha256;
    return !sha256 || text_is(got->sha256, sha256);
}

static bool is_hashed_field(const struct platform_driver *driver, const char *field)
{
    for (const struct word_field *at = driver->fields; at->field; at++)
        if (text_is(at->field, field))
            return at->is_hashed;
    return false;
}

/* A national number is made E.164 first, as a load does it; the rules of a platform come after. */
static const char *input_of(struct arena *arena, json_t *vector, const char *field)
{
    const char *input = string_of(vector, "input"), *region = string_of(vector, "default_region");
    const char *e164 =
        region && strcasecmp(field, "phone") == 0 ? identity_phone_e164(arena, input, region, NULL) : NULL;

    return e164 ? e164 : input;
}

static struct got run_one(struct arena *arena, json_t *vector)
{
    const struct platform_driver *driver = driver_of(string_of(vector, "platform"));
    const char *field = string_of(vector, "field"), *input = string_of(vector, "input");
    struct got got = { NULL, NULL, WRONG };
    bool is_hashed = false;

    if (!driver || !field || !input)
        return got;
    got.normalised = word_normalise(arena, driver->fields, field, input_of(arena, vector, field), &is_hashed);
    if (got.normalised && is_hashed)
        got.sha256 = sha256_hex(arena, got.normalised, strlen(got.normalised));
    else if (is_hashed_field(driver, field)) /* somebody hashed it before */
        got.sha256 = got.normalised;
    got.outcome = is_as_wanted(vector, &got) ? RIGHT : WRONG;
    return got;
}

/* A file may hold two answers to one question; who gives one of them isn't wrong by the other. */
static bool is_contradicted(json_t *vectors, const struct got *all, size_t at)
{
    json_t *vector = json_array_get(vectors, at), *other;
    size_t i;

    json_array_foreach(vectors, i, other)
    {
        if (all[i].outcome == RIGHT && text_is(string_of(other, "platform"), string_of(vector, "platform")) &&
            text_is(string_of(other, "field"), string_of(vector, "field")) &&
            text_is(string_of(other, "input"), string_of(vector, "input")))
            return true;
    }
    return false;
}

static json_t *result_json(json_t *vector, const struct got *got)
{
    return json_pack("{sO? sO? sO? ss? ss? ss}", "platform", json_object_get(vector, "platform"), "field",
                     json_object_get(vector, "field"), "input", json_object_get(vector, "input"),
                     "normalised", got->normalised, "sha256", got->sha256, "outcome",
                     outcome_words[got->outcome]);
}

static void print_json(struct cli *cli, json_t *vectors, const struct got *all, const size_t *n)
{
    const char *summary = arena_printf(cli->ctx.arena, "right %zu wrong %zu", n[RIGHT], n[WRONG]);
    json_t *results = json_array(), *vector;
    size_t i;

    json_array_foreach(vectors, i, vector) json_array_append_new(results, result_json(vector, &all[i]));
    puts(json_canonical(
        &cli->ctx,
        json_keep(&cli->ctx, json_pack("{sI sI sI ss so}", "right", (json_int_t)n[RIGHT], "wrong",
                                       (json_int_t)n[WRONG], "contradicted", (json_int_t)n[CONTRADICTED],
                                       "summary", summary, "results", results))));
}

static void print_people(json_t *vectors, const struct got *all, const size_t *n)
{
    json_t *vector;
    size_t i;

    json_array_foreach(vectors, i, vector)
    {
        const char *wanted = string_of(vector, "normalised");

        if (all[i].outcome != RIGHT)
            printf("%s: %s %s: got %s, not %s\n", outcome_words[all[i].outcome],
                   string_of(vector, "platform"), string_of(vector, "field"),
                   all[i].normalised ? all[i].normalised : "a refusal", wanted ? wanted : "a refusal");
    }
    printf("right %zu wrong %zu\n", n[RIGHT], n[WRONG]);
}

int run_identity(struct cli *cli, int argc, char **argv)
{
    size_t len, i, n[COUNT(outcome_words)] = { 0 };
    json_t *json = NULL, *vectors, *vector;
    const char *text;
    struct got *all;
    struct err *err;

    if (argc != 1)
        return cli_fail(cli, err_new(&cli->ctx, ERR_INVALID, NULL, "identity FILE.json"));
    err = cli_read(cli, argv[0], &text, &len);
    if (!err)
        err = json_parse(&cli->ctx, text, len, &json);
    vectors = json_is_array(json) ? json : json_object_get(json, "vectors");
    if (!err && !json_is_array(vectors))
        err = err_new(&cli->ctx, ERR_INVALID, "vectors", "the file needs a list \"vectors\"");
    if (err)
        return cli_fail(cli, err);
    all = arena_alloc(cli->ctx.arena, (json_array_size(vectors) + 1) * sizeof(*all));
    json_array_foreach(vectors, i, vector) all[i] = run_one(cli->ctx.arena, vector);
    json_array_foreach(vectors, i, vector)
    {
        if (all[i].outcome == WRONG && is_contradicted(vectors, all, i))
            all[i].outcome = CONTRADICTED;
        n[all[i].outcome]++;
    }
    if (cli->output == OUTPUT_JSON)
        print_json(cli, vectors, all, n);
    else
        print_people(vectors, all, n);
    return n[WRONG] > 0;
}

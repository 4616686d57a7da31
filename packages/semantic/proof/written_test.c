/*
 * A model written and read again is the same model: the three forms of a document, ours and somebody else's.
 */
#include "packages/semantic/proof/listed.h"

#include "packages/core/test.h"

#include <stdio.h>
#include <string.h>

enum { LONGEST = 256 * 1024 };

static const struct model *read(struct ctx *ctx, const char *text)
{
    const struct model *model;

    assert_ok(model_load(ctx, text, strlen(text), "written.yaml", &model));
    return model;
}

static const char *written(struct ctx *ctx, const struct model *model)
{
    const char *text;

    assert_ok(model_write(ctx, model, &text));
    return text;
}

static const char *described(struct ctx *ctx, const struct model *model)
{
    struct model_info info = { 0 };

    model_describe(ctx, model, &info);
    return arena_printf(ctx->arena, "%s\n%s", json_canonical(ctx, shape_json(ctx, &model_info_shape, &info)),
                        json_canonical(ctx, model_extension(model)));
}

static const char *shipped(struct ctx *ctx)
{
    struct buf text = buf_in(ctx->arena, LONGEST);
    FILE *file = fopen("data/semantic/commerce.yaml", "rbe");
    char piece[4096];
    size_t n;

    assert_non_null(file);
    while ((n = fread(piece, 1, sizeof(piece), file)) > 0)
        buf_add(&text, piece, n);
    fclose(file);
    return buf_str(&text);
}

static void the_shops_model_comes_back(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct model *first = read(ctx, shipped(ctx));
    const char *text = written(ctx, first);
    const struct model *second = read(ctx, text);
    struct compile_options options = test_options();
    size_t n, n_warnings;
    const struct listed *all = listed_plans(ctx, &n);

    (void)model_warnings(second, &n_warnings);
    assert_int_equal(n_warnings, 0);
    assert_string_equal(written(ctx, second), text);
    assert_string_equal(described(ctx, second), described(ctx, first));
    for (size_t i = 0; i < 2 * n; i++) {
        struct compiled a, b;

        options.dialect = i % 2 ? "googlesql" : "duckdb";
        assert_ok(plan_compile(ctx, first, &all[i / 2].plan, &options, &a));
        assert_ok(plan_compile(ctx, second, &all[i / 2].plan, &options, &b));
        assert_string_equal(a.sql, b.sql);
        assert_string_equal(a.reading, b.reading);
    }
    model_free(first);
    model_free(second);
}

#define FIELD_OF(name, more)                                                                                 \
    "      - {name: " name ", " more "expression: {dialects: [{dialect: ANSI_SQL, expression: " name "}]}}"  \
    "\n"

/* What 0.1.1 has no word for stands in our block; other vendors' blocks stay as they were. */
static const char later[] =
    "version: 0.2.0.dev0\nname: shop\ndescription: \"yes\"\nnew_key: 1\n"
    "ai_context: {instructions: 'Say: \"net\"', examples: [1, 'true', true, null, '']}\n"
    "custom_extensions: [{vendor_name: ACME, data: '{\"a\": [1,  2]}'}]\n"
    "datasets:\n"
    "  - name: orders\n    source: {kind: table, object: shop.orders}\n    fields:\n" FIELD_OF(
        "day", "datatype: Date, description: When, ")
        FIELD_OF("n",
                 "datatype: Integer, ") "      - {name: v, expression: {dialects: [{dialect: BIGQUERY, "
                                        "expression: v}]}, datatype: Decimal,\n"
                                        "         custom_extensions: [{vendor_name: RANDOM_TRUFFLE, data: "
                                        "'{\"label\": \"Value\"}'}]}\n"
                                        "metrics:\n  - {name: total, datatype: Decimal, expression: "
                                        "{dialects: [{dialect: BIGQUERY, expression: "
                                        "SUM(orders.v)}, {dialect: ANSI_SQL, expression: SUM(orders.v)}]}}\n";

static void what_came_later_is_written_in_the_older_words(void **state)
{
    static const char *const said[] = {
        "version: \"0.1.1\"\nsemantic_model:\n- name: shop\n",
        "source: shop.orders\n",
        "is_time: true",
        "{\"type\":\"date\"}",
        "{\"label\":\"Value\",\"type\":\"number\"}",
        "data: '{\"a\": [1,  2]}'",
        "description: \"yes\"\n",
        "examples: [1, \"true\", true, null, \"\"]",
    };
    static const char *const unsaid[] = { "datatype", "BIGQUERY", "new_key", "0.2.0" };
    struct ctx *ctx = test_ctx(state);
    const struct model *first = read(ctx, later), *second;
    const char *text = written(ctx, first);

    for (size_t i = 0; i < COUNT(said); i++)
        if (!strstr(text, said[i]))
            fail_msg("%s isn't in\n%s", said[i], text);
    for (size_t i = 0; i < COUNT(unsaid); i++)
        assert_null(strstr(text, unsaid[i]));
    second = read(ctx, text);
    assert_string_equal(written(ctx, second), text);
    assert_string_equal(described(ctx, second), described(ctx, first));
    model_free(first);
    model_free(second);
}

static void all_forms_of_a_document_are_written_alike(void **state)
{
    static const char body[] =
        "datasets: [{name: t, source: t, fields: [{name: a, label: A, expression: {dialects: "
        "[{dialect: ANSI_SQL, expression: a}]}}]}]";
    struct ctx *ctx = test_ctx(state);
    const char *forms[] = {
        arena_printf(ctx->arena, "{version: '0.1.1', semantic_model: [{name: x, %s}]}", body),
        arena_printf(ctx->arena, "{version: 0.2.0.dev0, semantic_model: {name: x, %s}}", body),
        arena_printf(ctx->arena, "{version: 0.2.0.dev0, name: x, %s}", body),
    };
    const char *first = NULL;

    for (size_t i = 0; i < COUNT(forms); i++) {
        const struct model *model = read(ctx, forms[i]);
        const char *text = written(ctx, model);

        first = first ? first : text;
        assert_string_equal(text, first);
        model_free(model);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_shops_model_comes_back),
        TEST(what_came_later_is_written_in_the_older_words),
        TEST(all_forms_of_a_document_are_written_alike),
    };

    return cmocka_run_group_tests_name("written models", tests, NULL, NULL);
}

#include "packages/core/test.h"

#include <string.h>

static const char *const status_words[] = { "", "draft", "ready", NULL };

struct schema_part {
    const char *name;
};
struct schema_example {
    const char *title, *note, *day;
    int64_t limit;
    double share;
    bool flag;
    struct instant at;
    unsigned status;
    struct bytes secret;
    json_t *rules, *rows;
    const char **tags;
    size_t n_tags;
    struct schema_part *part, *parts;
    size_t n_parts;
};
static const struct field part_fields[] = { FIELD(schema_part, name, "Its name.") };
static const struct shape part_shape = SHAPE(schema_part, part_fields, "A part.");
static const struct field example_fields[] = {
    FIELD(schema_example, title, "A title.", .min = 1, .max = 120, .example = "VIP"),
    FIELD(schema_example, note, "A note.", .optional = true),
    FIELD(schema_example, day, "A day.", .format = "date"),
    FIELD(schema_example, limit, "Rows.", .min = 1, .max = 200, .optional = true),
    FIELD(schema_example, share, "A share.", .max = 50),
    FIELD(schema_example, flag, "A flag."),
    FIELD(schema_example, at, "A time."),
    FIELD(schema_example, status, "A state.", .words = status_words, .optional = true),
    FIELD(schema_example, secret, "Never sent."),
    FIELD(schema_example, rules, "Rules.", .type = "Cond", .optional = true),
    FIELD(schema_example, rows, "Rows.", .type = "Cell[][]"),
    SCALARS(schema_example, tags, "Tags.", .max = 3),
    OBJECT(schema_example, part, &part_shape, "A part."),
    LIST(schema_example, parts, &part_shape, "Parts."),
};
static const struct shape example_shape = SHAPE(schema_example, example_fields, "An example.");

static json_t *schema_of(struct ctx *ctx, const struct shape *shape, enum shape_use use)
{
    struct buf text = buf_in(ctx->arena, 100000);
    json_t *json = NULL;

    shape_schema(shape, use, &text);
    assert_ok(json_parse(ctx, buf_str(&text), text.len, &json));
    return json;
}

static const char *property(struct ctx *ctx, json_t *schema, const char *name)
{
    return json_canonical(ctx, json_object_get(json_object_get(schema, "properties"), name));
}

static void each_kind_has_its_schema(void **state)
{
    static const struct {
        const char *name, *schema;
    } cases[] = {
        { "title",
          "{\"description\":\"A title.\",\"examples\":[\"VIP\"],\"maxLength\":120,\"minLength\":1,\"type\":"
          "\"string\"}" },
        { "note", "{\"description\":\"A note.\",\"type\":[\"string\",\"null\"]}" },
        { "day", "{\"description\":\"A day.\",\"format\":\"date\",\"type\":\"string\"}" },
        { "limit",
          "{\"description\":\"Rows.\",\"maximum\":200,\"minimum\":1,\"type\":[\"integer\",\"null\"]}" },
        { "share", "{\"description\":\"A share.\",\"maximum\":50,\"minimum\":0,\"type\":\"number\"}" },
        { "flag", "{\"description\":\"A flag.\",\"type\":\"boolean\"}" },
        { "at", "{\"description\":\"A time.\",\"format\":\"date-time\",\"type\":\"string\"}" },
        { "status", "{\"description\":\"A "
                    "state.\",\"enum\":[\"draft\",\"ready\",null],\"type\":[\"string\",\"null\"]}" },
        { "rules", "{\"description\":\"Rules.\",\"oneOf\":[{\"$ref\":\"#/components/schemas/"
                   "Cond\"},{\"type\":\"null\"}]}" },
        { "rows", "{\"description\":\"Rows.\"}" },
        { "tags",
          "{\"description\":\"Tags.\",\"items\":{\"type\":\"string\"},\"maxItems\":3,\"minItems\":0,\"type\":"
          "\"array\"}" },
        { "part", "{\"$ref\":\"#/components/schemas/SchemaPart\",\"description\":\"A part.\"}" },
        { "parts",
          "{\"description\":\"Parts.\",\"items\":{\"$ref\":\"#/components/schemas/SchemaPart\"},\"type\":"
          "\"array\"}" },
        { "secret", "null" },
    };
    struct ctx *ctx = test_ctx(state);
    json_t *schema = schema_of(ctx, &example_shape, SHAPE_IN);

    assert_true(json_is_false(json_object_get(schema, "additionalProperties")));
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_string_equal(property(ctx, schema, cases[i].name), cases[i].schema);
}

static void what_goes_out_always_has_every_member(void **state)
{
    struct ctx *ctx = test_ctx(state);

    assert_int_equal(json_array_size(json_object_get(schema_of(ctx, &example_shape, SHAPE_IN), "required")),
                     9);
    assert_int_equal(json_array_size(json_object_get(schema_of(ctx, &example_shape, SHAPE_OUT), "required")),
                     13);
}

static void typescript_says_the_same(void **state)
{
    static const char expected_in[] = "/** An example. */\n"
                                      "export interface SchemaExample {\n"
                                      "  title: string; // A title.\n"
                                      "  note?: string | null; // A note.\n"
                                      "  day: string; // A day.\n"
                                      "  limit?: number | null; // Rows.\n"
                                      "  share: number; // A share.\n"
                                      "  flag: boolean; // A flag.\n"
                                      "  at: string; // A time.\n"
                                      "  status?: 'draft' | 'ready' | null; // A state.\n"
                                      "  rules?: Cond | null; // Rules.\n"
                                      "  rows: Cell[][]; // Rows.\n"
                                      "  tags: string[]; // Tags.\n"
                                      "  part: SchemaPart; // A part.\n"
                                      "  parts: SchemaPart[]; // Parts.\n"
                                      "}\n";
    struct ctx *ctx = test_ctx(state);
    struct buf in = buf_in(ctx->arena, 10000), out = buf_in(ctx->arena, 10000);

    shape_typescript(&example_shape, SHAPE_IN, &in);
    assert_string_equal(buf_str(&in), expected_in);
    shape_typescript(&example_shape, SHAPE_OUT, &out);
    assert_non_null(strstr(buf_str(&out), "  note: string | null; // A note.\n"));
}

struct schema_either {
    const char *field, *op;
    struct schema_either *all;
    size_t n_all;
};
extern const struct shape schema_either_shape;
static const struct field either_fields[] = {
    FIELD(schema_either, field, "A field.", .optional = true),
    FIELD(schema_either, op, "A comparison.", .optional = true),
    LIST(schema_either, all, &schema_either_shape, "All of these."),
};
static const struct kind either_kinds[] = { KIND("all", NEEDS("all")),
                                            KIND("compare", NEEDS("field"), MAY("op")) };
const struct shape schema_either_shape =
    SHAPE(schema_either, either_fields, "Either.", .kinds = either_kinds, .n_kinds = COUNT(either_kinds));

static void a_union_is_one_of_its_kinds_in_both(void **state)
{
    struct ctx *ctx = test_ctx(state);
    json_t *one_of = json_object_get(schema_of(ctx, &schema_either_shape, SHAPE_IN), "oneOf");
    struct buf text = buf_in(ctx->arena, 10000);

    assert_int_equal(json_array_size(one_of), 2);
    assert_string_equal(json_canonical(ctx, json_object_get(json_array_get(one_of, 1), "required")),
                        "[\"field\"]");
    assert_int_equal(json_object_size(json_object_get(json_array_get(one_of, 1), "properties")), 2);
    shape_typescript(&schema_either_shape, SHAPE_IN, &text);
    assert_non_null(strstr(buf_str(&text),
                           "export type SchemaEither =\n  | { all: SchemaEither[] }\n  | { field: string"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_kind_has_its_schema),
        TEST(what_goes_out_always_has_every_member),
        TEST(typescript_says_the_same),
        TEST(a_union_is_one_of_its_kinds_in_both),
    };

    return cmocka_run_group_tests_name("schema", tests, NULL, NULL);
}

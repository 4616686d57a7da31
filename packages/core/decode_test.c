#include "packages/core/test.h"

#include <string.h>

/* Every kind that can be given. */
enum colour { COLOUR_NONE, COLOUR_RED, COLOUR_GREEN };
static const char *const colour_words[] = { "", "red", "green", NULL };

struct part {
    const char *name;
    int64_t size;
};
struct thing {
    const char *text, *name, *day, *choice;
    int64_t number, none, bounded;
    double real, missing_real;
    bool flag, usual;
    struct instant at;
    enum colour colour;
    json_t *any;
    const char **texts;
    size_t n_texts;
    int64_t *ints;
    size_t n_ints;
    struct part *part, *parts;
    size_t n_parts;
    struct bytes bytes;
};

static const struct field part_fields[] = {
    FIELD(part, name, "Its name.", .min = 1, .max = 5),
    FIELD(part, size, "Its size.", .optional = true),
};
static const struct shape part_shape = SHAPE(part, part_fields, "A part.");

static const struct field thing_fields[] = {
    FIELD(thing, text, "", .optional = true, .max = 8),
    FIELD(thing, name, "", .optional = true, .format = "name"),
    FIELD(thing, day, "", .optional = true, .format = "date"),
    FIELD(thing, choice, "", .optional = true, .words = colour_words),
    FIELD(thing, number, "", .optional = true),
    FIELD(thing, none, "", .optional = true, .none = true),
    FIELD(thing, bounded, "", .optional = true, .min = 1, .max = 200),
    FIELD(thing, real, "", .optional = true, .min = 0, .max = 50),
    FIELD(thing, missing_real, "", .optional = true),
    FIELD(thing, flag, "", .optional = true),
    FIELD(thing, usual, "", .optional = true, .set = true),
    FIELD(thing, at, "", .optional = true),
    FIELD(thing, colour, "", .optional = true, .words = colour_words),
    FIELD(thing, any, "", .optional = true),
    SCALARS(thing, texts, "", .optional = true, .min = 1, .max = 3),
    SCALARS(thing, ints, "", .optional = true),
    OBJECT(thing, part, &part_shape, "", .optional = true),
    LIST(thing, parts, &part_shape, "", .optional = true),
    FIELD(thing, bytes, "", .optional = true),
};
static const struct shape thing_shape = SHAPE(thing, thing_fields, "A thing.");

static json_t *parsed(struct ctx *ctx, const char *text)
{
    struct buf json = buf_in(ctx->arena, 1024 * 1024);
    json_t *out = NULL;

    for (; *text; text++)
        buf_char(&json, *text == '\'' ? '"' : *text);
    assert_ok(json_parse(ctx, buf_str(&json), json.len, &out));
    return out;
}

static struct thing decoded(struct ctx *ctx, const char *text)
{
    struct thing thing = { 0 };

    assert_ok(shape_decode(ctx, &thing_shape, parsed(ctx, text), &thing));
    return thing;
}

/* Fails the decoding, and checks the pointer and the words of its first fault. */
static struct err *refused(struct ctx *ctx, const char *text, const char *pointer, const char *message)
{
    struct thing thing = { .number = 77 };
    struct err *err = shape_decode(ctx, &thing_shape, parsed(ctx, text), &thing);

    assert_err(err, ERR_INVALID, pointer);
    assert_string_equal(err->message, message);
    assert_int_equal(thing.number, 77); /* an output is written on success alone */
    return err;
}

static void every_kind_comes_through(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct thing thing = decoded(
        ctx, "{'text':'gr\xc3\xbc\xc3\x9f','name':'ad_spend','day':'2026-02-28','choice':'red','number':-5,"
             "'bounded':200,'real':1.5,'flag':true,'at':'2026-11-24T08:00:00Z','colour':'green','any':[1,{}],"
             "'texts':['a','b'],'ints':[1,2,3],'part':{'name':'x'},'parts':[{'name':'y','size':2},"
             "{'name':'z'}]}");

    assert_string_equal(thing.text, "gr\xc3\xbc\xc3\x9f");
    assert_string_equal(thing.name, "ad_spend");
    assert_string_equal(thing.day, "2026-02-28");
    assert_string_equal(thing.choice, "red");
    assert_int_equal(thing.number, -5);
    assert_int_equal(thing.bounded, 200);
    assert_true(thing.real > 1.4 && thing.real < 1.6);
    assert_true(thing.flag);
    assert_int_equal(thing.at.us, ctx->now.us);
    assert_int_equal(thing.colour, COLOUR_GREEN);
    assert_int_equal(json_array_size(thing.any), 2);
    assert_int_equal(thing.n_texts, 2);
    assert_string_equal(thing.texts[1], "b");
    assert_int_equal(thing.n_ints, 3);
    assert_int_equal(thing.ints[2], 3);
    assert_string_equal(thing.part->name, "x");
    assert_int_equal(thing.n_parts, 2);
    assert_int_equal(thing.parts[0].size, 2);
    assert_string_equal(thing.parts[1].name, "z");
}

static void what_is_left_out_looks_as_the_header_says(void **state)
{
    const struct thing absent = decoded(test_ctx(state), "{}");
    const struct thing nulls =
        decoded(test_ctx(state), "{'text':null,'number':null,'none':null,'missing_real':null,"
                                 "'flag':null,'at':null,'colour':null,'texts':null}");

    for (size_t i = 0; i < 2; i++) {
        const struct thing *thing = i ? &nulls : &absent;

        assert_null(thing->text);
        assert_int_equal(thing->number, 0);
        assert_true(thing->none == INT_NONE);
        assert_true(isnan(thing->missing_real));
        assert_false(thing->flag);
        assert_true(thing->usual);
        assert_int_equal(thing->at.us, 0);
        assert_int_equal(thing->colour, COLOUR_NONE);
        assert_null(thing->texts);
        assert_null(thing->any);
        assert_null(thing->part);
    }
}

static void a_value_of_another_kind_is_blamed_at_its_pointer(void **state)
{
    static const struct {
        const char *json, *pointer, *message;
    } cases[] = {
        { "{'text':1}", "/text", "must be text" },
        { "{'number':1.0}", "/number", "must be a whole number" },
        { "{'number':'1'}", "/number", "must be a whole number" },
        { "{'number':true}", "/number", "must be a whole number" },
        { "{'real':'1'}", "/real", "must be a number" },
        { "{'flag':1}", "/flag", "must be true or false" },
        { "{'at':1}", "/at", "must be a time such as 2026-11-24T08:00:00Z" },
        { "{'at':'2026-02-30T00:00:00Z'}", "/at", "must be a time such as 2026-11-24T08:00:00Z" },
        { "{'colour':'blue'}", "/colour", "must be one of \"red\", \"green\"" },
        { "{'colour':''}", "/colour", "must be one of \"red\", \"green\"" },
        { "{'colour':1}", "/colour", "must be one of \"red\", \"green\"" },
        { "{'choice':'blue'}", "/choice", "must be one of \"red\", \"green\"" },
        { "{'texts':'a'}", "/texts", "must be a list" },
        { "{'texts':['a',1]}", "/texts/1", "must be text" },
        { "{'ints':[1,'x']}", "/ints/1", "must be a whole number" },
        { "{'part':[]}", "/part", "must be an object" },
        { "{'part':{}}", "/part/name", "is required" },
        { "{'part':{'name':'x','size':'y'}}", "/part/size", "must be a whole number" },
        { "{'parts':[{'name':'a'},3]}", "/parts/1", "must be an object" },
        { "{'parts':[{'name':'a'},{'name':'b','color':1}]}", "/parts/1/color", "is unknown" },
        { "{'bytes':'aa'}", "/bytes", "can't be given" },
        { "{'name':'Ad Spend'}", "/name", "must be a name of the model: a-z, 0-9 and _" },
        { "{'name':'1x'}", "/name", "must be a name of the model: a-z, 0-9 and _" },
        { "{'day':'2026-02-30'}", "/day", "must be a date, YYYY-MM-DD" },
        { "[]", "", "must be an object" },
    };

    for (size_t i = 0; i < COUNT(cases); i++)
        (void)refused(test_ctx(state), cases[i].json, *cases[i].pointer ? cases[i].pointer : NULL,
                      cases[i].message);
}

static void a_value_out_of_bounds_is_told_the_bounds(void **state)
{
    struct ctx *ctx = test_ctx(state);

    (void)refused(ctx, "{'bounded':0}", "/bounded", "must be 1 to 200");
    (void)refused(ctx, "{'bounded':201}", "/bounded", "must be 1 to 200");
    (void)refused(ctx, "{'real':50.5}", "/real", "must be 0 to 50");
    (void)refused(ctx, "{'real':-0.1}", "/real", "must be 0 to 50");
    (void)refused(ctx, "{'text':'123456789'}", "/text", "must be 0 to 8 characters long");
    (void)refused(ctx, "{'texts':[]}", "/texts", "must have 1 to 3 items");
    (void)refused(ctx, "{'texts':['1','2','3','4']}", "/texts", "must have 1 to 3 items");
    (void)refused(ctx, "{'part':{'name':''}}", "/part/name", "must be 1 to 5 characters long");
}

static void length_counts_characters_not_bytes(void **state)
{
    assert_string_equal(decoded(test_ctx(state),
                                "{'text':'\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xc3\xa4\xc3\xb6\xc3\xbc"
                                "xyz'}")
                            .text,
                        "\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xc3\xa4\xc3\xb6\xc3\xbcxyz");
}

static void a_whole_number_beyond_2_53_comes_as_text(void **state)
{
    struct ctx *ctx = test_ctx(state);

    assert_true(decoded(ctx, "{'number':'9223372036854775807'}").number == INT64_MAX);
    assert_true(decoded(ctx, "{'number':9223372036854775807}").number == INT64_MAX);
    (void)refused(ctx, "{'number':'9223372036854775808'}", "/number", "must be a whole number");
    (void)refused(ctx, "{'number':'9007199254740992'}", "/number", "must be a whole number");
    assert_true(decoded(ctx, "{'number':'9007199254740993'}").number == 9007199254740993);
}

static void all_faults_are_told_at_once_at_most_20(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct buf text = buf_in(ctx->arena, 10000);
    struct err *err;
    size_t n = 0;

    err = refused(ctx, "{'text':1,'flag':2,'other':3}", "/text", "must be text");
    assert_err(err->also, ERR_INVALID, "/flag");
    assert_err(err->also->also, ERR_INVALID, "/other");
    assert_null(err->also->also->also);

    buf_char(&text, '{');
    for (int i = 0; i < 50; i++)
        buf_printf(&text, "%s'u%d':1", i ? "," : "", i);
    buf_char(&text, '}');
    for (err = refused(ctx, buf_str(&text), "/u0", "is unknown"); err; err = err->also)
        n++;
    assert_int_equal(n, 20);
}

/* RFC 6901, 3: ~ and / within a name are written ~0 and ~1. */
static void a_pointer_escapes_what_a_name_may_not_hold(void **state)
{
    (void)refused(test_ctx(state), "{'a/b~c':1}", "/a~1b~0c", "is unknown");
}

struct strict {
    const char *a;
    int64_t b;
};
static struct err *a_before_b(struct ctx *ctx, const void *value)
{
    const struct strict *strict = value;

    return (int64_t)strlen(strict->a) <= strict->b ? NULL : err_new(ctx, ERR_INVALID, "b", "is too small");
}
static const struct field strict_fields[] = { FIELD(strict, a, ""), FIELD(strict, b, "") };
static const struct shape strict_shape = SHAPE(strict, strict_fields, "", .check = a_before_b);
struct holder {
    struct strict *inner;
    size_t n_inner;
};
static const struct field holder_fields[] = { LIST(holder, inner, &strict_shape, "") };
static const struct shape holder_shape = SHAPE(holder, holder_fields, "");

static void a_required_member_may_not_be_missing_or_null(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct strict strict;
    struct err *err = shape_decode(ctx, &strict_shape, parsed(ctx, "{'b':null}"), &strict);

    assert_err(err, ERR_INVALID, "/a");
    assert_string_equal(err->message, "is required");
    assert_err(err->also, ERR_INVALID, "/b");
}

static void a_shapes_own_check_blames_the_whole_pointer(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct holder holder;

    assert_err(shape_decode(ctx, &holder_shape, parsed(ctx, "{'inner':[{'a':'x','b':1},{'a':'xyz','b':1}]}"),
                            &holder),
               ERR_INVALID, "/inner/1/b");
}

struct tree {
    struct tree *all, *rest;
    size_t n_all;
    const char *field, *op;
    int64_t value;
};
extern const struct shape tree_shape;
static const struct field tree_fields[] = {
    LIST(tree, all, &tree_shape, ""),         OBJECT(tree, rest, &tree_shape, "", .name = "not"),
    FIELD(tree, field, "", .optional = true), FIELD(tree, op, "", .optional = true),
    FIELD(tree, value, "", .optional = true),
};
static const struct kind tree_kinds[] = {
    KIND("all", NEEDS("all")),
    KIND("not", NEEDS("not")),
    KIND("compare", NEEDS("field", "op"), MAY("value")),
};
const struct shape tree_shape =
    SHAPE(tree, tree_fields, "", .kinds = tree_kinds, .n_kinds = COUNT(tree_kinds));

static struct err *tree_fault(struct ctx *ctx, const char *text)
{
    struct tree tree;

    return shape_decode(ctx, &tree_shape, parsed(ctx, text), &tree);
}

static void a_union_takes_one_of_its_kinds(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct tree tree;
    struct err *err;

    assert_ok(shape_decode(
        ctx, &tree_shape,
        parsed(ctx, "{'all':[{'field':'x','op':'eq','value':3},{'not':{'field':'y','op':'eq'}}]}"), &tree));
    assert_int_equal(tree.all[0].value, 3);
    assert_string_equal(tree.all[1].rest->field, "y");

    err = tree_fault(ctx, "{'all':[{'field':'x'}]}");
    assert_err(err, ERR_INVALID, "/all/0");
    assert_string_equal(err->message, "needs \"op\" beside \"field\"");
    err = tree_fault(ctx, "{'not':{'all':[],'op':'eq'}}");
    assert_err(err, ERR_INVALID, "/not/op");
    assert_string_equal(err->message, "does not go with \"all\"");
    err = tree_fault(ctx, "{'all':[{}]}");
    assert_err(err, ERR_INVALID, "/all/0");
    assert_string_equal(err->message, "needs one of \"all\", \"not\", \"field\"");
}

static void a_tree_as_deep_as_json_may_be_is_decoded(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct buf text = buf_in(ctx->arena, 10000);

    for (int i = 0; i < JSON_MAX_DEPTH - 1; i++)
        buf_text(&text, "{'not':");
    buf_text(&text, "{'field':'x','op':'eq'}");
    for (int i = 0; i < JSON_MAX_DEPTH - 1; i++)
        buf_char(&text, '}');
    assert_ok(tree_fault(ctx, buf_str(&text)));
}

static void texts_of_an_address_become_their_kinds(void **state)
{
    struct ctx *ctx = test_ctx(state);
    json_t *json = json_keep(ctx, json_object());
    struct thing thing = { 0 };

    shape_put_text(&thing_shape, json, "number", "12");
    shape_put_text(&thing_shape, json, "real", "1.5");
    shape_put_text(&thing_shape, json, "flag", "true");
    shape_put_text(&thing_shape, json, "text", "12");
    shape_put_text(&thing_shape, json, "texts", "a");
    shape_put_text(&thing_shape, json, "texts", "b");
    shape_put_text(&thing_shape, json, "ints", "3");
    assert_ok(shape_decode(ctx, &thing_shape, json, &thing));
    assert_int_equal(thing.number, 12);
    assert_true(thing.flag);
    assert_string_equal(thing.text, "12");
    assert_int_equal(thing.n_texts, 2);
    assert_int_equal(thing.ints[0], 3);

    shape_put_text(&thing_shape, json, "bounded", "many");
    shape_put_text(&thing_shape, json, "limit", "3");
    assert_err(shape_decode(ctx, &thing_shape, json, &thing), ERR_INVALID, "/bounded");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_kind_comes_through),
        TEST(what_is_left_out_looks_as_the_header_says),
        TEST(a_value_of_another_kind_is_blamed_at_its_pointer),
        TEST(a_value_out_of_bounds_is_told_the_bounds),
        TEST(length_counts_characters_not_bytes),
        TEST(a_whole_number_beyond_2_53_comes_as_text),
        TEST(all_faults_are_told_at_once_at_most_20),
        TEST(a_pointer_escapes_what_a_name_may_not_hold),
        TEST(a_required_member_may_not_be_missing_or_null),
        TEST(a_shapes_own_check_blames_the_whole_pointer),
        TEST(a_union_takes_one_of_its_kinds),
        TEST(a_tree_as_deep_as_json_may_be_is_decoded),
        TEST(texts_of_an_address_become_their_kinds),
    };

    return cmocka_run_group_tests_name("decode", tests, NULL, NULL);
}

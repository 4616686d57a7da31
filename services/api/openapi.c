/*
 * OpenAPI 3.1, printed from the routes and the field tables: nothing of the API is described anywhere else.
 */
#include "services/api/route.h"

#include <string.h>

/* Shapes by name, each printed once. */
struct shapes {
    struct ctx *ctx;
    const struct shape **items;
    bool is_for_types;    /* TypeScript names what OpenAPI writes out as parameters */
    enum shape_use *uses; /* of each: what comes in may leave members out, also where it goes out too */
    size_t n;
};

static void gather(struct shapes *shapes, const struct shape *shape, enum shape_use use)
{
    size_t at = 0;

    if (!shape)
        return;
    while (at < shapes->n && shapes->items[at] != shape && !text_is(shapes->items[at]->name, shape->name))
        at++;
    if (at < shapes->n && (use == SHAPE_OUT || shapes->uses[at] == SHAPE_IN))
        return;
    if (at == shapes->n) {
        shapes->items = arena_grow(shapes->ctx->arena, shapes->items, at, sizeof(*shapes->items));
        shapes->uses = arena_grow(shapes->ctx->arena, shapes->uses, at, sizeof(*shapes->uses));
        shapes->items[shapes->n++] = shape;
    }
    shapes->uses[at] = use;
    for (size_t i = 0; i < shape->n_fields; i++)
        gather(shapes, shape->fields[i].shape, use);
}

/* Shapes that only a KIND_JSON member names: plans and rule trees. */
extern const struct shape cond_shape, expected_shape, platform_says_shape, answer_shape, having_shape,
    rehearsal_shape;
static const struct {
    const struct shape *shape;
    enum shape_use use;
} named_only[] = {
    { &cond_shape, SHAPE_IN },           { &having_shape, SHAPE_IN },  { &expected_shape, SHAPE_OUT },
    { &platform_says_shape, SHAPE_OUT }, { &answer_shape, SHAPE_OUT }, { &rehearsal_shape, SHAPE_OUT },
};

static void raw(struct json_writer *json, const char *text)
{
    json_raw(json, text, strlen(text));
}

static const char *type_name(struct ctx *ctx, const struct shape *shape)
{
    struct buf name = buf_in(ctx->arena, 200);
    bool is_first = true;

    for (const char *c = shape->name; *c; c++) {
        if (*c == '_') {
            is_first = true;
            continue;
        }
        buf_char(&name, is_first && *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A') : *c);
        is_first = false;
    }
    return buf_str(&name);
}

static bool is_in_path(const char *path, const char *name)
{
    const char *at = strstr(path, name);

    return at && at > path && at[-1] == '{' && at[strlen(name)] == '}';
}

static bool takes_body(const struct route *route)
{
    return !text_is(route->method, "GET") && !text_is(route->method, "DELETE");
}

static bool has_path_fields(const struct route *route)
{
    return strchr(route->path, '{') != NULL;
}

/* What only stands in the address is written out as parameters, and a body without the path's members in its
 * place. */
static void gather_in(struct shapes *shapes, const struct route *route)
{
    const struct shape *in = route->operation->in;

    if (shapes->is_for_types || (takes_body(route) && !has_path_fields(route))) {
        gather(shapes, in, SHAPE_IN);
        return;
    }
    for (size_t i = 0; in && i < in->n_fields; i++)
        gather(shapes, in->fields[i].shape, SHAPE_IN);
}

static void gather_all(struct shapes *shapes)
{
    for (const struct route_group *const *group = route_groups; *group; group++) {
        for (size_t i = 0; i < (*group)->n_routes; i++) {
            gather_in(shapes, &(*group)->routes[i]);
            gather(shapes, (*group)->routes[i].operation->out, SHAPE_OUT);
        }
    }
}

static void print_ref(struct ctx *ctx, struct json_writer *json, const char *name)
{
    json_open(json, '{');
    json_key(json, "$ref");
    json_text(json, arena_printf(ctx->arena, "#/components/schemas/%s", name));
    json_shut(json, '}');
}

static void print_schema_of(struct ctx *ctx, struct json_writer *json, const struct shape *shape,
                            const char *field)
{
    const struct shape one = {
        .name = "one", .size = shape->size, .fields = shape_field(shape, field), .n_fields = 1
    };
    struct buf text = buf_in(ctx->arena, 64 * 1024);
    const char *at, *mark = arena_printf(ctx->arena, "\"properties\":{\"%s\":", field);
    json_t *tree;

    shape_schema(&one, SHAPE_IN, &text);
    at = strstr(buf_str(&text), mark);
    tree = at ? json_loads(at + strlen(mark), JSON_DISABLE_EOF_CHECK, NULL) : NULL;
    json_tree(json, tree);
    json_decref(tree);
}

static void print_parameter(struct ctx *ctx, struct json_writer *json, const struct route *route,
                            const struct field *field)
{
    const bool is_path = is_in_path(route->path, field->name);

    json_open(json, '{');
    json_key(json, "name");
    json_text(json, field->name);
    json_key(json, "in");
    json_text(json, is_path ? "path" : "query");
    json_key(json, "required");
    json_bool(json, is_path || !field->optional);
    json_key(json, "description");
    json_text(json, field->doc);
    json_key(json, "schema");
    print_schema_of(ctx, json, route->operation->in, field->name);
    if (field->example || is_path) {
        json_key(json, "example");
        json_text(json, field->example ? field->example : "x");
    }
    json_shut(json, '}');
}

/* What a change says beside its input. */
static void print_header(struct json_writer *json, const char *name, bool is_required, const char *doc)
{
    json_open(json, '{');
    json_key(json, "name");
    json_text(json, name);
    json_key(json, "in");
    json_text(json, "header");
    json_key(json, "required");
    json_bool(json, is_required);
    json_key(json, "description");
    json_text(json, doc);
    json_key(json, "schema");
    raw(json, "{\"type\":\"string\",\"minLength\":1,\"maxLength\":200}");
    json_shut(json, '}');
}

static void print_parameters(struct ctx *ctx, struct json_writer *json, const struct route *route)
{
    const struct shape *in = route->operation->in;

    json_key(json, "parameters");
    json_open(json, '[');
    for (size_t i = 0; in && i < in->n_fields; i++)
        if (!takes_body(route) || is_in_path(route->path, in->fields[i].name))
            print_parameter(ctx, json, route, &in->fields[i]);
    if (route->needs_match)
        print_header(json, "If-Match", true,
                     "ETag of the state that is meant; 428 without, 412 when it is another now.");
    if (route->operation->takes_key)
        print_header(json, "Idempotency-Key", false,
                     "Up to 128 characters: the same request again within 24 hours gets the same answer.");
    json_shut(json, ']');
}

static bool has_body_fields(const struct route *route)
{
    const struct shape *in = route->operation->in;

    for (size_t i = 0; in && i < in->n_fields; i++)
        if (!is_in_path(route->path, in->fields[i].name))
            return takes_body(route);
    return false;
}

/* The body is the input without what stands in the path. */
static void print_body(struct ctx *ctx, struct json_writer *json, const struct route *route)
{
    const struct shape *in = route->operation->in;
    struct buf text = buf_in(ctx->arena, 256 * 1024);
    struct shape body = *in;
    struct field *fields = arena_alloc(ctx->arena, in->n_fields * sizeof(*fields));
    json_t *tree;

    body.n_fields = 0;
    for (size_t i = 0; i < in->n_fields; i++)
        if (!is_in_path(route->path, in->fields[i].name))
            fields[body.n_fields++] = in->fields[i];
    body.fields = fields;
    json_key(json, "requestBody");
    json_open(json, '{');
    json_key(json, "required");
    json_bool(json, true);
    json_key(json, "content");
    json_open(json, '{');
    json_key(json, "application/json");
    json_open(json, '{');
    json_key(json, "schema");
    if (body.n_fields == in->n_fields) {
        print_ref(ctx, json, type_name(ctx, in));
    } else {
        shape_schema(&body, SHAPE_IN, &text);
        tree = json_loadb(buf_str(&text), text.len, 0, NULL);
        json_tree(json, tree);
        json_decref(tree);
    }
    json_shut(json, '}');
    json_shut(json, '}');
    json_shut(json, '}');
}

static void print_answer(struct ctx *ctx, struct json_writer *json, const struct route *route)
{
    const struct shape *out = route->operation->out;

    json_key(json, arena_printf(ctx->arena, "%u", route->status));
    json_open(json, '{');
    json_key(json, "description");
    json_text(json, out && out->doc ? out->doc : "Done.");
    if (route->status != 204 && out) {
        json_key(json, "content");
        json_open(json, '{');
        json_key(json, "application/json");
        json_open(json, '{');
        json_key(json, "schema");
        print_ref(ctx, json, type_name(ctx, out));
        json_shut(json, '}');
        json_shut(json, '}');
    }
    json_shut(json, '}');
}

static void print_problems(const struct route *route, struct json_writer *json)
{
    static const struct {
        const char *status, *words;
    } problems[] = {
        { "400", "Malformed." },
        { "401", "Nobody is signed in." },
        { "403", "Not allowed." },
        { "404", "Not there." },
        { "409", "Not in this state." },
        { "412", "Made for an older state." },
        { "413", "Too large." },
        { "415", "Not this media type." },
        { "422", "A field is wrong." },
        { "428", "If-Match is missing." },
        { "429", "Too many." },
        { "500", "A fault of the program." },
        { "502", "The other side failed." },
        { "503", "Try again later." },
        { "504", "It took too long." },
    };

    for (size_t i = 0; i < COUNT(problems); i++) {
        if (text_is(problems[i].status, "428") && !route->needs_match)
            continue;
        json_key(json, problems[i].status);
        json_open(json, '{');
        json_key(json, "description");
        json_text(json, problems[i].words);
        json_key(json, "content");
        raw(json, "{\"application/problem+json\":{\"schema\":{\"$ref\":\"#/components/schemas/Problem\"}}}");
        json_shut(json, '}');
    }
}

static void print_operation(struct ctx *ctx, struct json_writer *json, const struct route_group *group,
                            const struct route *route)
{
    const struct operation *operation = route->operation;

    json_key(json, text_lower(ctx->arena, route->method));
    json_open(json, '{');
    json_key(json, "operationId");
    json_text(json, route->id ? route->id : operation->name);
    json_key(json, "summary");
    json_text(json, operation->summary);
    json_key(json, "tags");
    json_open(json, '[');
    json_text(json, group->name);
    json_shut(json, ']');
    json_key(json, "security");
    if (operation->role == ROLE_NONE)
        raw(json, "[]");
    else
        raw(json, "[{\"session\":[]}]");
    print_parameters(ctx, json, route);
    if (has_body_fields(route))
        print_body(ctx, json, route);
    json_key(json, "responses");
    json_open(json, '{');
    print_answer(ctx, json, route);
    print_problems(route, json);
    json_shut(json, '}');
    json_shut(json, '}');
}

/* Routes of one path stand under one key. */
static void print_paths(struct ctx *ctx, struct json_writer *json)
{
    struct buf seen = buf_in(ctx->arena, 64 * 1024);

    json_key(json, "paths");
    json_open(json, '{');
    for (const struct route_group *const *group = route_groups; *group; group++) {
        for (size_t i = 0; i < (*group)->n_routes; i++) {
            const char *path = (*group)->routes[i].path;

            if (strstr(buf_str(&seen), arena_printf(ctx->arena, " %s ", path)))
                continue;
            buf_printf(&seen, " %s ", path);
            json_key(json, path);
            json_open(json, '{');
            for (const struct route_group *const *other = route_groups; *other; other++)
                for (size_t j = 0; j < (*other)->n_routes; j++)
                    if (text_is((*other)->routes[j].path, path))
                        print_operation(ctx, json, *other, &(*other)->routes[j]);
            json_shut(json, '}');
        }
    }
    json_shut(json, '}');
}

static const char problem_schema[] =
    "{\"description\":\"Problem details (RFC "
    "9457).\",\"type\":\"object\",\"required\":[\"type\",\"title\",\"status\","
    "\"code\",\"detail\"],\"properties\":{\"type\":{\"type\":\"string\"},\"title\":{\"type\":\"string\"},"
    "\"status\":{"
    "\"type\":\"integer\"},\"code\":{\"type\":\"string\"},\"detail\":{\"type\":\"string\"},\"next_step\":{"
    "\"type\":["
    "\"string\",\"null\"]},\"request_id\":{\"type\":[\"string\",\"null\"]},\"errors\":{\"type\":\"array\","
    "\"items\":{"
    "\"type\":\"object\",\"required\":[\"pointer\",\"detail\"],\"properties\":{\"pointer\":{\"type\":"
    "\"string\"},"
    "\"detail\":{\"type\":\"string\"}}}}}}";

static void print_components(struct ctx *ctx, struct json_writer *json)
{
    struct shapes shapes = { .ctx = ctx };

    gather_all(&shapes);
    for (size_t i = 0; i < COUNT(named_only); i++)
        gather(&shapes, named_only[i].shape, named_only[i].use);
    json_key(json, "components");
    json_open(json, '{');
    json_key(json, "securitySchemes");
    raw(json, "{\"session\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"__Host-session\"}}");
    json_key(json, "schemas");
    json_open(json, '{');
    json_key(json, "Scalar");
    raw(json, "{\"type\":[\"string\",\"number\",\"boolean\"]}");
    json_key(json, "Problem");
    json_raw(json, problem_schema, strlen(problem_schema));
    for (size_t i = 0; i < shapes.n; i++) {
        struct buf text = buf_in(ctx->arena, 256 * 1024);

        shape_schema(shapes.items[i], shapes.uses[i], &text);
        json_key(json, type_name(ctx, shapes.items[i]));
        json_raw(json, buf_str(&text), text.len);
    }
    json_shut(json, '}');
    json_shut(json, '}');
}

void openapi_print(struct ctx *ctx, struct buf *to)
{
    struct json_writer json = json_to(to);

    json_open(&json, '{');
    json_key(&json, "openapi");
    json_text(&json, "3.1.0");
    json_key(&json, "info");
    raw(&json,
        "{\"title\":\"Random Truffle\",\"version\":\"0.1.0\",\"description\":\"Marketing intelligence and "
        "audience "
        "activation.\",\"license\":{\"name\":\"Not chosen yet\",\"identifier\":\"LicenseRef-Unspecified\"}}");
    json_key(&json, "servers");
    raw(&json, "[{\"url\":\"/\"}]");
    json_key(&json, "tags");
    json_open(&json, '[');
    for (const struct route_group *const *group = route_groups; *group; group++) {
        json_open(&json, '{');
        json_key(&json, "name");
        json_text(&json, (*group)->name);
        json_key(&json, "description");
        json_text(&json, (*group)->doc);
        json_shut(&json, '}');
    }
    json_shut(&json, ']');
    print_paths(ctx, &json);
    print_components(ctx, &json);
    json_shut(&json, '}');
}

/* --- TypeScript --- */

static void print_route_type(struct ctx *ctx, const struct route *route, struct buf *to)
{
    const struct shape *in = route->operation->in;
    const char *input = in ? type_name(ctx, in) : NULL;
    const char *path = NULL;

    for (size_t i = 0; in && i < in->n_fields; i++)
        if (is_in_path(route->path, in->fields[i].name))
            path = in->fields[i].name;
    buf_printf(to, "  '%s %s': { ", route->method, route->path);
    if (path)
        buf_printf(to, "path: { %s: string }; ", path);
    if (route->needs_match)
        buf_text(to, "match: string; ");
    if (route->operation->takes_key)
        buf_text(to, "key?: string; ");
    if (input && takes_body(route) && has_body_fields(route))
        buf_printf(to, path ? "body: Omit<%s, '%s'>; " : "body: %s; ", input, path);
    else if (input && !takes_body(route) && !(path && in->n_fields == 1))
        buf_printf(to, path ? "query: Omit<%s, '%s'>; " : "query: %s; ", input, path);
    buf_printf(to, "result: %s };\n",
               route->operation->out && route->status != 204 ? type_name(ctx, route->operation->out)
                                                             : "null");
}

/* As they go out: a duplicate is said as a conflict. */
static void print_error_codes(struct buf *to)
{
    buf_text(to,
             "/** What can go wrong: the code and status of an answer, and what to do where it says nothing "
             "better. */\n"
             "export const errorCodes: readonly { code: string; status: number; next_step: string }[] = [\n");
    for (enum err_code code = ERR_NONE + 1; code < N_ERR_CODES; code++) {
        const struct err_row *row = err_row(code);
        struct json_writer json = json_to(to);

        if (code == ERR_DUPLICATE)
            continue;
        buf_printf(to, "  { code: '%s', status: %u, next_step: ", err_word(code), row->http);
        json_text(&json, row->next_step);
        buf_text(to, " },\n");
    }
    buf_text(to, "];\n\n");
}

void types_print(struct ctx *ctx, struct buf *to)
{
    struct shapes shapes = { .ctx = ctx, .is_for_types = true };

    gather_all(&shapes);
    for (size_t i = 0; i < COUNT(named_only); i++)
        gather(&shapes, named_only[i].shape, named_only[i].use);
    buf_text(to, "/* Printed by the server from its field tables (`make gen`). Not edited. */\n\n"
                 "export type Scalar = string | number | boolean;\nexport type Cell = Scalar | null;\n\n"
                 "export interface FieldError { pointer: string; detail: string }\n"
                 "/** Problem details (RFC 9457). */\n"
                 "export interface Problem { type: string; title: string; status: number; code: string; "
                 "detail: string; "
                 "next_step: string | null; request_id: string | null; errors?: FieldError[] }\n\n");
    for (size_t i = 0; i < shapes.n; i++) {
        shape_typescript(shapes.items[i], shapes.uses[i], to);
        buf_char(to, '\n');
    }
    print_error_codes(to);
    buf_text(to, "export interface Operations {\n");
    for (const struct route_group *const *group = route_groups; *group; group++)
        for (size_t i = 0; i < (*group)->n_routes; i++)
            print_route_type(ctx, &(*group)->routes[i], to);
    buf_text(to, "}\n");
}

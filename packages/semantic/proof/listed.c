#include "packages/semantic/proof/listed.h"

#ifdef TRUFFLE_TEST

#include "packages/core/test.h"

#include <stdio.h>
#include <string.h>

enum { MOST_PLANS = 1000, LONGEST_LINE = 16 * 1024 };

const char *const listed_path = "packages/semantic/proof/plans.jsonl";

const struct listed *listed_plans(struct ctx *ctx, size_t *n)
{
    struct listed *all = arena_alloc(ctx->arena, MOST_PLANS * sizeof(*all));
    FILE *file = fopen(listed_path, "rbe");
    char line[LONGEST_LINE];

    assert_non_null(file);
    for (*n = 0; fgets(line, sizeof(line), file); ++*n) {
        struct listed *listed = &all[*n];
        json_t *json;

        assert_true(*n < MOST_PLANS && strchr(line, '\n'));
        assert_ok(json_parse(ctx, line, strlen(line), &json));
        listed->name = json_string_value(json_object_get(json, "name"));
        listed->reading = json_string_value(json_object_get(json, "reading"));
        listed->sql = json_string_value(json_object_get(json, "sql"));
        listed->json = json_object_get(json, "plan");
        assert_non_null(listed->name);
        assert_ok(plan_decode(ctx, listed->json, &listed->plan));
    }
    fclose(file);
    return all;
}
#endif

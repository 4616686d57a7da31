#include "packages/warehouse/load/channels.h"

#include "packages/core/assets.h"
#include "packages/warehouse/load/csv.h"

#include <assert.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST = 512, LONGEST_HOST = 253, CATEGORY_PREFIX = 16 /* "SOURCE_CATEGORY_" */ };

struct source {
    const char *name, *category; /* lower case */
    size_t place;                /* of equal names the later entry wins */
};

/* A pattern of NULL asks nothing. */
struct rule {
    const char *channel, *category;
    int64_t since;
    regex_t *source, *medium, *campaign;
};

struct channels {
    struct rule *rules;
    size_t n_rules;
    struct source *sources; /* sorted by name */
    size_t n_sources;
    const char *hash;
};

static struct bytes shipped(struct arena *arena, const char *name)
{
    const struct asset *asset = asset_find(arena_printf(arena, "data/channels/%s.csv", name));

    assert(asset);
    return (struct bytes){ asset->at, asset->size };
}

static struct err *add_sources(struct ctx *ctx, struct channels *channels, struct bytes text)
{
    struct csv *csv = csv_over(ctx, text);
    struct csv_row row;

    csv_next(csv, &row); /* the header */
    while (csv_next(csv, &row)) {
        struct source *source;

        if (row.fault || row.n_fields != 2 || strlen(row.fields[1]) <= CATEGORY_PREFIX)
            return err_new(ctx, ERR_INVALID, "channel_sources",
                           "line %ld is no pair of source,source_category", (long)row.line);
        source = ARENA_PUSH(ctx->arena, channels->sources, channels->n_sources);
        source->name = text_lower(ctx->arena, row.fields[0]);
        source->category = text_lower(ctx->arena, row.fields[1] + CATEGORY_PREFIX);
        source->place = channels->n_sources;
    }
    return NULL;
}

static int by_name(const void *a, const void *b)
{
    const struct source *x = a, *y = b;
    const int order = strcmp(x->name, y->name);

    return order ? order : (x->place < y->place) - (x->place > y->place);
}

static void free_pattern(void *pattern)
{
    regfree(pattern);
}

static regex_t *pattern(struct ctx *ctx, const char *text)
{
    regex_t *compiled;
    int code;

    if (!text[0])
        return NULL;
    compiled = arena_alloc(ctx->arena, sizeof(*compiled));
    code = regcomp(compiled, text, REG_EXTENDED | REG_NOSUB);
    assert(code == 0); /* the table is ours */
    arena_defer(ctx->arena, free_pattern, compiled);
    return compiled;
}

static void add_rules(struct ctx *ctx, struct channels *channels, struct bytes text)
{
    struct csv *csv = csv_over(ctx, text);
    struct csv_row row;

    csv_next(csv, &row); /* channel,since,category,source,medium,campaign */
    while (csv_next(csv, &row)) {
        struct rule *rule = ARENA_PUSH(ctx->arena, channels->rules, channels->n_rules);
        struct date since = { 1, 1, 1 };

        assert(!row.fault && row.n_fields == 6);
        (void)date_parse(row.fields[1], &since); /* empty: always */
        *rule = (struct rule){ .channel = arena_text(ctx->arena, row.fields[0]),
                               .category = row.fields[2][0] ? arena_text(ctx->arena, row.fields[2]) : NULL,
                               .since = date_days(since),
                               .source = pattern(ctx, row.fields[3]),
                               .medium = pattern(ctx, row.fields[4]),
                               .campaign = pattern(ctx, row.fields[5]) };
    }
}

struct err *channels_open(struct ctx *ctx, struct bytes sources, struct channels **out)
{
    struct channels *channels = arena_alloc(ctx->arena, sizeof(*channels));
    const struct bytes rules = shipped(ctx->arena, "rules"), more = shipped(ctx->arena, "more_sources");
    struct buf all = buf_in(ctx->arena, 16 * 1024 * 1024);
    struct err *err;

    if (!sources.size)
        sources = shipped(ctx->arena, "ga4_source_categories");
    add_rules(ctx, channels, rules);
    err = add_sources(ctx, channels, more); /* the list wins where both have a name */
    if (!err)
        err = add_sources(ctx, channels, sources);
    if (err)
        return err;
    qsort(channels->sources, channels->n_sources, sizeof(*channels->sources), by_name);
    buf_add(&all, rules.at, rules.size);
    buf_add(&all, more.at, more.size);
    buf_add(&all, sources.at, sources.size);
    channels->hash = arena_text_n(ctx->arena, sha256_hex(ctx->arena, buf_str(&all), all.len), 16);
    *out = channels;
    return NULL;
}

const char *channels_hash(const struct channels *channels)
{
    return channels->hash;
}

/* The first of equal names: the later entry. */
static const char *category_named(const struct channels *channels, const char *name)
{
    size_t low = 0, high = channels->n_sources;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (strcmp(channels->sources[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == channels->n_sources || strcmp(channels->sources[low].name, name) != 0)
        return NULL;
    return channels->sources[low].category;
}

/* The bare name of the registered domain, in `out`: "amazon" of www.amazon.co.uk, "com" of
 * google.com.example. */
static void bare_name(const char *host, char out[LONGEST_HOST + 1])
{
    /* Behind them a country of two letters makes one public suffix. */
    static const char *const second[] = { "ac", "co", "com", "gov", "net", "org", NULL };
    const char *labels[LONGEST_HOST];
    size_t n = 0, name;

    for (const char *at = host; at; at = strchr(at, '.') ? strchr(at, '.') + 1 : NULL)
        labels[n++] = at;
    name = n >= 2 ? n - 2 : 0;
    for (size_t i = 0; n >= 3 && strlen(labels[n - 1]) == 2 && second[i]; i++) {
        const size_t len = strlen(second[i]);

        if (strncmp(labels[n - 2], second[i], len) == 0 && labels[n - 2][len] == '.')
            name = n - 3;
    }
    snprintf(out, LONGEST_HOST + 1, "%.*s", (int)strcspn(labels[name], "."), labels[name]);
}

static const char *category_of(const struct channels *channels, const char *source)
{
    char name[LONGEST_HOST + 1];
    const char *found = category_named(channels, source);

    if (found || strlen(source) > LONGEST_HOST || !strchr(source, '.'))
        return found;
    for (const char *at = strchr(source, '.'); at && !found && strchr(at + 1, '.'); at = strchr(at + 1, '.'))
        found = category_named(channels, at + 1);
    if (found)
        return found;
    bare_name(source, name);
    return category_named(channels, name);
}

static void lowered(const char *text, char out[LONGEST + 1])
{
    size_t i = 0;

    for (; text && text[i] && i < LONGEST; i++)
        out[i] = (char)(text[i] >= 'A' && text[i] <= 'Z' ? text[i] + 32 : text[i]);
    out[i] = 0;
}

static bool fits(const regex_t *wanted, const char *text)
{
    return !wanted || regexec(wanted, text, 0, NULL, 0) == 0;
}

size_t channel_rule(struct channels *channels, const char *source, const char *medium, const char *campaign,
                    int64_t day)
{
    char from[LONGEST + 1], by[LONGEST + 1], named[LONGEST + 1];
    const char *category;

    lowered(source, from);
    lowered(medium, by);
    lowered(campaign, named);
    category = category_of(channels, from);
    for (size_t i = 0; i < channels->n_rules; i++) {
        const struct rule *rule = &channels->rules[i];

        if (day >= rule->since && (!rule->category || text_is(rule->category, category)) &&
            fits(rule->source, from) && fits(rule->medium, by) && fits(rule->campaign, named))
            return i + 1;
    }
    return 0;
}

const char *channel_of(struct channels *channels, const char *source, const char *medium,
                       const char *campaign, int64_t day)
{
    const size_t rule = channel_rule(channels, source, medium, campaign, day);

    return rule ? channels->rules[rule - 1].channel : "Unassigned";
}

#include "packages/core/settings.h"

#include "packages/core/checks.h"
#include "packages/core/ctx.h"
#include "packages/core/text.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#define TEXT(member, standard_, doc_, ...)                                                                   \
    {                                                                                                        \
        .name = #member, .kind = SETTING_IS_TEXT, .at = offsetof(struct settings, member),                   \
        .standard = (standard_), .doc = doc_, __VA_ARGS__                                                    \
    }
#define INT(member, standard_, min_, max_, doc_)                                                             \
    {                                                                                                        \
        .name = #member, .kind = SETTING_IS_INT, .at = offsetof(struct settings, member),                    \
        .standard = (standard_), .min = (min_), .max = (max_), .doc = doc_                                   \
    }
#define BOOL(member, standard_, doc_)                                                                        \
    {                                                                                                        \
        .name = #member, .kind = SETTING_IS_BOOL, .at = offsetof(struct settings, member),                   \
        .standard = (standard_), .doc = doc_                                                                 \
    }

/* Alphabetical. */
static const struct setting settings[] = {
    TEXT(bigquery_credentials, "",
         "Key file of the service account that asks BigQuery; empty: the account of this machine.",
         .also = "GOOGLE_APPLICATION_CREDENTIALS"),
    TEXT(bigquery_dataset, "truffle", "Dataset of the tables that truffle warehouse init makes.",
         .also = NULL),
    TEXT(bigquery_endpoint, "https://bigquery.googleapis.com",
         "Base address of BigQuery; one of this machine counts as a stand-in and gets no token without a key "
         "file.",
         .check = check_url),
    TEXT(bigquery_location, "",
         "Where the dataset lies, such as EU or europe-west1; empty: as BigQuery finds it.", .also = NULL),
    TEXT(bigquery_price_usd_per_tib, "6.25", "What reading a TiB costs, in USD.", .check = check_price),
    TEXT(bigquery_project, "", "Google Cloud project that queries are billed to and that holds the dataset.",
         .also = NULL),
    TEXT(channel_sources, "",
         "CSV of source,source_category in place of the shipped list of sites (data/channels); empty: the "
         "shipped one.",
         .also = NULL),
    INT(confirm_above_bytes, "10000000000", 0, 9007199254740992,
        "Bytes above which Explore asks before it runs a question; 0 for never."),
    TEXT(cors_origins, "", "Origins that may read the API from a browser, separated by spaces.",
         .check = check_origins),
    TEXT(currency, "USD", "Currency of the property, three letters.", .check = check_currency),
    TEXT(data, "./truffle-data", "Folder of the data; made when missing.", .also = NULL),
    TEXT(database_url, "",
         "Where the application's data lives: postgres://… or empty for SQLite in the data folder.",
         .is_secret = true, .also = "DATABASE_URL", .check = check_database),
    INT(drain_s, "25", 0, 600, "Seconds that a stopping server gives to running requests."),
    TEXT(ga4_export, "", "PROJECT.DATASET of the GA4 export in BigQuery, whose tables are events_YYYYMMDD.",
         .also = NULL),
    TEXT(google_ads_url, "https://datamanager.googleapis.com",
         "Base address of Google's Data Manager API; one of this machine counts as a simulator.",
         .check = check_url),
    TEXT(key_events, "",
         "Events that count as key events beside purchase, with commas between: sign_up,generate_lead; "
         "empty: those "
         "of the model. Takes hold of what is loaded with the next load.",
         .check = check_key_events),
    TEXT(listen, "127.0.0.1:8080", "Address and port to listen on.", .check = check_listen),
    TEXT(log_level, "",
         "Least level that is logged: debug, info, warn or error; empty: info when it serves, else warn.",
         .check = check_level),
    TEXT(master_key, "",
         "Key that wraps the other keys: 64 hex digits, or empty for a key file in the data folder.",
         .is_secret = true, .also = NULL),
    INT(max_day_bytes, "0", 0, 9007199254740992,
        "Bytes that everybody together may read in a day on BigQuery; 0 for no limit."),
    TEXT(max_day_usd, "", "The same in USD; empty for no limit.", .check = check_price_or_none),
    INT(max_person_day_bytes, "1099511627776", 0, 9007199254740992,
        "Bytes that a person may read in a day on BigQuery; 0 for no limit."),
    TEXT(max_person_day_usd, "", "The same in USD; empty for no limit.", .check = check_price_or_none),
    INT(max_query_bytes, "107374182400", 0, 9007199254740992,
        "Bytes that one query may read on BigQuery at most; 0 for no limit."),
    TEXT(max_query_usd, "", "USD that one query may cost at most; empty for no limit.",
         .check = check_price_or_none),
    TEXT(meta_url, "https://graph.facebook.com/v25.0",
         "Base address of Meta's Graph API with its version; one of this machine counts as a simulator.",
         .check = check_url),
    TEXT(model_file, "",
         "Semantic model (Ossie, YAML or JSON) in place of the one built in; empty: that one.", .also = NULL),
    TEXT(public_url, "",
         "Address of the app as browsers see it, https://…; empty while it is on this machine.",
         .check = check_origin),
    INT(push_batch, "10000", 1, 10000, "Members in one request to a platform, at most."),
    INT(queries_per_hour, "1000", 1, 100000, "Warehouse queries an hour for each person."),
    INT(query_timeout_s, "30", 1, 600, "Longest that a warehouse query may run, in seconds."),
    TEXT(redis_url, "",
         "Redis that keeps answers for several servers, redis://[[user]:password@]host[:port][/database]; "
         "empty: "
         "the memory of this process.",
         .is_secret = true, .also = "REDIS_URL", .check = check_redis),
    INT(requests_per_minute, "600", 10, 1000000, "Requests a minute for each person."),
    BOOL(sandbox, "false",
         "Run a simulator of the ad platforms inside the server; nothing is sent anywhere else."),
    TEXT(sandbox_url, "",
         "Address of a truffle sandbox that accounts marked as simulators go to; --sandbox brings its own.",
         .check = check_url_or_none),
    INT(session_s, "3600", 60, 43200, "Seconds after which a sign-in ends."),
    INT(sql_per_hour, "100", 1, 100000, "SQL statements an hour for each person, refused ones too."),
    INT(threads, "2", 1, 64, "Threads that answer requests."),
    TEXT(tiktok_app_id, "", "Id of our app at TikTok, for connecting accounts by sign-in.", .also = NULL),
    TEXT(tiktok_app_secret, "", "Its secret.", .is_secret = true, .also = NULL),
    BOOL(tiktok_email_strip, "false",
         "Hash addresses for TikTok by its older rule: without dots and what follows a plus."),
    TEXT(tiktok_identifier, "email", "What TikTok lists hold, one kind each: email or phone.",
         .check = check_tiktok_identifier),
    TEXT(tiktok_url, "https://business-api.tiktok.com/open_api/v1.3",
         "Base address of TikTok's API for Business; one of this machine counts as a simulator.",
         .check = check_url),
    TEXT(time_zone, "UTC", "Time zone of the property, such as Europe/Berlin.", .check = check_zone),
    TEXT(trusted_proxies, "",
         "Addresses or ranges of the proxies in front, separated by spaces: what they say in X-Forwarded-For "
         "or Forwarded is believed.",
         .check = check_proxies),
    TEXT(warehouse, "duckdb", "Where events and customers lie: duckdb, in the data folder, or bigquery.",
         .check = check_warehouse),
    INT(warehouse_memory_mb, "1024", 128, 1048576, "Memory that a warehouse query may take, in MiB."),
    INT(warehouse_threads, "2", 1, 256, "Threads of one warehouse query."),
    INT(workers, "2", 0, 64, "Background workers in this process."),
};

const struct setting *setting_table(size_t *n)
{
    *n = COUNT(settings);
    return settings;
}

static bool is_same_name(const char *a, const char *b)
{
    for (; *a && *b; a++, b++)
        if (*a != *b && !(strchr("-_", *a) && strchr("-_", *b)))
            return false;
    return *a == *b;
}

const struct setting *setting_find(const char *name)
{
    for (size_t i = 0; i < COUNT(settings); i++)
        if (is_same_name(settings[i].name, name))
            return &settings[i];
    return NULL;
}

const char *setting_text(const struct settings *of, const char *name)
{
    const struct setting *setting = setting_find(name);
    const char *value;

    assert(setting && setting->kind == SETTING_IS_TEXT);
    memcpy(&value, (const unsigned char *)of + setting->at, sizeof(value));
    return value;
}

/* What was said for each setting, by the strongest who said it. */
struct said {
    const char *value;
    enum setting_source source;
};

struct loader {
    struct ctx *ctx;
    struct said said[COUNT(settings)];
    struct err *first, *last;
};

static void blame(struct loader *loader, const char *name, const char *message)
{
    struct err *err = err_new(loader->ctx, ERR_INVALID, name, "%s", message);

    if (loader->last)
        loader->last->also = err;
    else
        loader->first = err;
    loader->last = err;
}

static void say(struct loader *loader, const char *name, const char *value, enum setting_source source)
{
    const struct setting *setting = setting_find(name);
    const char *names[COUNT(settings) + 1] = { NULL };
    const char *near;

    if (setting) {
        loader->said[setting - settings] = (struct said){ value, source };
        return;
    }
    for (size_t i = 0; i < COUNT(settings); i++)
        names[i] = settings[i].name;
    near = text_nearest(name, names);
    blame(loader, name,
          near ? arena_printf(loader->ctx->arena, "no setting %s; did you mean %s?", name, near)
               : arena_printf(loader->ctx->arena, "no setting %s", name));
}

/* A flat YAML file of `name: value` lines. */
static void read_file(struct loader *loader, const char *path, FILE *file)
{
    yaml_parser_t parser;
    yaml_event_t event;
    const char *name = NULL;
    bool is_done = false;

    yaml_parser_initialize(&parser);
    yaml_parser_set_input_file(&parser, file);
    while (!is_done && yaml_parser_parse(&parser, &event)) {
        if (event.type == YAML_SCALAR_EVENT) {
            const char *text = arena_text(loader->ctx->arena, (const char *)event.data.scalar.value);

            if (name)
                say(loader, name, text, SETTING_FILE);
            name = name ? NULL : text;
        }
        is_done = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    if (parser.error)
        blame(loader, "config",
              arena_printf(loader->ctx->arena, "%s:%zu: %s", path, parser.problem_mark.line + 1,
                           parser.problem ? parser.problem : "not YAML"));
    yaml_parser_delete(&parser);
}

static void read_files(struct loader *loader)
{
    const char *named = getenv("TRUFFLE_CONFIG");
    const char *paths[] = { named ? named : "truffle.yaml", "/etc/truffle/truffle.yaml" };

    for (size_t i = 0; i < COUNT(paths); i++) {
        FILE *file = fopen(paths[i], "re");

        if (!file && i == 0 && named)
            blame(loader, "config", arena_printf(loader->ctx->arena, "can't read %s", named));
        if (!file)
            continue;
        read_file(loader, paths[i], file);
        fclose(file);
        return; /* the nearest file is the one */
    }
}

static void read_environment(struct loader *loader)
{
    for (size_t i = 0; i < COUNT(settings); i++) {
        char *name = arena_printf(loader->ctx->arena, "TRUFFLE_%s", settings[i].name);
        const char *value;

        for (char *c = name; *c; c++)
            if (*c >= 'a' && *c <= 'z')
                *c = (char)(*c - 'a' + 'A');
        value = getenv(name);
        if (!value && settings[i].also)
            value = getenv(settings[i].also);
        if (value)
            loader->said[i] = (struct said){ value, SETTING_ENVIRONMENT };
    }
}

static void gather(struct loader *loader, const char *const *flags, size_t n)
{
    for (size_t i = 0; i < COUNT(settings); i++)
        loader->said[i] = (struct said){ settings[i].standard, SETTING_DEFAULT };
    read_files(loader);
    read_environment(loader);
    for (size_t i = 0; i < n; i++) {
        const char *equals = strchr(flags[i], '=');

        if (!equals) {
            blame(loader, flags[i], "needs a value: NAME=VALUE");
            continue;
        }
        say(loader, arena_text_n(loader->ctx->arena, flags[i], (size_t)(equals - flags[i])), equals + 1,
            SETTING_FLAG);
    }
}

static void set(struct loader *loader, const struct setting *setting, const char *value, struct settings *out)
{
    void *at = (unsigned char *)out + setting->at;
    const char *fault;
    int64_t number;

    switch (setting->kind) {
    case SETTING_IS_TEXT:
        *(const char **)at = arena_text(loader->ctx->arena, value);
        fault = setting->check ? setting->check(loader->ctx->arena, value) : NULL;
        if (fault)
            blame(loader, setting->name, fault);
        break;
    case SETTING_IS_INT:
        if (text_to_int(value, &number) && number >= setting->min && number <= setting->max)
            *(int64_t *)at = number;
        else
            blame(loader, setting->name,
                  arena_printf(loader->ctx->arena, "must be a whole number, %lld to %lld",
                               (long long)setting->min, (long long)setting->max));
        break;
    case SETTING_IS_BOOL:
        *(bool *)at = text_is(value, "true") || text_is(value, "1") || text_is(value, "yes");
        if (!*(bool *)at && !text_is(value, "false") && !text_is(value, "0") && !text_is(value, "no"))
            blame(loader, setting->name, "must be true or false");
        break;
    }
}

struct err *settings_load(struct ctx *ctx, const char *const *flags, size_t n_flags, struct settings *out)
{
    struct loader loader = { .ctx = ctx };

    gather(&loader, flags, n_flags);
    for (size_t i = 0; i < COUNT(settings); i++)
        set(&loader, &settings[i], loader.said[i].value, out);
    return loader.first;
}

struct err *settings_show(struct ctx *ctx, const char *const *flags, size_t n_flags, struct buf *to)
{
    static const char *const sources[] = { "default", "file", "environment", "flag" };
    struct loader loader = { .ctx = ctx };

    gather(&loader, flags, n_flags);
    for (size_t i = 0; i < COUNT(settings); i++) {
        const struct said *said = &loader.said[i];

        buf_printf(to, "%s = %s (%s)\n", settings[i].name,
                   settings[i].is_secret && *said->value ? "********" : said->value, sources[said->source]);
    }
    return loader.first;
}

void settings_example(struct buf *to)
{
    buf_text(to, "# Printed from the table of settings (make gen). Every line shows a default.\n");
    for (size_t i = 0; i < COUNT(settings); i++) {
        buf_printf(to, "\n# %s\n# TRUFFLE_", settings[i].doc);
        for (const char *c = settings[i].name; *c; c++)
            buf_char(to, *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A') : *c);
        buf_printf(to, "=%s\n", settings[i].standard);
    }
}

/*
 * Settings: one table says name, type, default, bounds and meaning; from it come environment, file, flags,
 * --help, .env.example and `config show`. Strongest first: flag, environment, file, default.
 */
#pragma once

#include "packages/core/arena.h"
#include "packages/core/buf.h"

#include <stdbool.h>
#include <stdint.h>

struct ctx;
struct err;

struct settings {
    const char *data;         /* folder */
    const char *listen;       /* "127.0.0.1:8080" */
    const char *public_url;   /* as browsers see it, or "" */
    const char *database_url; /* "" is SQLite in the data folder */
    const char *redis_url;    /* "" keeps answers in the memory of this process */
    const char *master_key;   /* "" is the key file in the data folder */
    const char *time_zone, *currency;
    const char *key_events;      /* names with commas between; "": the model's */
    const char *model_file;      /* "": the one built in */
    const char *channel_sources; /* a CSV in place of the shipped categories of sources; "" */
    const char *google_ads_url;
    const char *meta_url; /* with the version of the API */
    const char *tiktok_url, *tiktok_identifier, *tiktok_app_id, *tiktok_app_secret;
    bool tiktok_email_strip;
    const char *warehouse; /* "duckdb" or "bigquery" */
    const char *bigquery_project, *bigquery_dataset, *bigquery_location, *bigquery_credentials;
    const char *bigquery_endpoint;
    const char *bigquery_price_usd_per_tib; /* a number */
    const char *ga4_export;                 /* "project.dataset" of events_* */
    const char *sandbox_url;                /* where accounts go that are a simulator's; "" */
    const char *cors_origins;               /* separated by spaces */
    const char *trusted_proxies;            /* the same: packages/core/cidr.h */
    int64_t workers, threads;
    int64_t query_timeout_s, session_s, drain_s;
    int64_t confirm_above_bytes; /* 0: never */
    int64_t max_query_bytes;     /* 0: no limit */
    int64_t max_person_day_bytes, max_day_bytes;
    const char *max_query_usd, *max_person_day_usd, *max_day_usd; /* "": no limit */
    int64_t requests_per_minute, queries_per_hour, sql_per_hour;
    int64_t push_batch; /* members in one request at most, below the platform's own limit */
    int64_t warehouse_memory_mb, warehouse_threads;
    bool sandbox;          /* a simulator of the platforms inside the process */
    const char *log_level; /* "" leaves it to the command */
};

enum setting_source { SETTING_DEFAULT, SETTING_FILE, SETTING_ENVIRONMENT, SETTING_FLAG };

struct setting {
    const char *name;
    enum { SETTING_IS_TEXT, SETTING_IS_INT, SETTING_IS_BOOL } kind;
    size_t at;
    const char *standard; /* the default, as text */
    const char *doc;
    int64_t min, max;
    bool is_secret;
    const char *also; /* a name without prefix that everybody sets: DATABASE_URL */
    /* NULL when the value is sound, else what to write. NULL: any text. */
    const char *(*check)(struct arena *arena, const char *value);
};

const struct setting *setting_table(size_t *n);
const struct setting *setting_find(const char *name); /* with _ or -; NULL when there is none */
/* The value of a setting that is a text. */
const char *setting_text(const struct settings *of, const char *name);

/* Every setting from its strongest source. `flags` are "name=value" texts. All problems are reported at once
 * (ERR_INVALID, a pointer each). */
struct err *settings_load(struct ctx *ctx, const char *const *flags, size_t n_flags,
                          struct settings *out) MUST_USE;
/* "name = value (source)" a line, secrets masked. */
struct err *settings_show(struct ctx *ctx, const char *const *flags, size_t n_flags, struct buf *to) MUST_USE;
void settings_example(struct buf *to); /* .env.example */

/*
 * The warehouse: flattened GA4 events, sessions, customers, orders. DuckDB files by default (data/duckdb),
 * one instance a manifest; BigQuery by setting (connectors/bigquery). Core code asks `can`, never which
 * driver it has.
 *
 * Safe to call from several threads, each with a ctx of its own. A query waits on the outside: none runs
 * inside a transaction of the store.
 */
#pragma once

#include "packages/core/core.h"

enum cell_type { CELL_TEXT, CELL_INTEGER, CELL_NUMBER, CELL_BOOLEAN, CELL_DATE, CELL_TIMESTAMP, CELL_BYTES };

struct cell {
    bool is_null;
    union {
        const char *text; /* CELL_TEXT */
        int64_t integer;  /* CELL_INTEGER; CELL_DATE: days since 1970; CELL_TIMESTAMP: microseconds */
        double number;
        bool boolean;
        struct bytes bytes;
    } value;
};

struct warehouse_column {
    const char *name;
    enum cell_type type;
};

/* Parameters are named; `$name` in DuckDB, `@name` in GoogleSQL. */
struct parameter {
    const char *name;
    enum cell_type type;
    struct cell cell;
};

struct warehouse_query {
    const char *sql;
    const struct parameter *parameters;
    size_t n_parameters;
    size_t max_rows;       /* 0: no limit. One row more is looked for, to say `truncated` */
    bool with_identifiers; /* may read the identifiers: a push and an erasure alone */
    int64_t max_bytes; /* refused when it would read more, where the driver can tell; 0: the warehouse's */
    size_t max_size;   /* of the rows' values, in bytes, as max_rows; 0: no limit. A driver of BILLED alone */
};

/* What a query would read. */
struct warehouse_estimate {
    int64_t bytes;         /* as they are billed, where they are */
    bool is_exact;         /* else the most that it can be */
    const char *statement; /* "SELECT", or what else it is */
    const char **tables;   /* that it reads, "project.dataset.table", where the driver tells them */
    size_t n_tables;
    size_t n_routines; /* that it calls: functions that somebody made */
};

struct warehouse_result {
    const struct warehouse_column *columns;
    size_t n_columns;
    const struct cell *cells; /* n_rows × n_columns */
    size_t n_rows;
    bool truncated;
    /* Rows that table scans looked at, after whole blocks were skipped by their bounds (0 where the engine
       doesn't tell); bytes that the scans read, wherever they lay. */
    int64_t rows_read, bytes_read, elapsed_us;
    int64_t bytes_billed; /* by a warehouse that bills */
};

/* A chunk of rows (at most 2,048) of a stream; cells and texts are valid until the callback returns. */
struct warehouse_chunk {
    const struct warehouse_column *columns;
    size_t n_columns;
    const struct cell *cells;
    size_t n_rows;
};
typedef struct err *warehouse_sink(struct ctx *ctx, const struct warehouse_chunk *chunk, void *arg);

struct warehouse_options {
    const char *folder; /* made when missing */
    int64_t timeout_s;  /* of a query that has no deadline of its own; 0: 30 */
    int64_t memory_mib; /* of one instance; 0: 1024. While a new manifest takes over there are two */
    int64_t threads;    /* of one instance; 0: as many as the machine has */
    /* Of a warehouse elsewhere; texts may be NULL or "". */
    const char *project, *dataset, *location, *credentials, *endpoint;
    const char *export;     /* where the GA4 export's tables are, "project.dataset" */
    const char *zone;       /* of the property */
    const char *key_events; /* beside purchase, with commas between */
    int64_t max_bytes;      /* of one query; 0: no limit */
};

/* What is published: changes when a load ends, also of another process. Its texts live as long as the pin. */
struct warehouse_state {
    const char *data_version; /* "" while nothing was loaded; the same content has the same version */
    const char *data_until;   /* last day with events, YYYY-MM-DD, or NULL */
    const char *first_day;
    struct instant loaded_at;
    int64_t events, customers, campaign_days, item_costs;
    int64_t consent_seq;     /* the registry's row that `consents` reaches; 0: never published */
    const char **attributes; /* further columns of `customers` */
    size_t n_attributes;
};

/* REMOTE: it is elsewhere, so even a pin may wait on the network. BILLED: bytes that are read cost money. */
enum { WAREHOUSE_STREAMS = 1, WAREHOUSE_LOADS = 2, WAREHOUSE_REMOTE = 4, WAREHOUSE_BILLED = 8 };

/* What bringing a warehouse elsewhere up to its source did. */
struct warehouse_refreshed {
    int64_t days;             /* that were new or had changed */
    const char *first, *last; /* of them, NULL when there were none */
    int64_t bytes;            /* that were read for it */
};

struct public_column {
    const char *name, *type;
};

/* What SQL that people write may read. */
struct public_table {
    const char *name;
    const char *const *beneath; /* NULL-ended: what it is made of where it is a view; NULL: it is a table */
};

struct warehouse_driver;

/* What the objects of every driver begin with. */
struct warehouse {
    const struct warehouse_driver *driver;
};
/* One manifest's data, unchanging; counted, so it lives until its last user lets go. */
struct snapshot {
    const struct warehouse_driver *driver;
    struct warehouse_state state;
};

struct warehouse_driver {
    const char *name;
    const char *dialect; /* "duckdb" or "googlesql" */
    unsigned can;
    struct err *(*open)(struct ctx *ctx, const struct warehouse_options *options, struct warehouse **out);
    void (*close)(struct warehouse *warehouse);
    struct err *(*pin)(struct ctx *ctx, struct warehouse *warehouse, const char *version,
                       struct snapshot **out);
    void (*unpin)(struct snapshot *snapshot);
    struct err *(*query)(struct ctx *ctx, struct snapshot *snapshot, const struct warehouse_query *query,
                         struct warehouse_result *out);
    struct err *(*stream)(struct ctx *ctx, struct snapshot *snapshot, const struct warehouse_query *query,
                          warehouse_sink *sink, void *arg);
    struct err *(*estimate)(struct ctx *ctx, struct snapshot *snapshot, const struct warehouse_query *query,
                            struct warehouse_estimate *out);
    /* Of a warehouse that makes its tables elsewhere; else NULL. Both may be repeated. `ddl` takes what is
       run; a dry one runs nothing. `from` (a day, or NULL): days from there on are taken to have changed. */
    struct err *(*init)(struct ctx *ctx, struct warehouse *warehouse, bool is_dry, struct buf *ddl);
    struct err *(*refresh)(struct ctx *ctx, struct warehouse *warehouse, const char *from,
                           struct warehouse_refreshed *out);
    const struct public_table *public_tables; /* the last one's name is NULL */
    /* The columns of a public table, with the engine's own words for their types. ERR_NOT_FOUND. */
    struct err *(*describe)(struct ctx *ctx, struct snapshot *snapshot, const char *table,
                            struct public_column **out, size_t *n);
};
extern const struct warehouse_driver duckdb_driver;

/* Owned by the caller. Nothing may be pinned any more when it is closed. */
struct err *warehouse_open(struct ctx *ctx, const struct warehouse_driver *driver,
                           const struct warehouse_options *options, struct warehouse **out) MUST_USE;
void warehouse_close(struct warehouse *warehouse);

/* The functions below use ctx->ports->warehouse; ERR_UNAVAILABLE when there is none. */
struct err *warehouse_state(struct ctx *ctx, struct warehouse_state *out) MUST_USE;

/* The data for as long as the ctx's arena lives. `version` NULL: the newest; ERR_NOT_FOUND for one that is
 * gone. */
struct err *warehouse_pin(struct ctx *ctx, const char *version, struct snapshot **out) MUST_USE;
const char *snapshot_version(const struct snapshot *snapshot);

/*
 * ERR_TIMEOUT at ctx->deadline (30 s from now when it has none), ERR_TOO_LARGE when memory is not enough,
 * ERR_INVALID for what the engine doesn't take.
 */
struct err *snapshot_query(struct ctx *ctx, struct snapshot *snapshot, const struct warehouse_query *query,
                           struct warehouse_result *out) MUST_USE;
struct err *snapshot_stream(struct ctx *ctx, struct snapshot *snapshot, const struct warehouse_query *query,
                            warehouse_sink *sink, void *arg) MUST_USE;

/* What the query would read, without running it. */
struct err *snapshot_estimate(struct ctx *ctx, struct snapshot *snapshot, const struct warehouse_query *query,
                              struct warehouse_estimate *out) MUST_USE;

struct err *snapshot_describe(struct ctx *ctx, struct snapshot *snapshot, const char *table,
                              struct public_column **out, size_t *n) MUST_USE;

/* Pin the newest, query, let go with the arena. */
struct err *warehouse_query(struct ctx *ctx, const struct warehouse_query *query,
                            struct warehouse_result *out) MUST_USE;

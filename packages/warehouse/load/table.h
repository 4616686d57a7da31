/*
 * A CSV file with a header that was understood: rows come with their columns in our order. And an appender
 * that puts them into a staging table.
 */
#pragma once

#include "packages/warehouse/load/csv.h"
#include "packages/warehouse/load/report.h"
#include "packages/warehouse/load/writer.h"

struct table_column {
    const char *name;
    size_t longest; /* bytes of a value */
    bool required;  /* the file must have it, and each row a value */
};

enum { TABLE_COLUMNS = 16, TABLE_ATTRIBUTES = 50, LONGEST_ATTRIBUTE = 256 };

struct table {
    const struct load_input *in;
    struct writer *writer;
    struct load_report *report;
    const struct table_column *columns;
    size_t n_columns;
    bool takes_attributes; /* further columns are attributes; else they are refused */
    /* Of the file being read: */
    const char *file;
    int64_t line;
    size_t place_of[TABLE_COLUMNS]; /* in a row of the file, SIZE_MAX where it has none */
    const char *attributes[TABLE_ATTRIBUTES];
    size_t attribute_place[TABLE_ATTRIBUTES];
    size_t n_attributes;
    size_t width;
    size_t n_file;                    /* number of the file */
    const char *value[TABLE_COLUMNS]; /* of the row: trimmed, NULL for none */
    const char *attribute[TABLE_ATTRIBUTES];
};

/* Takes one row; returns NULL, or why it can't be loaded (a constant or in the writer's arena). */
typedef const char *table_row(struct table *table, void *arg);
/* Once a file's header is understood. */
typedef struct err *table_header(struct table *table, void *arg);

/* All files, row by row. `header` may be NULL. ERR_INVALID for a header; bad rows go to the report. */
struct err *table_read(struct table *table, table_header *header, table_row *row, void *arg) MUST_USE;

struct appending {
    duckdb_appender appender;
    bool is_good;
};
struct err *append_begin(struct writer *writer, const char *table, struct appending *out) MUST_USE;
void append_text(struct appending *to, const char *text); /* NULL for none */
void append_int(struct appending *to, bool is_known, int64_t value);
void append_real(struct appending *to, double value);
void append_bool(struct appending *to, bool value);
void append_day(struct appending *to, int64_t days);
void append_bytes(struct appending *to, const unsigned char *bytes, size_t size); /* NULL for none */
void append_row(struct appending *to);
struct err *append_end(struct writer *writer, struct appending *to) MUST_USE;

/* A time as files write it: RFC 3339, or a day with or without a time of day, which is then the zone's. */
bool moment_parse(const struct zone *zone, const char *text, struct instant *at, int64_t *day);

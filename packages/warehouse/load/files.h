/*
 * Making one of the files beside the months: the old one and what was staged become a new one, unless nothing
 * differs.
 */
#pragma once

#include "packages/warehouse/load/writer.h"

struct file_made {
    const char *name;         /* of the file's kind in schema.sql and of the table in the manifest */
    const char *source;       /* kind attached as `old`; NULL: the same */
    const char *sql;          /* file of data/duckdb */
    const char *const *parts; /* run one after the other, NULL-ended */
    const char *hash_part;
    struct err *(*before)(struct writer *writer,
                          void *arg); /* once the empty tables are there; may be NULL */
    void *arg;
    const char **columns; /* attributes, for the manifest */
    size_t n_columns;
};

struct err *file_make(struct writer *writer, const struct file_made *file) MUST_USE;

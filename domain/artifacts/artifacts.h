/*
 * Artifacts: what a person saved under a name, to be asked again: a plan, or a statement of SQL. Their own
 * until they share it; a shared one can be read by all and changed by its owner alone.
 */
#pragma once

#include "domain/data/data.h"

enum artifact_kind { ARTIFACT_PLAN, ARTIFACT_SQL };

struct artifact {
    const char *id, *name;
    enum artifact_kind kind;
    json_t *plan;    /* of a plan */
    const char *sql; /* of a statement, which is judged when it runs */
    const char *owner_id, *owner_name;
    bool shared, is_mine;
    struct instant created_at, updated_at;
};

struct artifact_new {
    const char *name;
    struct plan *plan; /* either */
    const char *sql;   /* or */
    bool shared;
};
struct artifact_change {
    const char *id, *name;
    struct plan *plan; /* NULL leaves it; of the kind that it has */
    const char *sql;
    json_t *shared; /* true or false; NULL leaves it */
};
struct artifact_query {
    const char *q, *cursor;
    int64_t limit;
};
struct artifact_page {
    struct artifact *items;
    size_t n_items;
    const char *next_cursor;
};

extern const struct shape artifact_shape, artifact_page_shape;

enum artifact_operation {
    ARTIFACT_LIST,
    ARTIFACT_CREATE,
    ARTIFACT_GET,
    ARTIFACT_UPDATE,
    ARTIFACT_DELETE,
    N_ARTIFACT_OPERATIONS
};
extern const struct operation artifact_operations[N_ARTIFACT_OPERATIONS];

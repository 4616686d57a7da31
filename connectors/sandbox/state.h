/*
 * What the sandbox remembers: lists, their members, and the verdict of each accepted request. Every change
 * goes through state_change(), which writes it down first. Belongs to whoever holds the sandbox's lock.
 */
#pragma once

#include "connectors/sandbox/journal.h"
#include "connectors/sandbox/members.h"

#include <jansson.h>

struct user_list {
    uint64_t id;
    char *platform, *account; /* whose it is: a connector's name, and digits there */
    json_t *resource;         /* what was given; sizes and rates are put in when it is read */
    struct members *members;
};

struct verdict {
    char *request_id;
    char *text; /* JSON of RetrieveRequestStatusResponse */
    unsigned looks;
};

struct state {
    struct user_list *lists; /* in order of id; a deleted one is gone */
    size_t n_lists, lists_size;
    uint64_t last_list_id;
    struct verdict *verdicts;
    size_t n_verdicts, verdicts_size;
    int64_t *stamps; /* when each addition happened; members keep the index */
    size_t n_stamps, stamps_size;
    struct journal *journal; /* NULL: nothing outlives the process */
};

struct err *state_open(struct arena *arena, const char *folder, struct state *state) MUST_USE;
void state_close(struct state *state);

/* False when it couldn't be written down; then nothing changed. */
bool state_change(struct state *state, const struct change *change);
/* Makes or replaces one. Only `id`, `platform`, `account` and `resource` of `list` are read. */
bool state_put_list(struct state *state, const struct user_list *list, int64_t at_us);
bool state_put_verdict(struct state *state, const char *request_id, const char *text, int64_t at_us);

/* NULL when there is none. Valid until the next change. */
struct user_list *state_list_of(struct state *state, const char *platform, uint64_t id);
struct user_list *state_list(struct state *state, uint64_t id);
struct verdict *state_verdict(struct state *state, const char *request_id);

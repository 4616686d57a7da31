/*
 * The append-only file behind the sandbox's state: one record a change. A record cut by a kill is dropped at
 * the next start. Adding belongs to whoever holds the sandbox's lock; syncing is for any thread, without it.
 */
#pragma once

#include "packages/core/buf.h"
#include "packages/core/err.h"

enum change_kind {
    CHANGE_LIST = 1, /* payload: the list as JSON; makes or replaces */
    CHANGE_LIST_GONE,
    CHANGE_ADD,    /* payload: members, see members.h: a count byte and so many idents each */
    CHANGE_REMOVE, /* the same */
    CHANGE_CLEAR,  /* payload: 8 bytes, microseconds: who was last added before goes */
    CHANGE_VERDICT /* payload: request id, NUL, the verdict as JSON */
};

struct change {
    enum change_kind kind;
    uint64_t list_id;
    int64_t at_us;
    struct bytes payload;
};

struct journal;

/* Reads every whole record into `apply`, then stands ready to append. ERR_UNAVAILABLE when the folder can't
 * be used. */
typedef void change_apply(void *to, const struct change *change);
struct err *journal_open(struct arena *arena, const char *folder, change_apply *apply, void *to,
                         struct journal **out) MUST_USE;
/* False when the disk is full or broken: the change must not be applied. */
bool journal_add(struct journal *journal, const struct change *change);
/* Waits until all that was added so far is on the disk. False: it can't be told, and nothing more is taken.
 */
bool journal_sync(struct journal *journal);
void journal_close(struct journal *journal);

/*
 * What the files of the sandbox share: the sandbox itself and one call of it. Calls run on a thread a
 * connection; what they share is under the lock, which is held over memory and writing to the journal, not
 * over its way to the disk.
 */
#pragma once

#include "connectors/sandbox/faults.h"
#include "connectors/sandbox/sandbox.h"
#include "connectors/sandbox/state.h"
#include "packages/core/core.h"

#include <microhttpd.h>
#include <pthread.h>

enum { MOST_LOGGED = 100000, MOST_EXPIRED = 16, MOST_PARTS = 3 };

struct call;
typedef void call_handler(struct call *call);

struct route {
    const char *method, *pattern; /* {} stands for one part of the path */
    call_handler *handle;
    bool is_open; /* to whom shows no token */
};

/* The language of one platform: whose a path is, how a caller is let in, and how it is refused. */
struct dialect {
    const char
        *platform; /* its connector; NULL: the sandbox itself, which neither fails nor asks for tokens */
    const char *list_name; /* the key of a list's name in its resource */
    const char *shut_out;  /* its words for a token that is no good */
    bool (*is_of)(const char *path);
    const char *(*token)(const struct call *call); /* NULL when none is shown */
    /* `reason` is the platform's own word or code; NULL takes the one that goes with the status. */
    void (*refuse)(struct call *call, int status, const char *reason, const char *message);
    void (*sign)(struct call *call); /* adds what each answer carries; may be NULL */
    const struct route *routes;
    size_t n_routes;
};
extern const struct dialect google_dialect, meta_dialect, tiktok_dialect, console_dialect;

struct tiktok_files;
void tiktok_files_free(struct tiktok_files *files);

struct logged {
    char *method, *path;
    unsigned char body_sha256[SHA256_SIZE];
    size_t n_bytes, n_members;
    int status;        /* 0: closed without an answer */
    const char *fault; /* word of the one that fired, or NULL */
};

struct sandbox {
    struct MHD_Daemon *daemon;
    bool is_slow;
    pthread_mutex_t lock; /* of everything below */
    pthread_cond_t stops;
    bool is_stopping;
    struct state state;
    struct arena *faults_arena;
    struct faults faults;
    struct logged *log; /* a ring of the last MOST_LOGGED */
    size_t n_logged, log_size;
    unsigned char expired[MOST_EXPIRED][SHA256_SIZE]; /* tokens that are good no more */
    size_t n_expired;
    uint64_t n_tokens;
    struct tiktok_files *tiktok; /* uploaded there */
};

struct answer {
    int status;
    const char *type, *text;
    size_t len;
    const char *retry_after, *location; /* NULL: no such header */
    const char *usage;                  /* of the header in which a platform tells what is used of a limit */
    bool streams_members;               /* of the list parts[0], instead of the text */
};

struct call {
    struct ctx ctx;
    struct sandbox *sandbox;
    struct MHD_Connection *connection;
    const struct dialect *dialect;
    const char *method, *path;
    const char *parts[MOST_PARTS]; /* what the route's wildcards matched */
    struct bytes body;
    void *own;          /* what its dialect keeps from one step to the next */
    struct fault fault; /* a copy: the rules may be replaced meanwhile */
    bool has_fault;
    size_t n_members; /* of the request, for the log */
    struct answer answer;
};

/* A parameter of the query, "" when it isn't given. */
const char *call_query(const struct call *call, const char *name);
/* The token of the header Authorization, or NULL. */
const char *call_bearer(const struct call *call);

/* --- the way of a call (calls.c) --- */

const struct dialect *dialect_of(const char *path);
const struct dialect *dialect_named(const char *platform); /* NULL when none is */
void call_run(struct call *call);
/* A fault wants the connection closed without an answer. */
bool call_is_cut_off(const struct call *call);
/* Whether a fault on command calls this member bad. */
bool call_blames(const struct call *call, size_t member, const struct ident *idents, size_t n);
/* Waits, but not beyond the end of the sandbox. */
void sandbox_wait(struct sandbox *sandbox, int64_t ms);

/* --- answers (answer.c) --- */

void answer_text(struct call *call, int status, const char *type, const char *text, size_t len);
void answer_json(struct call *call, int status, const struct buf *json);
/* In the shape of the call's dialect. */
void answer_error(struct call *call, int status, const char *reason, const char *message);
void answer_journal_full(struct call *call);
/* Replaces a good answer by what its fault wants: unreadable in one way or another. */
void answer_spoil(struct call *call, enum fault_action action);

/* A token is good no more. */
void sandbox_expire(struct sandbox *sandbox, const char *token);
bool sandbox_is_good_token(struct sandbox *sandbox, const char *token);
call_handler give_token; /* console.c */

/* A chunk of the stream of a list's members, one JSON line each; 0 at the end. */
struct member_stream {
    struct sandbox *sandbox;
    uint64_t list_id;
    size_t cursor;
};
size_t member_stream_read(struct member_stream *stream, char *to, size_t room);

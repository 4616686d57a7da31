#include "packages/warehouse/duckdb/child.h"

#include "packages/warehouse/duckdb/frames.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* Each may take 2 GiB; grace: for starting, and for the engine to say itself what went wrong. */
enum { MOST_CHILDREN = 4, DEFAULT_S = 30, DEFAULT_ROWS = 10000, DEFAULT_MIB = 16, SLACK = 1024 * 1024 };

static atomic_int n_children;

/* What it is asked, as a file without a name: nothing to wait for, nothing left behind. */
static struct err *write_request(struct ctx *ctx, const struct child_query *query, int *out)
{
    json_t *json = json_keep(
        ctx, json_pack("{ss ss ss sI sI sI sI sI sI}", "setup", query->setup, "sql", query->sql, "folder",
                       query->temp_folder, "n_files", (json_int_t)query->n_files, "timeout_s",
                       (json_int_t)query->timeout_s, "memory_mib", (json_int_t)query->memory_mib, "threads",
                       (json_int_t)query->threads, "max_rows", (json_int_t)query->max_rows, "max_bytes",
                       (json_int_t)query->max_bytes));
    const int fd = memfd_create("query", MFD_CLOEXEC);

    if (!json || fd < 0 || json_dumpfd(json, fd, JSON_COMPACT) != 0 || lseek(fd, 0, SEEK_SET) != 0) {
        if (fd >= 0)
            close(fd);
        return err_new(ctx, ERR_UNAVAILABLE, NULL, "the query's process can't be asked");
    }
    *out = fd;
    return NULL;
}

/* Not a fork: the threads of this process hold locks. The environment, which may hold keys, isn't passed on.
 */
static struct err *start(struct ctx *ctx, const struct child_query *query, int request, pid_t *pid,
                         int *pipe_)
{
    const char *program = query->program ? query->program : "/proc/self/exe";
    char *argv[] = { (char[]){ "truffle" }, (char[]){ CHILD_ARGUMENT }, NULL };
    char *environment[] = { (char[]){ "LC_ALL=C" }, (char[]){ "ASAN_OPTIONS=detect_leaks=0" }, NULL };
    posix_spawn_file_actions_t actions;
    int ends[2], code;

    if (pipe2(ends, O_CLOEXEC) != 0)
        return err_new(ctx, ERR_UNAVAILABLE, NULL, "the query's process has no pipe: %s", strerror(errno));
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, request, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    code = posix_spawn(pid, program, &actions, NULL, argv, environment);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    if (code != 0) {
        close(ends[0]);
        return err_new(ctx, ERR_UNAVAILABLE, NULL, "the query's process can't be started: %s",
                       strerror(code));
    }
    *pipe_ = ends[0];
    return NULL;
}

/* All that it writes until it ends or its time does. False: it was too much, or took too long. */
static bool read_pipe(int fd, int64_t deadline_us, struct buf *to, bool *is_late)
{
    for (;;) {
        const int64_t left_ms = (deadline_us - monotonic_us()) / 1000;
        struct pollfd ready = { .fd = fd, .events = POLLIN };
        char *room = buf_room(to, 64 * 1024);
        ssize_t n;

        if (left_ms <= 0 || !room) {
            *is_late = left_ms <= 0;
            return false;
        }
        if (poll(&ready, 1, (int)left_ms) <= 0)
            continue;
        n = read(fd, room, 64 * 1024);
        if (n == 0)
            return true;
        if (n < 0 && errno != EINTR)
            return false;
        if (n > 0)
            to->len += (size_t)n;
    }
}

static int wait_for(pid_t pid)
{
    int status = 0;

    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    return status;
}

static const char narrower[] = "Read less: fewer days or columns, or group earlier.";

static struct err *narrow(struct err *err)
{
    err->next_step = narrower;
    return err;
}

static struct err *how_it_ended(struct ctx *ctx, const struct child_query *query, bool is_late, int status,
                                const struct buf *said)
{
    const int signal_ = WIFSIGNALED(status) ? WTERMSIG(status) : 0;

    if (is_late || signal_ == SIGXCPU)
        return narrow(
            err_new(ctx, ERR_TIMEOUT, NULL, "the query was stopped after %ld s", (long)query->timeout_s));
    if (said->is_full)
        return err_new(ctx, ERR_UPSTREAM, NULL, "the query's process answered too much");
    if (signal_ == SIGKILL || signal_ == SIGABRT)
        return narrow(err_new(ctx, ERR_TOO_LARGE, NULL, "the query needs more memory than it may have"));
    if (signal_)
        return err_new(ctx, ERR_INVALID, NULL,
                       "the query crashed its process (signal %d); nothing else was touched", signal_);
    return NULL;
}

static struct err *run(struct ctx *ctx, const struct child_query *query, struct warehouse_result *out)
{
    struct buf said = buf_in(ctx->arena, (size_t)query->max_bytes + SLACK);
    const int64_t began = monotonic_us();
    bool is_late = false;
    int request = -1, fd = -1;
    struct err *err;
    pid_t pid = 0;

    err = write_request(ctx, query, &request);
    if (err)
        return err;
    err = start(ctx, query, request, &pid, &fd);
    close(request);
    if (err)
        return err;
    if (!read_pipe(fd, began + SECONDS(query->timeout_s), &said, &is_late))
        kill(pid, SIGKILL);
    close(fd);
    err = how_it_ended(ctx, query, is_late, wait_for(pid), &said);
    if (!err)
        err = frames_read(ctx, (struct bytes){ (const unsigned char *)said.at, said.len }, out);
    if (err_is(err, ERR_TOO_LARGE))
        err = narrow(err);
    out->bytes_read = 0;
    out->elapsed_us = monotonic_us() - began;
    return err;
}

struct err *child_run(struct ctx *ctx, const struct child_query *query, struct warehouse_result *out)
{
    struct child_query whole = *query;
    char *folder = arena_printf(ctx->arena, "%s/sql-XXXXXX", query->temp_folder);
    struct err *err;

    whole.timeout_s = query->timeout_s ? query->timeout_s : DEFAULT_S;
    whole.max_rows = query->max_rows ? query->max_rows : DEFAULT_ROWS;
    whole.max_bytes = query->max_bytes ? query->max_bytes : (int64_t)DEFAULT_MIB * 1024 * 1024;
    if (atomic_fetch_add(&n_children, 1) >= MOST_CHILDREN) {
        atomic_fetch_sub(&n_children, 1);
        err = err_new(ctx, ERR_UNAVAILABLE, NULL, "%d statements run already", MOST_CHILDREN);
        err->retry_after_s = 5;
        return err;
    }
    whole.temp_folder = mkdtemp(folder);
    err = whole.temp_folder ? run(ctx, &whole, out)
                            : err_new(ctx, ERR_UNAVAILABLE, NULL, "the query's process has no folder");
    if (whole.temp_folder)
        rmdir(folder);
    atomic_fetch_sub(&n_children, 1);
    return err;
}

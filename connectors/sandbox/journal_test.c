/*
 * What is told is on the disk: the journal by itself, with an fdatasync() that counts, can be held up and can
 * fail. The rest is the real file.
 */
#include "connectors/sandbox/journal.h"
#include "packages/core/test.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { N_THREADS = 8 };

static struct {
    pthread_mutex_t lock; /* of all here, and of adding, as the sandbox's lock is */
    pthread_cond_t moved;
    int n_added, n_syncs, waits_for; /* the first sync waits until so many were added */
    bool fails;
} disk = { .lock = PTHREAD_MUTEX_INITIALIZER, .moved = PTHREAD_COND_INITIALIZER };

/* Takes the place of the C library's. */
int fdatasync(int fd)
{
    bool fails;

    pthread_mutex_lock(&disk.lock);
    while (disk.n_added < disk.waits_for)
        pthread_cond_wait(&disk.moved, &disk.lock);
    disk.n_syncs++;
    fails = disk.fails;
    pthread_mutex_unlock(&disk.lock);
    if (fails)
        errno = EIO;
    return fails ? -1 : (int)syscall(SYS_fdatasync, fd);
}

static void count(void *to, const struct change *change)
{
    *(int64_t *)to += (int64_t)change->payload.size;
}

static void shut(void *journal)
{
    journal_close(journal);
}

/* `*n` becomes the bytes of payload that were there. */
static struct journal *opened(struct ctx *ctx, const char *folder, int64_t *n)
{
    struct journal *journal;

    *n = 0;
    assert_ok(journal_open(ctx->arena, folder, count, n, &journal));
    return journal;
}

static struct journal *begun(struct ctx *ctx)
{
    int64_t n;
    struct journal *journal = opened(ctx, test_folder(ctx), &n);

    arena_defer(ctx->arena, shut, journal);
    disk.n_added = disk.n_syncs = disk.waits_for = 0;
    disk.fails = false;
    return journal;
}

static bool add(struct journal *journal, const char *text)
{
    return journal_add(journal, &(struct change){ .kind = CHANGE_LIST,
                                                  .payload = { (const unsigned char *)text, strlen(text) } });
}

static void what_is_safe_already_needs_no_sync(void **state)
{
    struct journal *journal = begun(test_ctx(state));

    assert_true(journal_sync(journal));
    assert_int_equal(disk.n_syncs, 0);
    assert_true(add(journal, "one"));
    assert_true(add(journal, "two"));
    assert_true(journal_sync(journal));
    assert_true(journal_sync(journal));
    assert_int_equal(disk.n_syncs, 1);
}

static void *add_and_sync(void *journal)
{
    bool is_added;

    pthread_mutex_lock(&disk.lock);
    is_added = add(journal, "x");
    disk.n_added++;
    pthread_cond_broadcast(&disk.moved);
    pthread_mutex_unlock(&disk.lock);
    return is_added && journal_sync(journal) ? journal : NULL;
}

static void calls_that_wait_share_one_sync(void **state)
{
    struct journal *journal = begun(test_ctx(state));
    pthread_t threads[N_THREADS];
    void *done;

    disk.waits_for = N_THREADS;
    for (int i = 0; i < N_THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, add_and_sync, journal), 0);
    for (int i = 0; i < N_THREADS; i++) {
        pthread_join(threads[i], &done);
        assert_ptr_equal(done, journal);
    }
    /* The round that waited may have begun before the others added; the next one has them all. */
    assert_in_range(disk.n_syncs, 1, 2);
}

static void after_a_failed_sync_nothing_is_taken(void **state)
{
    struct journal *journal = begun(test_ctx(state));

    assert_true(add(journal, "one"));
    disk.fails = true;
    assert_false(journal_sync(journal));
    disk.fails = false;
    assert_false(journal_sync(journal));
    assert_false(add(journal, "two"));
}

static void a_full_disk_refuses_and_keeps_what_was_there(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const char *folder = test_folder(ctx);
    const struct rlimit small = { 100, RLIM_INFINITY }, large = { RLIM_INFINITY, RLIM_INFINITY };
    char long_text[200];
    int64_t n;
    struct journal *journal = opened(ctx, folder, &n);
    bool took;

    memset(long_text, 'x', sizeof(long_text));
    long_text[sizeof(long_text) - 1] = '\0';
    assert_true(add(journal, "abc"));
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    took = add(journal, long_text);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &large), 0);
    assert_false(took);
    journal_close(journal);
    /* Half of the long record lies in the file: it is dropped, and the next one takes its place. */
    journal = opened(ctx, folder, &n);
    assert_int_equal(n, 3);
    assert_true(add(journal, "de"));
    assert_true(journal_sync(journal));
    journal_close(journal);
    journal = opened(ctx, folder, &n);
    assert_int_equal(n, 5);
    journal_close(journal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_safe_already_needs_no_sync),
        TEST(calls_that_wait_share_one_sync),
        TEST(after_a_failed_sync_nothing_is_taken),
        TEST(a_full_disk_refuses_and_keeps_what_was_there),
    };

    return cmocka_run_group_tests_name("journal", tests, NULL, NULL);
}

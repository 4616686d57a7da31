/*
 * A record is a header and its payload; the header's checksum covers both. Written is safe from the end of
 * this process; synced is safe from the machine's. Whoever wants to answer syncs first: one of them calls
 * fdatasync() for all that was written until then, the others wait for it, and one round serves them all.
 * After a failed fdatasync() nobody knows what reached the disk, so nothing more is taken.
 */
#include "connectors/sandbox/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>
#include <zlib.h>

struct header {
    uint32_t checksum; /* of the rest of the header and the payload */
    uint32_t kind;
    uint64_t size;
    uint64_t list_id;
    int64_t at_us;
};

struct journal {
    int file;
    pthread_mutex_t lock; /* of everything below; never held over I/O */
    pthread_cond_t synced;
    off_t
        size; /* written; moves under the sandbox's lock as well, so adding may read it, write, and move it */
    off_t n_safe; /* of these, so many are synced */
    bool is_syncing, is_broken;
};

static uint32_t checksum(const struct header *header, const unsigned char *payload)
{
    uLong sum = crc32(0, (const Bytef *)header + sizeof(header->checksum),
                      sizeof(*header) - sizeof(header->checksum));

    /* A NULL payload would start the sum anew. */
    return (uint32_t)(header->size ? crc32_z(sum, payload, header->size) : sum);
}

/* How many bytes hold whole records. */
static size_t replay(const unsigned char *at, size_t size, change_apply *apply, void *to)
{
    size_t done = 0;

    while (size - done >= sizeof(struct header)) {
        struct header header;
        const unsigned char *payload = at + done + sizeof(header);

        memcpy(&header, at + done, sizeof(header));
        if (header.size > size - done - sizeof(header) || header.checksum != checksum(&header, payload))
            break;
        apply(to, &(struct change){ .kind = (enum change_kind)header.kind,
                                    .list_id = header.list_id,
                                    .at_us = header.at_us,
                                    .payload = { payload, header.size } });
        done += sizeof(header) + header.size;
    }
    return done;
}

static bool load(int file, change_apply *apply, void *to, off_t *size)
{
    struct stat stat;
    void *map;

    if (fstat(file, &stat) != 0)
        return false;
    *size = 0;
    if (stat.st_size == 0)
        return true;
    map = mmap(NULL, (size_t)stat.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    if (map == MAP_FAILED)
        return false;
    *size = (off_t)replay(map, (size_t)stat.st_size, apply, to);
    munmap(map, (size_t)stat.st_size);
    return ftruncate(file, *size) == 0;
}

/* The name of a new file is a change of its folder. */
static bool sync_folder(const char *folder)
{
    const int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool is_synced = fd >= 0 && fsync(fd) == 0;

    if (fd >= 0)
        close(fd);
    return is_synced;
}

static struct journal *journal_of(int file, off_t size)
{
    struct journal *journal = calloc(1, sizeof(*journal));

    if (!journal)
        abort();
    *journal = (struct journal){ .file = file, .size = size };
    pthread_mutex_init(&journal->lock, NULL);
    pthread_cond_init(&journal->synced, NULL);
    return journal;
}

struct err *journal_open(struct arena *arena, const char *folder, change_apply *apply, void *to,
                         struct journal **out)
{
    const char *path = arena_printf(arena, "%s/sandbox.journal", folder);
    off_t size;
    int file;

    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return err_in(arena, ERR_UNAVAILABLE, NULL, "the folder %s can't be made: %s", folder,
                      strerror(errno));
    file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0)
        return err_in(arena, ERR_UNAVAILABLE, NULL, "%s can't be opened: %s", path, strerror(errno));
    if (!sync_folder(folder) || !load(file, apply, to, &size)) {
        close(file);
        return err_in(arena, ERR_UNAVAILABLE, NULL, "%s can't be read: %s", path, strerror(errno));
    }
    *out = journal_of(file, size);
    return NULL;
}

/* What a failed write left is written over by the next record, or dropped by replay(). */
static bool write_record(int file, off_t at, struct header *header, const unsigned char *payload)
{
    const size_t size = sizeof(*header) + header->size;
    size_t done = 0;

    while (done < size) {
        const size_t head = done < sizeof(*header) ? sizeof(*header) - done : 0;
        const size_t body = done > sizeof(*header) ? done - sizeof(*header) : 0;
        const struct iovec parts[] = {
            { (char *)header + sizeof(*header) - head, head },
            { (void *)(uintptr_t)(payload + body), header->size - body },
        };
        const ssize_t n = pwritev(file, parts, 2, at + (off_t)done);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        done += (size_t)n;
    }
    return true;
}

bool journal_add(struct journal *journal, const struct change *change)
{
    struct header header = {
        .kind = change->kind, .size = change->payload.size, .list_id = change->list_id, .at_us = change->at_us
    };
    off_t size;
    bool is_broken;

    if (!journal)
        return true;
    pthread_mutex_lock(&journal->lock);
    size = journal->size;
    is_broken = journal->is_broken;
    pthread_mutex_unlock(&journal->lock);
    header.checksum = checksum(&header, change->payload.at);
    if (is_broken || !write_record(journal->file, size, &header, change->payload.at))
        return false;
    pthread_mutex_lock(&journal->lock);
    journal->size = size + (off_t)(sizeof(header) + header.size);
    pthread_mutex_unlock(&journal->lock);
    return true;
}

/* One round, by whoever finds none under way. The lock is held, but not over the round. */
static void sync_round(struct journal *journal)
{
    const off_t size = journal->size;
    bool is_synced;

    journal->is_syncing = true;
    pthread_mutex_unlock(&journal->lock);
    is_synced = fdatasync(journal->file) == 0;
    pthread_mutex_lock(&journal->lock);
    journal->is_syncing = false;
    if (is_synced)
        journal->n_safe = size;
    else
        journal->is_broken = true;
    pthread_cond_broadcast(&journal->synced);
}

bool journal_sync(struct journal *journal)
{
    bool is_safe;
    off_t wanted;

    if (!journal)
        return true;
    pthread_mutex_lock(&journal->lock);
    wanted = journal->size;
    while (journal->n_safe < wanted && !journal->is_broken) {
        if (journal->is_syncing)
            pthread_cond_wait(&journal->synced, &journal->lock);
        else
            sync_round(journal);
    }
    is_safe = journal->n_safe >= wanted;
    pthread_mutex_unlock(&journal->lock);
    return is_safe;
}

void journal_close(struct journal *journal)
{
    if (!journal)
        return;
    close(journal->file);
    pthread_mutex_destroy(&journal->lock);
    pthread_cond_destroy(&journal->synced);
    free(journal);
}

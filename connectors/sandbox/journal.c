/*
 * A record is a header and its payload; the header's checksum covers both. What was written is safe from the
 * end of this process, not from the machine's: there is no fsync, this is a sandbox.
 */
#include "connectors/sandbox/journal.h"

#include <errno.h>
#include <fcntl.h>
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
    off_t size;
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

struct err *journal_open(struct arena *arena, const char *folder, change_apply *apply, void *to,
                         struct journal **out)
{
    const char *path = arena_printf(arena, "%s/sandbox.journal", folder);
    struct journal *journal;
    off_t size;
    int file;

    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return err_in(arena, ERR_UNAVAILABLE, NULL, "the folder %s can't be made: %s", folder,
                      strerror(errno));
    file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0)
        return err_in(arena, ERR_UNAVAILABLE, NULL, "%s can't be opened: %s", path, strerror(errno));
    if (!load(file, apply, to, &size)) {
        close(file);
        return err_in(arena, ERR_UNAVAILABLE, NULL, "%s can't be read: %s", path, strerror(errno));
    }
    journal = calloc(1, sizeof(*journal));
    if (!journal)
        abort();
    *journal = (struct journal){ .file = file, .size = size };
    *out = journal;
    return NULL;
}

bool journal_add(struct journal *journal, const struct change *change)
{
    struct header header = {
        .kind = change->kind, .size = change->payload.size, .list_id = change->list_id, .at_us = change->at_us
    };
    size_t done = 0;

    if (!journal)
        return true;
    header.checksum = checksum(&header, change->payload.at);
    while (done < sizeof(header) + header.size) {
        const size_t head = done < sizeof(header) ? sizeof(header) - done : 0;
        const size_t body = done > sizeof(header) ? done - sizeof(header) : 0;
        const struct iovec parts[] = {
            { (char *)&header + sizeof(header) - head, head },
            { (void *)(uintptr_t)(change->payload.at + body), header.size - body },
        };
        const ssize_t n = pwritev(journal->file, parts, 2, journal->size + (off_t)done);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        done += (size_t)n;
    }
    journal->size += (off_t)done;
    return true;
}

void journal_close(struct journal *journal)
{
    if (!journal)
        return;
    close(journal->file);
    free(journal);
}

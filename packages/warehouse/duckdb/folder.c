#include "packages/warehouse/duckdb/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LARGEST_FILE = 16 * 1024 * 1024 };

static struct err *failed(struct ctx *ctx, const char *what, const char *path)
{
    return err_new(ctx, ERR_UNAVAILABLE, NULL, "can't %s %s: %s", what, path, strerror(errno));
}

const char *folder_path(struct arena *arena, const char *folder, const char *name)
{
    return arena_printf(arena, "%s/%s", folder, name);
}

static struct err *make(struct ctx *ctx, const char *path)
{
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return failed(ctx, "make", path);
    return NULL;
}

struct err *folder_make(struct ctx *ctx, const char *folder)
{
    struct err *err;

    err = make(ctx, folder);
    if (!err)
        err = make(ctx, folder_path(ctx->arena, folder, "versions"));
    if (!err)
        err = make(ctx, folder_path(ctx->arena, folder, "tmp"));
    return err;
}

const char *folder_new_name(struct ctx *ctx, const char *what)
{
    return arena_printf(ctx->arena, "%s-%s.duckdb", what, id_new(ctx));
}

static int remove_one(const char *path, const struct stat *stat, int kind, struct FTW *walk)
{
    (void)stat;
    (void)kind;
    (void)walk;
    return remove(path);
}

static void remove_tree(void *path)
{
    nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

struct err *folder_temp(struct ctx *ctx, const char *folder, const char **out)
{
    char *path;

    do {
        path = arena_printf(ctx->arena, "%s/tmp/%ld-%s", folder, (long)getpid(), id_new(ctx));
    } while (mkdir(path, 0700) != 0 && errno == EEXIST);
    if (access(path, W_OK) != 0)
        return failed(ctx, "make", path);
    arena_defer(ctx->arena, remove_tree, path);
    *out = path;
    return NULL;
}

static void unlock(void *fd)
{
    close(*(int *)fd);
}

struct err *folder_lock(struct ctx *ctx, const char *folder)
{
    const char *path = folder_path(ctx->arena, folder, "lock");
    int *fd = arena_alloc(ctx->arena, sizeof(*fd));

    *fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (*fd < 0)
        return failed(ctx, "open", path);
    if (flock(*fd, LOCK_EX | LOCK_NB) != 0) {
        const int why = errno;

        close(*fd);
        errno = why;
        if (why == EWOULDBLOCK)
            return err_new(ctx, ERR_CONFLICT, NULL, "another load is running: wait until it has ended");
        return failed(ctx, "lock", path);
    }
    arena_defer(ctx->arena, unlock, fd);
    return NULL;
}

struct err *file_read(struct ctx *ctx, const char *path, struct bytes *out, bool *exists)
{
    FILE *file = fopen(path, "rbe");
    struct stat stat;
    char *text;
    size_t size;

    *exists = file != NULL;
    if (!file)
        return errno == ENOENT ? NULL : failed(ctx, "open", path);
    if (fstat(fileno(file), &stat) != 0 || stat.st_size > LARGEST_FILE) {
        fclose(file);
        return err_new(ctx, ERR_UNAVAILABLE, NULL, "%s is no file of at most 16 MiB", path);
    }
    text = arena_alloc(ctx->arena, (size_t)stat.st_size + 1);
    size = fread(text, 1, (size_t)stat.st_size, file);
    fclose(file);
    *out = (struct bytes){ (const unsigned char *)text, size };
    return NULL;
}

struct err *file_sync(struct ctx *ctx, const char *path)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    int code;

    if (fd < 0)
        return failed(ctx, "open", path);
    code = fsync(fd);
    close(fd);
    return code == 0 ? NULL : failed(ctx, "sync", path);
}

static struct err *write_file(struct ctx *ctx, const char *path, struct bytes content)
{
    FILE *file = fopen(path, "wbe");
    bool is_written;

    if (!file)
        return failed(ctx, "write", path);
    is_written = fwrite(content.at, 1, content.size, file) == content.size && fflush(file) == 0 &&
                 fsync(fileno(file)) == 0;
    return fclose(file) == 0 && is_written ? NULL : failed(ctx, "write", path);
}

struct err *file_replace(struct ctx *ctx, const char *folder, const char *name, struct bytes content)
{
    const char *path = folder_path(ctx->arena, folder, name);
    const char *beside = arena_printf(ctx->arena, "%s.new", path);
    struct err *err;

    err = write_file(ctx, beside, content);
    if (err)
        return err;
    if (rename(beside, path) != 0)
        return failed(ctx, "rename", beside);
    return file_sync(ctx, folder);
}

static bool is_in(const char *word, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (text_is(word, list[i]))
            return true;
    }
    return false;
}

struct names {
    const char **items;
    size_t n;
};

static struct err *list_folder(struct ctx *ctx, const char *path, struct names *out)
{
    DIR *folder = opendir(path);

    *out = (struct names){ 0 };
    if (!folder)
        return failed(ctx, "read", path);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] != '.')
            *ARENA_PUSH(ctx->arena, out->items, out->n) = arena_text(ctx->arena, entry->d_name);
    }
    closedir(folder);
    return NULL;
}

static void add_files(struct ctx *ctx, const struct manifest *manifest, struct names *files)
{
    for (size_t i = 0; i < manifest->n_months; i++)
        *ARENA_PUSH(ctx->arena, files->items, files->n) = manifest->months[i].file;
    for (size_t i = 0; i < manifest->n_tables; i++)
        *ARENA_PUSH(ctx->arena, files->items, files->n) = manifest->tables[i].file;
}

/* The files that the versions which stay are made of; the others' lists go. */
static struct err *keep_versions(struct ctx *ctx, const char *folder, const char *const *keep, size_t n_keep,
                                 struct names *files)
{
    const char *versions = folder_path(ctx->arena, folder, "versions");
    struct manifest manifest;
    struct names names;
    struct err *err;

    err = manifest_read(ctx, folder_path(ctx->arena, folder, "manifest.json"), &manifest);
    if (!err)
        err = list_folder(ctx, versions, &names);
    if (err)
        return err;
    add_files(ctx, &manifest, files);
    for (size_t i = 0; i < names.n; i++) {
        const char *path = folder_path(ctx->arena, versions, names.items[i]);
        struct manifest version;

        err = manifest_read(ctx, path, &version);
        if (err)
            return err;
        if (keep && !text_is(version.data_version, manifest.data_version) &&
            !is_in(version.data_version, keep, n_keep))
            unlink(path);
        else
            add_files(ctx, &version, files);
    }
    return NULL;
}

static bool is_ours(const char *name)
{
    return text_ends(name, ".duckdb") || text_ends(name, ".duckdb.wal") || text_ends(name, ".new");
}

/* What lies in tmp/ begins with the number of the process that made it. */
static bool is_orphan(const char *name)
{
    const long process = strtol(name, NULL, 10);

    return process <= 0 || (kill((pid_t)process, 0) != 0 && errno == ESRCH);
}

struct err *folder_sweep(struct ctx *ctx, const char *folder, const char *const *keep, size_t n_keep)
{
    const char *temp = folder_path(ctx->arena, folder, "tmp");
    struct names files = { 0 }, names;
    struct err *err;

    err = keep_versions(ctx, folder, keep, n_keep, &files);
    if (!err)
        err = list_folder(ctx, folder, &names);
    if (err)
        return err;
    for (size_t i = 0; i < names.n; i++) {
        if (is_ours(names.items[i]) && !is_in(names.items[i], files.items, files.n))
            unlink(folder_path(ctx->arena, folder, names.items[i]));
    }
    err = list_folder(ctx, temp, &names);
    for (size_t i = 0; !err && i < names.n; i++) {
        if (is_orphan(names.items[i]))
            remove_tree(arena_printf(ctx->arena, "%s/%s", temp, names.items[i]));
    }
    return err;
}

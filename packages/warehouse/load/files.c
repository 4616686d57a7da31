#include "packages/warehouse/load/files.h"

#include "packages/warehouse/duckdb/folder.h"

#include <unistd.h>

static struct err *fill(struct writer *writer, const struct file_made *file)
{
    struct err *err = file->before ? file->before(writer, file->arg) : NULL;

    for (const char *const *part = file->parts; *part && !err; part++)
        err = writer_do(writer, file->sql, *part, NULL, 0, NULL);
    return err;
}

/* Names of attributes are content too. */
static const char *with_columns(struct arena *arena, const struct file_made *file, const char *hash)
{
    struct buf buf = buf_in(arena, 16 * 1024);

    if (!file->n_columns)
        return hash;
    buf_text(&buf, hash);
    for (size_t i = 0; i < file->n_columns; i++)
        buf_printf(&buf, " %s", file->columns[i]);
    return arena_text_n(arena, sha256_hex(arena, buf_str(&buf), buf.len), 16);
}

static struct err *attach(struct writer *writer, const struct file_made *file)
{
    const char *kind = file->source ? file->source : file->name;
    const struct manifest_table *old = manifest_table(&writer->manifest, kind);
    struct err *err;

    err = writer_attach(writer, old ? old->file : NULL, kind, "old");
    if (err)
        return err;
    return writer_new_file(writer, file->name, file->name);
}

struct err *file_make(struct writer *writer, const struct file_made *file)
{
    struct arena *arena = writer->ctx->arena;
    const struct manifest_table *now = manifest_table(&writer->manifest, file->name);
    struct manifest_table made = { .name = file->name,
                                   .columns = file->columns,
                                   .n_columns = file->n_columns };
    struct err *err;

    err = attach(writer, file);
    if (!err)
        err = fill(writer, file);
    if (!err)
        err = writer_fingerprint(writer, file->sql, file->hash_part, &made.rows, &made.hash);
    if (!err)
        err = writer_end_file(writer, &made.file);
    if (!err)
        err = writer_detach(writer, "old");
    if (err)
        return err;
    made.hash = with_columns(arena, file, made.hash);
    if (now && text_is(now->hash, made.hash)) {
        unlink(folder_path(arena, writer->folder, made.file)); /* the old one says the same */
        return NULL;
    }
    manifest_put_table(arena, &writer->manifest, &made);
    return NULL;
}

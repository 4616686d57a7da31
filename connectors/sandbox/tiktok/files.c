/*
 * Uploaded files: read line by line when they come, kept as members. They live as long as the process, which
 * is long enough for the request that names them.
 */
#include "connectors/sandbox/tiktok/tiktok.h"

#include "packages/core/json.h"
#include "packages/core/text.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_FILE = 50 * 1000 * 1000, MD5 = 16 };

static const struct {
    const char *name;
    enum ident_kind kind;
    size_t digits;
} types[] = {
    { "EMAIL_SHA256", IDENT_EMAIL, 64 },   { "PHONE_SHA256", IDENT_PHONE, 64 },
    { "IDFA_SHA256", IDENT_ADDRESS, 64 },  { "GAID_SHA256", IDENT_ADDRESS, 64 },
    { "FIRST_SHA256", IDENT_ADDRESS, 64 },
};

static void free_file(struct tiktok_file *file)
{
    free(file->path);
    free(file->advertiser);
    free(file->type);
    buf_free(&file->packed);
}

void tiktok_files_free(struct tiktok_files *files)
{
    for (size_t i = 0; files && i < files->n; i++)
        free_file(&files->items[i]);
    free(files);
}

const struct tiktok_file *tiktok_file(struct call *call, const char *path, const char *advertiser,
                                      const char *type)
{
    struct tiktok_files *files = call->sandbox->tiktok;

    for (size_t i = 0; files && i < files->n; i++)
        if (text_is(files->items[i].path, path) && text_is(files->items[i].advertiser, advertiser) &&
            text_is(files->items[i].type, type))
            return &files->items[i];
    return NULL;
}

static void keep(struct call *call, const struct tiktok_file *file)
{
    struct tiktok_files **files = &call->sandbox->tiktok;

    if (!*files)
        *files = calloc(1, sizeof(**files));
    if (!*files)
        abort();
    if ((*files)->n == TIKTOK_MOST_FILES) {
        free_file(&(*files)->items[0]);
        memmove((*files)->items, (*files)->items + 1, --(*files)->n * sizeof(*file));
    }
    (*files)->items[(*files)->n++] = *file;
}

static bool read_hex(const char *at, unsigned char out[HASH_SIZE])
{
    for (size_t i = 0; i < HASH_SIZE; i++) {
        unsigned value = 0;

        for (size_t half = 0; half < 2; half++) {
            const char c = at[2 * i + half];

            if (c >= '0' && c <= '9')
                value = value * 16 + (unsigned)(c - '0');
            else if (c >= 'a' && c <= 'f')
                value = value * 16 + (unsigned)(c - 'a') + 10;
            else
                return false;
        }
        out[i] = (unsigned char)value;
    }
    return true;
}

static void read_line(struct call *call, struct tiktok_file *file, enum ident_kind kind, const char *line,
                      size_t len)
{
    struct ident ident = { .kind = (unsigned char)kind };

    if (len != 2 * HASH_SIZE || !read_hex(line, ident.hash) ||
        call_blames(call, file->n + file->n_bad, &ident, 1)) {
        file->n_bad++;
        return;
    }
    buf_char(&file->packed, 1);
    buf_add(&file->packed, &ident, sizeof(ident));
    file->n++;
}

static void read_lines(struct call *call, struct tiktok_file *file, enum ident_kind kind, struct bytes text)
{
    const char *at = (const char *)text.at, *end = at + text.size;

    while (at < end) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t len = stop ? (size_t)(stop - at) : (size_t)(end - at);

        if (len > 0 && at[len - 1] == '\r')
            len--;
        if (len > 0)
            read_line(call, file, kind, at, len);
        at = stop ? stop + 1 : end;
    }
}

static bool is_signed(struct call *call, struct bytes file, const char *signature)
{
    unsigned char digest[MD5];
    unsigned size = 0;

    EVP_Digest(file.at, file.size, digest, &size, EVP_md5(), NULL);
    return text_is(hex_text(call->ctx.arena, digest, size), signature);
}

static const char *fault_of(struct call *call, const char *advertiser, const char *signature, bool has_file,
                            struct bytes file)
{
    if (!tiktok_is_digits(advertiser))
        return "advertiser_id: Missing data for required field.";
    if (!*signature)
        return "file_signature: Missing data for required field.";
    if (!has_file || !file.size)
        return "file: Missing data for required field.";
    if (file.size > MOST_FILE)
        return "The file is larger than 50 MB";
    return is_signed(call, file, signature) ? NULL : "file_signature: does not match the file";
}

void tiktok_upload(struct call *call)
{
    const char *advertiser = form_text(call, "advertiser_id"), *type = form_text(call, "calculate_type");
    const char *signature = form_text(call, "file_signature"), *fault;
    struct tiktok_file file = { .packed = buf_heap(MOST_FILE) };
    struct bytes text = { NULL, 0 };
    const bool has_file = form_part(call, "file", &text);
    size_t i = 0;

    while (i < COUNT(types) && !text_is(types[i].name, type))
        i++;
    fault = i == COUNT(types) ? "calculate_type: Must be one of the known types."
                              : fault_of(call, advertiser, signature, has_file, text);
    if (fault) {
        tiktok_fail(call, 40002, fault);
        return;
    }
    read_lines(call, &file, types[i].kind, text);
    call->n_members = file.n;
    file.path = strdup(arena_printf(call->ctx.arena, "%s/%s.txt", advertiser, call->ctx.request_id));
    file.advertiser = strdup(advertiser);
    file.type = strdup(type);
    if (!file.path || !file.advertiser || !file.type)
        abort();
    pthread_mutex_lock(&call->sandbox->lock);
    keep(call, &file);
    pthread_mutex_unlock(&call->sandbox->lock);
    tiktok_answer(call, json_pack("{s:s}", "file_path", file.path));
}

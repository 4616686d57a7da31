#include "connectors/csv/csv_file.h"

#include "packages/core/settings.h"
#include "packages/core/text.h"
#include "packages/operation/ports.h"
#include "packages/platform/plain.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    MOST_MEMBERS = 10000,
    MOST_LINE = 400,
    MOST_NAME = 40,
    MOST_DAYS = 540,
    POLL_S = 3600,
    NAME_DIGITS = 16
};

static bool is_account(const char *name)
{
    return *name && strlen(name) <= MOST_NAME &&
           strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == strlen(name);
}

static const struct platform_cause causes[] = {
    { "disk", "The file couldn't be written.",
      "Make room in the data folder and check its rights, then retry." },
    { NULL, NULL, NULL },
};

/* --- files --- */

static void put_hash(struct buf *to, bool has, const unsigned char *hash)
{
    if (has)
        buf_hex(to, hash, SHA256_SIZE);
    buf_char(to, ',');
}

static struct bytes text_of(struct ctx *ctx, const struct platform_batch *batch)
{
    struct buf text = buf_in(ctx->arena, (batch->n_members + 1) * MOST_LINE);

    buf_text(&text, "email_sha256,phone_sha256,first_name_sha256,last_name_sha256,country,postal_code\n");
    for (size_t i = 0; i < batch->n_members; i++) {
        const struct identified *member = &batch->members[i];

        put_hash(&text, member->has & ID_EMAIL, member->email);
        put_hash(&text, member->has & ID_PHONE, member->phone);
        put_hash(&text, member->has & ID_FIRST_NAME, member->first_name);
        put_hash(&text, member->has & ID_LAST_NAME, member->last_name);
        buf_printf(&text, "%s,\"", member->has & ID_COUNTRY ? member->country : "");
        for (const char *at = member->has & ID_POSTAL_CODE ? member->postal_code : ""; *at; at++)
            buf_printf(&text, *at == '"' ? "\"\"" : "%c", *at);
        buf_text(&text, "\"\n");
    }
    return (struct bytes){ (const unsigned char *)buf_str(&text), text.len };
}

static const char *folder_of(struct ctx *ctx, const struct platform_account *account, const char *list_id)
{
    char *safe = arena_text(ctx->arena, list_id);

    for (char *at = safe; *at; at++)
        if (!is_account((const char[]){ *at, 0 }) && *at != '_')
            *at = '-';
    return arena_printf(ctx->arena, "%s/exports/%s/%s", ctx->ports->settings->data, account->external_id,
                        safe);
}

static bool make_folders(struct ctx *ctx, const char *path)
{
    for (const char *at = strchr(path + 1, '/'); at; at = strchr(at + 1, '/'))
        if (mkdir(arena_text_n(ctx->arena, path, (size_t)(at - path)), 0700) != 0 && errno != EEXIST)
            return false;
    return true;
}

/* Under another name first, on the disk before it gets its own. */
static bool write_file(struct ctx *ctx, const char *path, struct bytes text)
{
    const char *draft = arena_printf(ctx->arena, "%s.part", path);
    int file;
    bool is_good;

    if (!make_folders(ctx, path))
        return false;
    file = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0)
        return false;
    is_good = write(file, text.at, text.size) == (ssize_t)text.size && fsync(file) == 0;
    is_good &= close(file) == 0;
    return is_good && rename(draft, path) == 0;
}

/* --- the driver --- */

static struct err *send(struct ctx *ctx, const struct platform_account *account,
                        const struct platform_batch *batch, struct platform_outcome *outcome)
{
    const struct bytes text = text_of(ctx, batch);
    const char *digest = sha256_hex(ctx->arena, text.at, text.size);
    const char *path = arena_printf(ctx->arena, "%s/%s-%.*s.csv", folder_of(ctx, account, batch->list_id),
                                    batch->act == PLATFORM_ADD ? "add" : "remove", NAME_DIGITS, digest);

    *outcome = write_file(ctx, path, text) ? (struct platform_outcome){ .verdict = PLATFORM_ACCEPTED }
                                           : (struct platform_outcome){ .verdict = PLATFORM_LATER,
                                                                        .cause = "disk",
                                                                        .detail = strerror(errno),
                                                                        .retry_after_s = 60 };
    return NULL;
}

/* Files that somebody may have taken already aren't unsent by deleting them: there is no list to drop. */
static struct err *drop_list(struct ctx *ctx, const struct platform_account *account, const char *list_id,
                             struct platform_outcome *outcome)
{
    (void)ctx;
    (void)account;
    (void)list_id;
    *outcome = (struct platform_outcome){ .verdict = PLATFORM_ACCEPTED };
    return NULL;
}

const struct platform_driver csv_driver = {
    .name = "csv",
    .label = "CSV files",
    .family = "csv",
    .limits = { .batch = MOST_MEMBERS,
                .membership_max_days = MOST_DAYS,
                .first_poll_s = POLL_S,
                .longest_poll_s = POLL_S },
    .causes = causes,
    .fields = plain_fields,
    .is_account = is_account,
    .account_words = "a folder by letters, digits and hyphens",
    .account_is_address = true,
    .identify = plain_identify,
    .ensure_list = plain_ensure_list,
    .send = send,
    .status = plain_status,
    .list_state = plain_list_state,
    .drop_list = drop_list,
};

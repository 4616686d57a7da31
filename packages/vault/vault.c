#include "packages/vault/vault.h"

#include "packages/store/store.h"
#include "packages/vault/vault.sql.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEY_SIZE = 32 };

static const char *const names[N_VAULT_KEYS] = { "identity", "ledger", "tokens" };

struct vault {
    unsigned char bytes[N_VAULT_KEYS][KEY_SIZE];
    struct secret keys[N_VAULT_KEYS];
};

struct sealed_key {
    struct bytes sealed;
};
static const struct field sealed_key_fields[] = { FIELD(sealed_key, sealed, "The sealed key.") };
static const struct shape sealed_key_shape = SHAPE(sealed_key, sealed_key_fields, "A key of the vault.");

static struct err *checked(struct ctx *ctx, const struct secret *key)
{
    for (size_t i = 1; i < key->size; i++)
        if (key->at[i] != key->at[0])
            return NULL;
    return err_new(ctx, ERR_INVALID, "master_key",
                   "the master key is not random: make one with openssl rand -hex 32");
}

/* Made whole under another name and linked into place: two processes that start at once end with one key. */
static struct err *make_file(struct ctx *ctx, const char *path)
{
    const char *new = arena_printf(ctx->arena, "%s.%d.new", path, (int)getpid());
    unsigned char key[KEY_SIZE];
    const char *hex;
    int file, result;

    random_bytes(ctx, key, sizeof(key));
    hex = hex_text(ctx->arena, key, sizeof(key));
    file = open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0)
        return err_new(ctx, ERR_UNAVAILABLE, NULL, "can't write %s", new);
    result = write(file, hex, KEY_SIZE * 2) == KEY_SIZE * 2 && fsync(file) == 0;
    close(file);
    if (!result)
        return err_new(ctx, ERR_UNAVAILABLE, NULL, "can't write %s", new);
    result = link(new, path);
    unlink(new);
    if (result < 0 && errno != EEXIST)
        return err_new(ctx, ERR_UNAVAILABLE, NULL, "can't write %s", path);
    return NULL;
}

static struct err *read_file(struct ctx *ctx, const char *path, const char **hex)
{
    char *text = arena_alloc(ctx->arena, KEY_SIZE * 2 + 1);
    struct stat stat;
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    struct err *err = NULL;

    if (file < 0)
        return err_new(ctx, ERR_UNAVAILABLE, NULL, "can't read %s", path);
    if (fstat(file, &stat) < 0 || (stat.st_mode & 077) != 0)
        err = err_new(ctx, ERR_INVALID, "master_key", "%s may be read by others: chmod 600", path);
    else if (read(file, text, KEY_SIZE * 2) != KEY_SIZE * 2)
        err = err_new(ctx, ERR_INVALID, "master_key", "%s holds no key of 64 hex digits", path);
    close(file);
    *hex = text;
    return err;
}

static struct err *master(struct ctx *ctx, const char *folder, const char *hex, struct secret *out)
{
    const char *path = arena_printf(ctx->arena, "%s/master.key", folder);
    struct err *err = NULL;

    if (!*hex) {
        if (access(path, F_OK) < 0)
            err = make_file(ctx, path);
        if (!err)
            err = read_file(ctx, path, &hex);
        if (err)
            return err;
    }
    out->at = arena_alloc(ctx->arena, KEY_SIZE);
    out->size = KEY_SIZE;
    if (!hex_parse(hex, out->at, KEY_SIZE))
        return err_new(ctx, ERR_INVALID, "master_key", "the master key must be 64 hex digits");
    return checked(ctx, out);
}

static struct err *load(struct ctx *ctx, const struct secret *master_key, const char *name,
                        unsigned char *out)
{
    const char *about = arena_printf(ctx->arena, "vault_keys.%s", name);
    struct sealed_key row;
    struct bytes plain = { 0 };
    struct err *err;

    err = store_one(ctx, &sql_vault_key_get, WITH(ARG("name", name)), OUT(sealed_key, &row));
    if (err)
        return err;
    if (!unseal(ctx, master_key, row.sealed, about, &plain) || plain.size != KEY_SIZE)
        return err_new(ctx, ERR_CONFLICT, "master_key",
                       "this master key doesn't open the data: it is another's");
    memcpy(out, plain.at, KEY_SIZE);
    return NULL;
}

static struct err *make(struct ctx *ctx, const struct secret *master_key, const char *name)
{
    const char *about = arena_printf(ctx->arena, "vault_keys.%s", name);
    unsigned char key[KEY_SIZE];
    struct bytes sealed;

    random_bytes(ctx, key, sizeof(key));
    sealed = seal(ctx, master_key, (struct bytes){ key, sizeof(key) }, about);
    return store_run(ctx, &sql_vault_key_insert,
                     WITH(ARG("name", name), ARG("sealed", sealed), ARG("created_at", ctx->now)), NULL);
}

struct err *vault_open(struct ctx *ctx, const char *folder, const char *master_hex, struct vault **out)
{
    struct vault *vault = calloc(1, sizeof(*vault));
    struct secret master_key = { 0 };
    struct err *err;

    if (!vault)
        abort();
    err = master(ctx, folder, master_hex, &master_key);
    for (size_t i = 0; i < N_VAULT_KEYS && !err; i++) {
        err = load(ctx, &master_key, names[i], vault->bytes[i]);
        if (err_is(err, ERR_NOT_FOUND)) {
            err = make(ctx, &master_key, names[i]);
            if (!err)
                err = load(ctx, &master_key, names[i], vault->bytes[i]);
        }
        vault->keys[i] = (struct secret){ vault->bytes[i], KEY_SIZE };
    }
    secret_wipe(&master_key);
    if (err) {
        vault_close(vault);
        return err;
    }
    *out = vault;
    return NULL;
}

void vault_close(struct vault *vault)
{
    if (!vault)
        return;
    for (size_t i = 0; i < N_VAULT_KEYS; i++)
        secret_wipe(&vault->keys[i]);
    free(vault);
}

const struct secret *vault_key(const struct vault *vault, enum vault_key which)
{
    return &vault->keys[which];
}

/*
 * Customers and their identifiers. One pass reads the files, makes every identifier usable or says why not,
 * and hashes it; two files come out: `customers`, which plans may ask, and `identifiers`, which they can't
 * see.
 */
#include "packages/identity/identity.h"
#include "packages/warehouse/duckdb/folder.h"
#include "packages/warehouse/load/files.h"
#include "packages/warehouse/load/table.h"

#include <string.h>

enum column {
    CUSTOMER_ID,
    EMAIL,
    PHONE,
    FIRST_NAME,
    LAST_NAME,
    COUNTRY,
    REGION,
    CITY,
    POSTAL_CODE,
    CREATED_AT
};
static const struct table_column columns[] = {
    [CUSTOMER_ID] = { "customer_id", 256, true }, [EMAIL] = { "email", 1024, false },
    [PHONE] = { "phone", 1024, false },           [FIRST_NAME] = { "first_name", 256, false },
    [LAST_NAME] = { "last_name", 256, false },    [COUNTRY] = { "country", 256, false },
    [REGION] = { "region", 256, false },          [CITY] = { "city", 256, false },
    [POSTAL_CODE] = { "postal_code", 64, false }, [CREATED_AT] = { "created_at", 64, false },
};

struct customers {
    struct table table;
    const struct zone *zone;
    struct hasher *hasher;
    struct appending to;
    const char **attributes; /* of all files and of what is published */
    size_t n_attributes;
    size_t n_old; /* how many of them are published */
};

/* One row's identifiers in their usable form, or NULL. */
struct person {
    const char *email, *phone, *country;
    unsigned char email_hash[IDENTITY_HASH], phone_hash[IDENTITY_HASH], customer_hash[IDENTITY_HASH];
};

static void identify(struct customers *load, struct person *person)
{
    struct table *table = &load->table;
    struct arena *arena = table->writer->ctx->arena;
    const char *const *value = table->value, *why = NULL;

    if (value[COUNTRY]) {
        person->country = identity_country(value[COUNTRY]);
        if (!person->country)
            report_unusable(table->writer->caller, table->report, "country",
                            "no country of that name or code");
    }
    if (value[EMAIL]) {
        person->email = identity_email(arena, value[EMAIL], &why);
        if (!person->email)
            report_unusable(table->writer->caller, table->report, "email", why);
        else
            identity_hash(load->hasher, IDENTITY_EMAIL, identity_email_fold(arena, person->email),
                          person->email_hash);
    }
    if (value[PHONE]) {
        person->phone = identity_phone_e164(arena, value[PHONE], person->country, &why);
        if (!person->phone)
            report_unusable(table->writer->caller, table->report, "phone", why);
        else
            identity_hash(load->hasher, IDENTITY_PHONE, person->phone, person->phone_hash);
    }
    identity_hash(load->hasher, IDENTITY_CUSTOMER_ID, value[CUSTOMER_ID], person->customer_hash);
}

static const char *attribute_value(const struct table *table, const char *name)
{
    for (size_t i = 0; i < table->n_attributes; i++) {
        if (text_is(table->attributes[i], name))
            return table->attribute[i];
    }
    return NULL;
}

static const char *take(struct table *table, void *arg)
{
    struct customers *load = arg;
    struct appending *to = &load->to;
    const char *const *value = table->value;
    struct person person = { 0 };
    struct instant created = { 0 };
    int64_t day;

    if (value[CREATED_AT] && !moment_parse(load->zone, value[CREATED_AT], &created, &day))
        return "created_at is no time: write 2026-11-24 or 2026-11-24T08:00:00Z";
    identify(load, &person);
    append_int(to, true, table->report->rows_read);
    append_text(to, value[CUSTOMER_ID]);
    append_text(to, person.country);
    append_text(to, value[REGION]);
    append_text(to, value[CITY]);
    append_int(to, value[CREATED_AT] != NULL, created.us);
    append_text(to, person.email);
    append_text(to, person.phone);
    append_text(to, value[FIRST_NAME]);
    append_text(to, value[LAST_NAME]);
    append_text(to, value[POSTAL_CODE]);
    append_bytes(to, person.email ? person.email_hash : NULL, IDENTITY_HASH);
    append_bytes(to, person.phone ? person.phone_hash : NULL, IDENTITY_HASH);
    append_bytes(to, person.customer_hash, IDENTITY_HASH);
    for (size_t i = 0; i < load->n_attributes; i++)
        append_text(to, attribute_value(table, load->attributes[i]));
    append_row(to);
    return NULL;
}

static struct err *add_column(struct writer *writer, const char *table, const char *name)
{
    /* The name was checked to be a plain word (table.c). */
    return engine_run(
        writer->ctx, writer->connection,
        arena_printf(writer->ctx->arena, "ALTER TABLE %s ADD COLUMN \"%s\" VARCHAR", table, name));
}

/* A file may bring attributes that no earlier one had: the stage grows, so rows are appended anew. */
static struct err *take_header(struct table *table, void *arg)
{
    struct customers *load = arg;
    struct arena *arena = table->writer->ctx->arena;
    struct err *err = NULL;

    if (load->to.appender)
        err = append_end(table->writer, &load->to);
    for (size_t i = 0; i < table->n_attributes && !err; i++) {
        bool is_known = false;

        for (size_t k = 0; k < load->n_attributes; k++)
            is_known |= text_is(load->attributes[k], table->attributes[i]);
        if (is_known)
            continue;
        *ARENA_PUSH(arena, load->attributes, load->n_attributes) = table->attributes[i];
        err = add_column(table->writer, "stage.people", table->attributes[i]);
    }
    if (err)
        return err;
    return append_begin(table->writer, "people", &load->to);
}

static struct err *prepare(struct customers *load)
{
    struct writer *writer = load->table.writer;
    const struct manifest_table *old = manifest_table(&writer->manifest, "customers");
    struct err *err;

    load->zone = zone_open(writer->ctx->arena, load->table.in->zone ? load->table.in->zone : "UTC");
    if (!load->zone)
        return err_new(writer->ctx, ERR_INVALID, "zone", "there is no time zone \"%s\"",
                       load->table.in->zone);
    err = writer_run(writer, "customers", "prepare");
    if (!err)
        err = writer_run(writer, "customers", "stage");
    for (size_t i = 0; old && i < old->n_columns && !err; i++) {
        *ARENA_PUSH(writer->ctx->arena, load->attributes, load->n_attributes) = old->columns[i];
        err = add_column(writer, "stage.people", old->columns[i]);
    }
    load->n_old = load->n_attributes;
    return err;
}

static struct err *check_collisions(struct writer *writer)
{
    int64_t collisions;
    struct err *err;

    err = writer_int(writer, "customers", "collisions", NULL, 0, &collisions);
    if (!err && collisions)
        err = err_new(writer->ctx, ERR_CONFLICT, NULL, "%ld customers share a key with another",
                      (long)collisions);
    return err;
}

static struct err *more_columns(struct writer *writer, void *arg)
{
    struct customers *load = arg;
    struct err *err = NULL;

    for (size_t i = 0; i < load->n_attributes && !err; i++)
        err = add_column(writer, "fresh.customers", load->attributes[i]);
    return err ? err : check_collisions(writer);
}

static struct err *make_files(struct customers *load)
{
    static const char *const customers_parts[] = { "customers", NULL };
    static const char *const identifiers_parts[] = { "identifiers", NULL };
    struct writer *writer = load->table.writer;
    struct file_made customers = { .name = "customers",
                                   .sql = "customers",
                                   .parts = customers_parts,
                                   .hash_part = "customers_hash",
                                   .before = more_columns,
                                   .arg = load,
                                   .columns = load->attributes,
                                   .n_columns = load->n_attributes };
    struct file_made identifiers = {
        .name = "identifiers", .sql = "customers", .parts = identifiers_parts, .hash_part = "identifiers_hash"
    };
    struct err *err;

    err = writer_run(writer, "customers", "latest");
    if (!err)
        err = file_make(writer, &customers);
    if (!err)
        err = file_make(writer, &identifiers);
    return err;
}

static struct err *read_all(struct customers *load)
{
    struct err *err, *end = NULL;

    err = prepare(load);
    if (!err)
        err = table_read(&load->table, take_header, take, load);
    if (load->to.appender)
        end = append_end(load->table.writer, &load->to);
    return err ? err : end;
}

static struct err *load(struct writer *writer, const struct load_input *in, struct load_report *out)
{
    struct customers load = { .table = { .in = in,
                                         .writer = writer,
                                         .report = out,
                                         .columns = columns,
                                         .n_columns = COUNT(columns),
                                         .takes_attributes = true } };
    struct err *err;

    if (!in->key)
        return err_new(writer->ctx, ERR_INTERNAL, NULL, "customers are loaded with a key for their hashes");
    load.hasher = hasher_new_hmac(in->key);
    err = read_all(&load);
    hasher_free(load.hasher);
    if (err)
        return err;
    report_progress(in, "building", 0, 0);
    return make_files(&load);
}

struct err *load_customers(struct ctx *ctx, const struct load_input *in, struct load_report *out)
{
    return writer_load(ctx, load, in, out);
}

#include "packages/warehouse/demo/company.h"

#include "packages/warehouse/duckdb/driver.h"
#include "packages/warehouse/duckdb/folder.h"

#include <errno.h>
#include <string.h>

static struct company company_of(struct ctx *ctx, const struct demo_options *options)
{
    struct company company = { .ctx = ctx, .options = *options };

    company.options.seed = options->seed ? options->seed : 1;
    company.options.days = options->days ? options->days : 120;
    company.options.sessions = options->sessions ? options->sessions : 360;
    company.options.customers = options->customers ? options->customers : 20000;
    company.last_day = date_days(options->yesterday);
    company.first_day = company.last_day - company.options.days + 1;
    return company;
}

/* A file under way; a fault while writing shows at its end. */
static struct err *file_begin(struct ctx *ctx, const char *folder, const char *name, const char **path,
                              FILE **out)
{
    *path = folder_path(ctx->arena, folder, name);
    *out = fopen(*path, "wbe");
    if (!*out)
        return err_new(ctx, ERR_UNAVAILABLE, NULL, "can't write %s: %s", *path, strerror(errno));
    return NULL;
}

static struct err *file_end(struct ctx *ctx, FILE *file, const char *path)
{
    const bool failed = ferror(file) != 0;

    if (fclose(file) != 0 || failed)
        return err_new(ctx, ERR_UNAVAILABLE, NULL, "can't write %s: %s", path, strerror(errno));
    return NULL;
}

static void tell(const struct company *company, const char *step, int64_t done, int64_t total)
{
    if (company->options.progress)
        company->options.progress(company->options.progress_to, step, done, total);
}

static struct err *load_events(struct company *company, const char *folder, struct demo_report *out)
{
    struct ctx *ctx = company->ctx;
    struct visitors *visitors = visitors_new(company);
    struct load_report report;
    struct load_file file = { 0 };
    FILE *stream;
    struct err *err;

    err = file_begin(ctx, folder, "events.ndjson", &file.path, &stream);
    if (err)
        return err;
    for (int64_t day = company->first_day; day <= company->last_day; day++) {
        tell(company, "making up visits", day - company->first_day, company->options.days);
        company_day(company, visitors, day, stream);
    }
    err = file_end(ctx, stream, file.path);
    if (!err)
        err = load_ga4(ctx,
                       &(struct load_input){ .files = &file,
                                             .n_files = 1,
                                             .key_events = company->options.key_events,
                                             .progress = company->options.progress,
                                             .progress_to = company->options.progress_to },
                       &report);
    if (err)
        return err;
    out->events = report.rows_loaded;
    out->days = report.days;
    return NULL;
}

typedef void file_maker(struct company *company, FILE *out);
typedef struct err *file_loader(struct ctx *ctx, const struct load_input *in, struct load_report *out);

static struct err *load_file(struct company *company, const char *folder, const char *name, file_maker *make,
                             file_loader *load, struct load_report *out)
{
    struct ctx *ctx = company->ctx;
    struct load_file file = { 0 };
    FILE *stream;
    struct err *err;

    tell(company, name, 0, 0);
    err = file_begin(ctx, folder, name, &file.path, &stream);
    if (err)
        return err;
    make(company, stream);
    err = file_end(ctx, stream, file.path);
    if (err)
        return err;
    return load(ctx, &(struct load_input){ .files = &file, .n_files = 1, .key = company->options.key }, out);
}

static struct err *load_all(struct company *company, const char *folder, struct demo_report *out)
{
    struct load_report customers, links, orders;
    struct err *err;

    err = load_events(company, folder, out);
    if (!err)
        err = load_file(company, folder, "customers.csv", company_customers, load_customers, &customers);
    if (!err)
        err = load_file(company, folder, "customer-users.csv", company_links, load_customer_users, &links);
    if (!err)
        err = load_file(company, folder, "orders.csv", company_orders, load_orders, &orders);
    if (err)
        return err;
    out->customers = customers.rows_loaded;
    out->orders = orders.rows_loaded;
    out->data_version = orders.data_version;
    return NULL;
}

struct err *demo_load(struct ctx *ctx, const struct demo_options *options, struct demo_report *out)
{
    struct ctx own = *ctx;
    struct company company = company_of(&own, options);
    struct demo_report report = { 0 };
    struct warehouse *warehouse;
    const char *folder;
    struct err *err;

    err = duckdb_warehouse(ctx, &warehouse);
    if (err)
        return err;
    own.arena = arena_new(); /* the files go with it */
    err = folder_temp(&own, duckdb_folder(warehouse), &folder);
    if (!err)
        err = load_all(&company, folder, &report);
    if (err)
        err = err_new(ctx, err->code, NULL, "%s", err->message);
    report.data_version = arena_text(ctx->arena, report.data_version);
    arena_free(own.arena);
    ctx->random = own.random;
    if (!err)
        *out = report;
    return err;
}

/* The identifier that the consent was given with: the first that the person has. */
static const char *identifier_of(struct arena *arena, int64_t number, const struct person *person,
                                 const char **type)
{
    *type = person->has_usable_email ? "email" : person->has_usable_phone ? "phone" : "customer_id";
    if (person->has_usable_email)
        return person->email;
    if (!person->has_usable_phone)
        return person_id(arena, number);
    if (person->phone[0] == '+')
        return person->phone;
    return arena_printf(arena, "+1 %s", person->phone[0] == '1' ? person->phone + 2 : person->phone);
}

static void add_consents(struct buf *to, struct arena *arena, const struct company *company, int64_t number)
{
    const struct person person = person_of(company->options.seed, number, company->last_day);
    const enum person_consent consent = person_consent(company->options.seed, number, &person);
    const struct instant asked = { person.created_day * DAYS(1) + HOURS(10) };
    const char *given = instant_text(arena, asked),
               *later = instant_text(arena, instant_add(asked, DAYS(100)));
    const char *type, *identifier = identifier_of(arena, number, &person, &type);

    if (consent == CONSENT_NONE)
        return;
    buf_printf(to, "%s,%s,ad_user_data,granted,%s,demo checkout\n", type, identifier, given);
    if (consent != CONSENT_DATA_ONLY)
        buf_printf(to, "%s,%s,ad_personalization,granted,%s,demo checkout\n", type, identifier, given);
    if (consent == CONSENT_WITHDRAWN) {
        buf_printf(to, "%s,%s,ad_user_data,withdrawn,%s,demo preference centre\n", type, identifier, later);
        buf_printf(to, "%s,%s,ad_personalization,withdrawn,%s,demo preference centre\n", type, identifier,
                   later);
    }
}

struct err *demo_consents(struct ctx *ctx, const struct demo_options *options, demo_sink *sink, void *arg)
{
    enum { PIECE = 64 * 1024 };
    const struct company company = company_of(ctx, options);
    struct arena *arena = arena_new();
    struct buf piece = buf_heap(2 * PIECE);
    struct err *err = NULL;

    buf_text(&piece, "identifier_type,identifier,consent_type,state,at,source\n");
    for (int64_t i = 0; i < company.options.customers && !err; i++) {
        add_consents(&piece, arena, &company, i);
        arena_reset(arena);
        if (piece.len < PIECE && i + 1 < company.options.customers)
            continue;
        err = sink(ctx, buf_str(&piece), piece.len, arg);
        buf_reset(&piece);
    }
    buf_free(&piece);
    arena_free(arena);
    return err;
}

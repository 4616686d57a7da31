/*
 * The rows of a payload, read without a tree. A row of another shape refuses the request; a row whose cells
 * are no hashes is counted as invalid, shown as a sample, and left out: so Meta takes half a batch.
 */
#include "connectors/sandbox/meta/meta.h"

#include "packages/core/json.h"
#include "packages/core/text.h"

#include <string.h>

enum { MOST_PACKED = 16 * 1024 * 1024, MOST_KEYS = 20, MOST_CLEAR = 256, MOST_SCHEMA = 4096 };

enum cell_kind { CELL_HASH, CELL_CLEAR, CELL_NUMBER, CELL_OPTIONS };

static const struct schema_key {
    const char *name;
    enum cell_kind kind;
    int ident; /* of enum ident_kind */
} keys[] = {
    { "APPUID", CELL_CLEAR, IDENT_ADDRESS },
    { "COUNTRY", CELL_HASH, IDENT_ADDRESS },
    { "CT", CELL_HASH, IDENT_ADDRESS },
    { "DATA_PROCESSING_OPTIONS", CELL_OPTIONS, N_IDENT_KINDS },
    { "DATA_PROCESSING_OPTIONS_COUNTRY", CELL_NUMBER, N_IDENT_KINDS },
    { "DATA_PROCESSING_OPTIONS_STATE", CELL_NUMBER, N_IDENT_KINDS },
    { "DOBD", CELL_HASH, IDENT_ADDRESS },
    { "DOBM", CELL_HASH, IDENT_ADDRESS },
    { "DOBY", CELL_HASH, IDENT_ADDRESS },
    { "EMAIL", CELL_HASH, IDENT_EMAIL },
    { "EMAIL_SHA256", CELL_HASH, IDENT_EMAIL },
    { "EXTERN_ID", CELL_CLEAR, IDENT_ADDRESS },
    { "FI", CELL_HASH, IDENT_ADDRESS },
    { "FN", CELL_HASH, IDENT_ADDRESS },
    { "GEN", CELL_HASH, IDENT_ADDRESS },
    { "LN", CELL_HASH, IDENT_ADDRESS },
    { "LOOKALIKE_VALUE", CELL_NUMBER, N_IDENT_KINDS },
    { "MADID", CELL_CLEAR, IDENT_ADDRESS },
    { "MOBILE_ADVERTISER_ID", CELL_CLEAR, IDENT_ADDRESS },
    { "PAGEUID", CELL_CLEAR, IDENT_ADDRESS },
    { "PHONE", CELL_HASH, IDENT_PHONE },
    { "PHONE_SHA256", CELL_HASH, IDENT_PHONE },
    { "ST", CELL_HASH, IDENT_ADDRESS },
    { "ZIP", CELL_HASH, IDENT_ADDRESS },
};

struct reader {
    struct call *call;
    struct rows *rows;
    const struct schema_key *schema[MOST_KEYS];
    size_t n_keys;
    bool is_flat; /* the schema is one word, and rows are texts */
    struct pull pull;
};

/* A name and where it lives are somebody; less is nobody by itself. */
enum part { PART_FIRST = 1, PART_LAST = 2, PART_ZIP = 4, PART_ALL = 7 };

/* One row: its identifiers, and the other parts as one. */
struct draft {
    struct ident idents[MOST_IDENTS];
    size_t n;
    struct buf address; /* what isn't e-mail or phone, in the order of the schema */
    unsigned parts;     /* of enum part */
    struct span bad;    /* the first cell that is no good */
    bool is_bad, has_any;
};

static bool refuse(struct reader *reader, const char *message)
{
    if (!reader->call->answer.status)
        meta_bad(reader->call, message);
    return false;
}

/* --- the schema --- */

static const struct schema_key *key_named(const char *name)
{
    for (size_t i = 0; name && i < COUNT(keys); i++)
        if (text_is(keys[i].name, name))
            return &keys[i];
    return NULL;
}

static bool add_key(struct reader *reader, json_t *name)
{
    const struct schema_key *key = key_named(json_string_value(name));

    if (!key || reader->n_keys == MOST_KEYS)
        return refuse(reader, "Invalid parameter: the schema names a key that there isn't");
    for (size_t i = 0; i < reader->n_keys; i++)
        if (reader->schema[i] == key)
            return refuse(reader, "Invalid parameter: the schema names a key twice");
    reader->schema[reader->n_keys++] = key;
    return true;
}

static bool read_schema(struct reader *reader, const struct span *text)
{
    const char *wrapped = arena_printf(reader->call->ctx.arena, "[%.*s]", (int)text->len, text->at);
    json_t *json, *schema, *name;
    size_t i;

    if (text->len > MOST_SCHEMA || json_parse(&reader->call->ctx, wrapped, strlen(wrapped), &json) != NULL)
        return refuse(reader, "Invalid parameter: the schema can't be read");
    schema = json_array_get(json, 0);
    reader->is_flat = json_is_string(schema);
    if (reader->is_flat)
        return add_key(reader, schema);
    json_array_foreach(schema, i, name) if (!add_key(reader, name)) return false;
    return reader->n_keys > 0 || refuse(reader, "Invalid parameter: the schema names no key");
}

/* --- cells --- */

static bool is_hash(const struct span *text)
{
    if (text->len != 2 * HASH_SIZE)
        return false;
    for (size_t i = 0; i < text->len; i++)
        if (!strchr("0123456789abcdef", text->at[i]) || !text->at[i])
            return false;
    return true;
}

static void add_ident(struct draft *draft, int kind, const struct span *text)
{
    struct ident *ident = &draft->idents[draft->n];
    char digits[2 * HASH_SIZE + 1] = { 0 };

    memcpy(digits, text->at, sizeof(digits) - 1);
    if (hex_parse(digits, ident->hash, HASH_SIZE)) {
        ident->kind = (unsigned char)kind;
        draft->n++;
    }
}

static unsigned part_of(const struct schema_key *key)
{
    if (key->kind == CELL_CLEAR) /* an id of somebody */
        return PART_ALL;
    return text_is(key->name, "FN")    ? PART_FIRST
           : text_is(key->name, "LN")  ? PART_LAST
           : text_is(key->name, "ZIP") ? PART_ZIP
                                       : 0;
}

static void take_cell(struct draft *draft, const struct schema_key *key, const struct span *text)
{
    const bool is_good = key->kind == CELL_HASH ? is_hash(text) : text->len <= MOST_CLEAR;

    if (text->len == 0)
        return;
    draft->has_any = true;
    if (!is_good) {
        if (!draft->is_bad)
            draft->bad = *text;
        draft->is_bad = true;
    } else if (key->ident != IDENT_ADDRESS) {
        add_ident(draft, key->ident, text);
    } else {
        draft->parts |= part_of(key);
        buf_printf(&draft->address, "%s=%.*s;", key->name, (int)text->len, text->at);
    }
}

static bool read_cell(struct reader *reader, struct draft *draft, const struct schema_key *key)
{
    struct span text;

    if (key->kind == CELL_HASH || key->kind == CELL_CLEAR) {
        if (pull_peek(&reader->pull) != '"')
            return refuse(reader, "Invalid parameter: a cell is a text, \"\" where nothing is known");
        if (!pull_string(&reader->pull, &text))
            return refuse(reader, "Invalid parameter: the data can't be read");
        take_cell(draft, key, &text);
        return true;
    }
    return pull_value(&reader->pull, &text) || refuse(reader, "Invalid parameter: the data can't be read");
}

static bool read_cells(struct reader *reader, struct draft *draft)
{
    size_t n = 0;

    if (reader->is_flat)
        return read_cell(reader, draft, reader->schema[0]);
    if (pull_peek(&reader->pull) != '[')
        return refuse(reader, "Invalid parameter: a row is a list of cells");
    (void)pull_open(&reader->pull, '[');
    while (pull_more(&reader->pull, ']', &n)) {
        if (n > reader->n_keys)
            return refuse(reader, "Invalid parameter: a row has more cells than the schema has keys");
        if (!read_cell(reader, draft, reader->schema[n - 1]))
            return false;
    }
    return n == reader->n_keys ||
           refuse(reader, "Invalid parameter: a row has fewer cells than the schema has keys");
}

/* --- rows --- */

static const char *sample_of(struct reader *reader, const struct draft *draft)
{
    if (draft->is_bad)
        return arena_text_n(reader->call->ctx.arena, draft->bad.at,
                            draft->bad.len < 100 ? draft->bad.len : 100);
    return draft->n ? hex_text(reader->call->ctx.arena, draft->idents[0].hash, HASH_SIZE) : "";
}

static void count_invalid(struct reader *reader, const struct draft *draft, size_t row)
{
    const char *sample = sample_of(reader, draft);

    reader->rows->n_invalid++;
    if (reader->rows->n_invalid > META_MOST_SAMPLES || !text_is_utf8(sample, strlen(sample)) ||
        (reader->call->has_fault && reader->call->fault.unnamed))
        return;
    json_object_set_new(reader->rows->samples, arena_printf(reader->call->ctx.arena, "%zu", row),
                        json_string(sample));
}

static void pack(struct reader *reader, struct draft *draft)
{
    struct rows *rows = reader->rows;

    draft->n = idents_settle(draft->idents, draft->n);
    buf_char(&rows->packed, (char)draft->n);
    buf_add(&rows->packed, draft->idents, draft->n * sizeof(struct ident));
    rows->n_matched += member_matches(draft->idents);
}

static bool read_row(struct reader *reader, size_t row)
{
    struct draft draft = { .address = buf_in(reader->call->ctx.arena, MOST_SCHEMA * 2) };

    if (!read_cells(reader, &draft))
        return false;
    if (draft.address.len > 0 && (draft.parts == PART_ALL || draft.n == 0)) {
        struct ident *ident = &draft.idents[draft.n++];

        ident->kind = IDENT_ADDRESS;
        sha256(draft.address.at, draft.address.len, ident->hash);
    }
    if (draft.is_bad || !draft.has_any || draft.n == 0 ||
        call_blames(reader->call, row, draft.idents, draft.n))
        count_invalid(reader, &draft, row);
    else
        pack(reader, &draft);
    return true;
}

static bool read_data(struct reader *reader, const struct span *text)
{
    size_t n = 0;

    reader->pull = (struct pull){ .at = text->at, .end = text->at + text->len };
    if (pull_peek(&reader->pull) != '[')
        return refuse(reader, "Invalid parameter: data is a list of rows");
    (void)pull_open(&reader->pull, '[');
    while (pull_more(&reader->pull, ']', &n)) {
        if (n > META_MOST_ROWS)
            return refuse(reader, "Invalid parameter: at most 10,000 rows are taken");
        if (!read_row(reader, n - 1))
            return false;
    }
    reader->rows->n = n;
    reader->call->n_members = n;
    if (reader->pull.is_broken)
        return refuse(reader, "Invalid parameter: the data can't be read");
    return n > 0 || refuse(reader, "Invalid parameter: the data has no rows");
}

/* --- the payload --- */

static bool is_known(const struct span *key)
{
    static const char *const known[] = {
        "schema", "data", "is_raw", "app_ids", "page_ids", "ig_account_ids"
    };

    for (size_t i = 0; i < COUNT(known); i++)
        if (span_is(key, known[i]))
            return true;
    return false;
}

static bool read_payload(struct reader *reader, const struct span *payload)
{
    struct pull pull = { .at = payload->at, .end = payload->at + payload->len };
    struct span key, value, schema = { 0 }, data = { 0 };
    size_t n = 0;

    if (pull_peek(&pull) != '{')
        return refuse(reader, "Param payload must be an object");
    (void)pull_open(&pull, '{');
    while (pull_more(&pull, '}', &n) && pull_key(&pull, &key) && pull_value(&pull, &value)) {
        if (!is_known(&key))
            return refuse(reader, "Invalid keys were found in param payload");
        if (span_is(&key, "schema"))
            schema = value;
        if (span_is(&key, "data"))
            data = value;
    }
    if (pull.is_broken)
        return refuse(reader, "Param payload can't be read");
    if (!schema.at || !data.at)
        return refuse(reader, "Param payload must have schema and data");
    return read_schema(reader, &schema) && read_data(reader, &data);
}

bool meta_read_rows(struct call *call, struct rows *rows)
{
    struct reader reader = { .call = call, .rows = rows };
    struct span payload;

    *rows = (struct rows){ .packed = buf_heap(MOST_PACKED), .samples = json_keep(&call->ctx, json_object()) };
    if (!param_span(call, "payload", &payload))
        return refuse(&reader, "The parameter payload is required");
    return read_payload(&reader, &payload);
}

void meta_free_rows(struct rows *rows)
{
    buf_free(&rows->packed);
}

/*
 * The members, which are nearly all of the body, are read in one pass without a tree; everything beside them
 * is small and goes through jansson (head.c). Since a member can only be read when encoding and destinations
 * are known, and JSON has no order, the members' text is stepped over first.
 *
 * As Google does, one malformed member refuses the whole request; up to MOST_VIOLATIONS are named.
 */
#include "connectors/sandbox/google/batch.h"

#include "connectors/sandbox/pull.h"
#include "packages/core/json.h"
#include "packages/core/text.h"

#include <openssl/evp.h>
#include <string.h>

enum {
    MOST_VIOLATIONS = 100,
    BASE64_SHA256 = 44,
    MOST_POSTAL = 32,
    MOST_PACKED = 16 * 1024 * 1024,
    NO_DIGIT = 255
};

struct reader {
    struct call *call;
    struct batch *batch;
    struct pull pull;
    enum change_kind kind;
    enum encoding encoding;
    struct violation *violations;
    size_t n_violations;
    size_t member, ident; /* which are being read */
    const char *unknown;  /* a field that the API doesn't have */
    unsigned char hex[256];
};

static void blame(struct reader *reader, const char *part, const char *reason, const char *description)
{
    struct arena *arena = reader->call->ctx.arena;

    if (reader->n_violations == MOST_VIOLATIONS)
        return;
    *ARENA_PUSH(arena, reader->violations, reader->n_violations) = (struct violation){
        .field = arena_printf(arena, "audience_members.audience_members[%zu]%s", reader->member, part),
        .reason = reason,
        .description = description,
    };
}

static void blame_ident(struct reader *reader, const char *part, const char *reason, const char *description)
{
    const char *field =
        arena_printf(reader->call->ctx.arena, ".user_data.user_identifiers[%zu]%s", reader->ident, part);

    blame(reader, field, reason, description);
}

static void skip_unknown(struct reader *reader, const struct span *key)
{
    struct span value;

    if (!reader->unknown)
        reader->unknown = arena_text_n(reader->call->ctx.arena, key->at, key->len < 64 ? key->len : 64);
    (void)pull_value(&reader->pull, &value); /* the unknown field is what gets told */
}

/* --- hashes --- */

static void fill_hex(unsigned char hex[256])
{
    memset(hex, NO_DIGIT, 256);
    for (int i = 0; i < 16; i++) {
        hex[(unsigned char)"0123456789abcdef"[i]] = (unsigned char)i;
        hex[(unsigned char)"0123456789ABCDEF"[i]] = (unsigned char)i;
    }
}

static bool from_hex(const struct reader *reader, const char *text, unsigned char out[HASH_SIZE])
{
    unsigned char seen = 0;

    for (size_t i = 0; i < HASH_SIZE; i++) {
        const unsigned char high = reader->hex[(unsigned char)text[2 * i]];
        const unsigned char low = reader->hex[(unsigned char)text[2 * i + 1]];

        seen |= high | low;
        out[i] = (unsigned char)((high << 4 | (low & 15)) & 255);
    }
    return !(seen & 0x80);
}

static bool from_base64(const struct span *text, unsigned char out[HASH_SIZE])
{
    unsigned char bytes[48]; /* 44 characters make 33 bytes, the last of them padding */

    if (text->len != BASE64_SHA256 || text->at[BASE64_SHA256 - 1] != '=' ||
        text->at[BASE64_SHA256 - 2] == '=')
        return false;
    if (EVP_DecodeBlock(bytes, (const unsigned char *)text->at, BASE64_SHA256) != HASH_SIZE + 1)
        return false;
    memcpy(out, bytes, HASH_SIZE);
    return true;
}

static bool read_hash(struct reader *reader, const char *part, unsigned char out[HASH_SIZE])
{
    struct span text;

    if (!pull_string(&reader->pull, &text))
        return false;
    if (reader->encoding == ENCODING_BASE64) {
        if (from_base64(&text, out))
            return true;
        blame_ident(reader, part, "INVALID_BASE64_ENCODING", "not a SHA-256 hash in Base64");
        return false;
    }
    if (text.len != 2 * HASH_SIZE) {
        blame_ident(reader, part, "INVALID_SHA256_FORMAT", "a SHA-256 hash has 64 hex digits");
        return false;
    }
    if (from_hex(reader, text.at, out))
        return true;
    blame_ident(reader, part, "INVALID_HEX_ENCODING", "not all characters are hex digits");
    return false;
}

/* --- one identifier --- */

enum address_part { GIVEN_NAME, FAMILY_NAME, REGION_CODE, POSTAL_CODE, N_ADDRESS_PARTS };

struct address {
    unsigned char names[2][HASH_SIZE];
    char region[2], postal[MOST_POSTAL];
};

static const struct {
    const char *key, *field;
} address_parts[N_ADDRESS_PARTS] = {
    [GIVEN_NAME] = { "givenName", ".address.given_name" },
    [FAMILY_NAME] = { "familyName", ".address.family_name" },
    [REGION_CODE] = { "regionCode", ".address.region_code" },
    [POSTAL_CODE] = { "postalCode", ".address.postal_code" },
};

static void read_clear(struct reader *reader, enum address_part part, struct address *address)
{
    struct span text;

    if (!pull_string(&reader->pull, &text))
        return;
    if (part == REGION_CODE) {
        if (text.len == 2 && strspn(text.at, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") >= 2)
            memcpy(address->region, text.at, 2);
        else
            blame_ident(reader, address_parts[part].field, "INVALID_REGION_CODE",
                        "two capital letters are wanted");
        return;
    }
    if (text.len > 0 && text.len <= MOST_POSTAL && text_is_utf8(text.at, text.len))
        memcpy(address->postal, text.at, text.len);
    else
        blame_ident(reader, address_parts[part].field, "INVALID_POSTAL_CODE",
                    "1 to 32 characters are wanted");
}

static void read_address(struct reader *reader, unsigned char out[HASH_SIZE])
{
    struct address address = { 0 };
    unsigned seen = 0;
    struct span key;
    size_t n = 0;

    (void)pull_open(&reader->pull, '{');
    while (pull_more(&reader->pull, '}', &n) && pull_key(&reader->pull, &key)) {
        unsigned part = 0;

        while (part < N_ADDRESS_PARTS && !span_is(&key, address_parts[part].key))
            part++;
        if (part == N_ADDRESS_PARTS) {
            skip_unknown(reader, &key);
            continue;
        }
        seen |= 1u << part;
        if (part <= FAMILY_NAME)
            (void)read_hash(reader, address_parts[part].field, address.names[part]); /* blamed there */
        else
            read_clear(reader, (enum address_part)part, &address);
    }
    for (unsigned part = 0; part < N_ADDRESS_PARTS && !reader->pull.is_broken; part++)
        if (!(seen & 1u << part))
            blame_ident(reader, address_parts[part].field, "REQUIRED_FIELD_MISSING",
                        "all four parts are needed");
    sha256(&address, sizeof(address), out);
}

static bool read_ident(struct reader *reader, struct ident *out)
{
    struct span key;
    size_t n = 0;
    bool is_read = false;

    *out = (struct ident){ 0 };
    (void)pull_open(&reader->pull, '{');
    while (pull_more(&reader->pull, '}', &n) && pull_key(&reader->pull, &key)) {
        if (is_read)
            blame_ident(reader, "", "INVALID_FORMAT", "exactly one identifier is wanted");
        is_read = true;
        if (span_is(&key, "emailAddress")) {
            out->kind = IDENT_EMAIL;
            (void)read_hash(reader, ".email_address", out->hash); /* blamed there */
        } else if (span_is(&key, "phoneNumber")) {
            out->kind = IDENT_PHONE;
            (void)read_hash(reader, ".phone_number", out->hash); /* blamed there */
        } else if (span_is(&key, "address")) {
            out->kind = IDENT_ADDRESS;
            read_address(reader, out->hash);
        } else {
            skip_unknown(reader, &key);
        }
    }
    if (!is_read && !reader->pull.is_broken)
        blame_ident(reader, "", "REQUIRED_FIELD_MISSING", "an identifier is wanted");
    return is_read;
}

/* --- one member --- */

struct draft {
    struct ident idents[MOST_IDENTS];
    size_t n, n_given;
    struct batch_member member;
};

static void read_idents(struct reader *reader, struct draft *draft)
{
    struct ident ident;
    size_t n = 0;

    (void)pull_open(&reader->pull, '[');
    while (pull_more(&reader->pull, ']', &n)) {
        reader->ident = n - 1;
        if (n == MOST_IDENTS + 1)
            blame(reader, ".user_data.user_identifiers", "TOO_MANY_USER_IDENTIFIERS", "at most 10 are taken");
        if (read_ident(reader, &ident) && n <= MOST_IDENTS)
            draft->idents[draft->n++] = ident;
    }
    draft->n_given = n;
}

static void read_user_data(struct reader *reader, struct draft *draft)
{
    struct span key;
    size_t n = 0;

    (void)pull_open(&reader->pull, '{');
    while (pull_more(&reader->pull, '}', &n) && pull_key(&reader->pull, &key)) {
        if (span_is(&key, "userIdentifiers"))
            read_idents(reader, draft);
        else
            skip_unknown(reader, &key);
    }
}

static void read_references(struct reader *reader, struct draft *draft)
{
    const struct batch *batch = reader->batch;
    struct span reference;
    size_t n = 0, i;

    (void)pull_open(&reader->pull, '[');
    draft->member.destinations = 0;
    while (pull_more(&reader->pull, ']', &n) && pull_string(&reader->pull, &reference)) {
        const char *text = span_text(&reader->call->ctx, &reference);

        for (i = 0; i < batch->n_destinations && (!text || !text_is(batch->destinations[i].reference, text));
             i++)
            continue;
        if (i == batch->n_destinations)
            blame(reader, ".destination_references", "INVALID_DESTINATION",
                  "no destination has this reference");
        else
            draft->member.destinations |= (uint16_t)(1u << i);
    }
    if (n == 0)
        draft->member.destinations = UINT16_MAX;
}

static void read_own_consent(struct reader *reader, struct draft *draft)
{
    struct ctx *ctx = &reader->call->ctx;
    struct span text;
    json_t *value;

    if (!pull_value(&reader->pull, &text))
        return;
    if (json_parse(ctx, text.at, text.len, &value) != NULL) {
        reader->pull.is_broken = true;
        return;
    }
    draft->member.has_consent = true;
    if (consents_read(ctx, value, &draft->member.consent) != NULL)
        blame(reader, ".consent", "INVALID_ENUM_VALUE", "consent is granted or denied");
}

static void pack(struct reader *reader, struct draft *draft)
{
    struct batch *batch = reader->batch;

    draft->member.at = (uint32_t)batch->packed.len;
    draft->n = idents_settle(draft->idents, draft->n);
    buf_char(&batch->packed, (char)draft->n);
    buf_add(&batch->packed, draft->idents, draft->n * sizeof(struct ident));
    batch->n_idents += draft->n_given;
    *ARENA_PUSH(reader->call->ctx.arena, batch->members, batch->n_members) = draft->member;
}

static void read_member(struct reader *reader)
{
    struct draft draft;
    struct span key;
    size_t n = 0;

    draft.n = draft.n_given = 0;
    draft.member = (struct batch_member){ .destinations = UINT16_MAX };
    (void)pull_open(&reader->pull, '{');
    while (pull_more(&reader->pull, '}', &n) && pull_key(&reader->pull, &key)) {
        if (span_is(&key, "userData"))
            read_user_data(reader, &draft);
        else if (span_is(&key, "destinationReferences"))
            read_references(reader, &draft);
        else if (span_is(&key, "consent"))
            read_own_consent(reader, &draft);
        else
            skip_unknown(reader, &key);
    }
    if (reader->pull.is_broken)
        return;
    if (draft.n_given == 0)
        blame(reader, ".user_data", "NO_IDENTIFIERS_PROVIDED", "at least one identifier is wanted");
    else if (call_blames(reader->call, reader->member, draft.idents, draft.n))
        blame(reader, ".user_data.user_identifiers[0]",
              reader->call->fault.reason ? reader->call->fault.reason : "INVALID_AUDIENCE_MEMBER",
              "refused on command");
    else
        pack(reader, &draft);
}

/* --- the whole --- */

static void read_members(struct reader *reader)
{
    size_t n = 0;

    (void)pull_open(&reader->pull, '[');
    while (pull_more(&reader->pull, ']', &n)) {
        if (n > MOST_MEMBERS) {
            answer_violation(reader->call, "audience_members", "TOO_MANY_AUDIENCE_MEMBERS",
                             "at most 10,000 members are taken");
            return;
        }
        reader->member = n - 1;
        read_member(reader);
    }
    if (pull_peek(&reader->pull))
        reader->pull.is_broken = true;
    reader->call->n_members = n;
    if (n == 0)
        answer_violation(reader->call, "audience_members", "REQUIRED_FIELD_MISSING", "members are wanted");
}

static void refuse_json(struct call *call, const char *unknown)
{
    answer_error(call, 400, NULL,
                 unknown
                     ? arena_printf(call->ctx.arena,
                                    "Invalid JSON payload received. Unknown name \"%s\": Cannot find field.",
                                    unknown)
                     : "Invalid JSON payload received.");
}

static void refuse_head(struct call *call, const struct err *err)
{
    if (err_is(err, ERR_NOT_FOUND))
        refuse_json(call, err->pointer + 1);
    else if (err->pointer)
        answer_violation(call, err->pointer + 1, err->message, "this value is not taken");
    else
        refuse_json(call, NULL);
}

/* Everything but the members, whose text goes to `members`. */
static bool read_head(struct reader *reader, struct span *members)
{
    struct ctx *ctx = &reader->call->ctx;
    struct head head = { .batch = reader->batch, .is_removal = reader->kind == CHANGE_REMOVE };
    struct span key, text;
    struct err *err;
    json_t *value;
    size_t n = 0;

    *members = (struct span){ 0 };
    (void)pull_open(&reader->pull, '{');
    while (pull_more(&reader->pull, '}', &n) && pull_key(&reader->pull, &key) &&
           pull_value(&reader->pull, &text)) {
        if (span_is(&key, "audienceMembers")) {
            *members = text;
            continue;
        }
        err = json_parse(ctx, text.at, text.len, &value);
        if (!err)
            err = head_field(ctx, &head, arena_text_n(ctx->arena, key.at, key.len), value);
        if (err) {
            refuse_head(reader->call, err);
            return false;
        }
    }
    if (reader->pull.is_broken || pull_peek(&reader->pull)) {
        refuse_json(reader->call, NULL);
        return false;
    }
    reader->encoding = head.encoding;
    return true;
}

static bool has_what_it_needs(struct reader *reader, const struct span *members)
{
    const char *missing = reader->batch->n_destinations == 0   ? "destinations"
                          : !members->at                       ? "audience_members"
                          : reader->encoding == ENCODING_UNSET ? "encoding"
                                                               : NULL;

    if (missing)
        answer_violation(reader->call, missing, "REQUIRED_FIELD_MISSING", "this field is required");
    return !missing;
}

static void refuse_members(struct reader *reader)
{
    struct call *call = reader->call;

    if (call->has_fault && call->fault.action == FAULT_BAD_MEMBER && call->fault.unnamed)
        answer_violation(call, "audience_members", reader->violations[0].reason,
                         "some members are malformed");
    else
        answer_violations(call, reader->violations, reader->n_violations);
}

bool batch_read(struct call *call, enum change_kind kind, struct batch *batch)
{
    struct reader reader = { .call = call, .batch = batch, .kind = kind };
    struct span members;

    *batch = (struct batch){ .packed = buf_heap(MOST_PACKED) };
    reader.pull = (struct pull){ .at = (const char *)call->body.at,
                                 .end = (const char *)call->body.at + call->body.size };
    if (!read_head(&reader, &members) || !has_what_it_needs(&reader, &members))
        return false;
    fill_hex(reader.hex);
    reader.pull = (struct pull){ .at = members.at, .end = members.at + members.len };
    read_members(&reader);
    if (call->answer.status)
        return false;
    if (reader.pull.is_broken || reader.unknown) {
        refuse_json(call, reader.unknown);
        return false;
    }
    if (reader.n_violations > 0)
        refuse_members(&reader);
    return reader.n_violations == 0;
}

void batch_free(struct batch *batch)
{
    buf_free(&batch->packed);
}

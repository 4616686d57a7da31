/*
 * The body of an ingest or a remove, read and checked against the published limits.
 */
#pragma once

#include "connectors/sandbox/google/google.h"

enum { MOST_MEMBERS = 10000, MOST_DESTINATIONS = 10 };

enum consent { CONSENT_UNSET, CONSENT_GRANTED, CONSENT_DENIED };

struct consents {
    enum consent user_data, personalization;
};

struct destination {
    const char *reference, *account, *login, *list_text; /* NULL: not given */
    uint64_t list_id;
};

struct batch_member {
    uint32_t at;           /* in `packed` */
    uint16_t destinations; /* one bit each */
    bool has_consent;      /* its own, instead of the request's */
    struct consents consent;
};

struct batch {
    struct destination destinations[MOST_DESTINATIONS];
    size_t n_destinations;
    struct buf
        packed; /* heap; members as the journal and members.h take them: a count byte and so many idents */
    struct batch_member *members; /* in the arena */
    size_t n_members, n_idents;
    struct consents consent;
    bool validates_only, accepts_terms;
};

enum encoding { ENCODING_UNSET, ENCODING_HEX, ENCODING_BASE64 };

/*
 * Everything beside the members (head.c). `value` is the JSON of the top-level field `key`; ERR_INVALID with
 * Google's field path as pointer, ERR_NOT_FOUND for a field that the API doesn't have.
 */
struct head {
    struct batch *batch;
    enum encoding encoding;
    bool is_removal; /* takes neither consent nor terms */
};
struct err *head_field(struct ctx *ctx, struct head *head, const char *key, json_t *value) MUST_USE;
struct err *consents_read(struct ctx *ctx, json_t *value, struct consents *out) MUST_USE;
/* The enum's name or its number, as JSON of protobuf may have either; false for neither. `words` is
 * NULL-ended. */
bool enum_read(json_t *value, const char *const *words, unsigned *out);

/* False when it was refused: then the answer is made. Free it in any case. */
bool batch_read(struct call *call, enum change_kind kind, struct batch *batch);
void batch_free(struct batch *batch);

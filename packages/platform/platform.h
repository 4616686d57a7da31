/*
 * The port of ad platforms: what a connector offers to a push. Rules of a platform (normalising, limits,
 * pace, what an error means) live in its connector; nothing here or above knows one. Waits on the outside:
 * never in a transaction.
 */
#pragma once

#include "packages/core/core.h"
#include "packages/platform/oauth.h"

struct http_client;
struct settings;
struct word_field;

enum { MEMBER_KEY_SIZE = 16, PLATFORM_MOST_IDENTIFIERS = 10 };

/* One person as the warehouse holds them: texts or NULL. */
struct member {
    unsigned char key[MEMBER_KEY_SIZE]; /* keyed hash of the first identifier: the ledger's key */
    const char *customer_id;
    const char *email;
    const char *phone; /* E.164 */
    const char *first_name, *last_name, *postal_code;
    const char *country; /* two letters */
};

/* Which identifiers a member has. The values stand in sealed copies: 4 was a whole address there. */
enum identifier {
    ID_EMAIL = 1,
    ID_PHONE = 2,
    ID_FIRST_NAME = 8,
    ID_LAST_NAME = 16,
    ID_COUNTRY = 32,
    ID_POSTAL_CODE = 64,
    ID_ADDRESS = ID_FIRST_NAME | ID_LAST_NAME | ID_COUNTRY | ID_POSTAL_CODE
};

/*
 * The identifiers of one member, normalised and hashed by the platform's rules: what is sent and what the
 * sealed copy for a later removal keeps. Country and postal code are normalised, and hashed by who hashes
 * them when they are sent.
 */
struct identified {
    unsigned has; /* of enum identifier */
    unsigned char email[SHA256_SIZE], phone[SHA256_SIZE], first_name[SHA256_SIZE], last_name[SHA256_SIZE];
    char country[3], postal_code[17];
};

enum platform_act { PLATFORM_ADD, PLATFORM_REMOVE };

/* Where a request goes and with what right. */
struct platform_account {
    const char *base_url;    /* of the real platform or of the sandbox */
    const char *external_id; /* digits */
    const char *login_id;    /* the manager that the token signs in to, or NULL */
    const char *access_token;
    bool public_only;               /* a person gave the address: it may lead to no private network */
    const struct platform_app *app; /* NULL: we aren't registered there */
    struct http_client *http;       /* of the calling thread, connections stay open; never NULL */
};

struct platform_list {
    const char *name;
    const char
        *marker; /* ours, kept in the list's description: a list is known by it, never by its name alone */
    int64_t membership_days;
};

struct platform_batch {
    const char *list_id; /* NULL: the list is made with this batch, see limits.makes_list_by_sending */
    const struct platform_list *list;
    enum platform_act act;
    const struct identified *members;
    size_t n_members;
};

/* What became of a batch. Exactly one of these; `refused` names members by their place. */
enum platform_verdict {
    PLATFORM_ACCEPTED, /* taken in but for the `refused` members, `request_id` can be asked about; with
                          `retry_after_s` the next batch should wait */
    PLATFORM_REFUSED,  /* nothing taken in; without the `refused` members it can be sent again; none named:
                          split it */
    PLATFORM_LATER,    /* told to wait or a fault of the moment: same batch again after `retry_after_s` */
    PLATFORM_REAUTH,   /* the token is no longer good */
    PLATFORM_FINAL,    /* won't ever be taken in: `cause` and `detail` say why */
    PLATFORM_UNKNOWN   /* no readable answer came: it may have been taken in. Send again */
};

struct platform_refusal {
    size_t member;
    const char *reason; /* the platform's own word */
};

struct platform_outcome {
    enum platform_verdict verdict;
    const char *request_id;
    const char *list_id;    /* the one that was made, where sending makes it */
    unsigned retry_after_s; /* 0: the platform didn't say */
    bool was_told_to_wait;  /* a limit, not a failed attempt */
    const char *cause;      /* from the connector's closed list */
    const char *detail;     /* the platform's words, without anything personal */
    const struct platform_refusal *refused;
    size_t n_refused;
};

/* What the platform says later about one accepted batch: counts and reasons, never who. */
struct platform_count {
    const char *reason;
    int64_t count;
};
struct platform_status {
    bool is_final;
    const char *status; /* the platform's word */
    int64_t received, failed;
    const char *match_rate; /* "MATCH_RATE_RANGE_51_TO_60" or NULL */
    const struct platform_count *reasons;
    size_t n_reasons;
};

struct platform_limits {
    size_t batch; /* members in one request */
    int64_t membership_max_days;
    unsigned first_poll_s, longest_poll_s; /* when a verdict is worth asking for */
    size_t floor; /* people that a list must keep: it can't be made with fewer, nor shrink below; 0: none */
    bool makes_list_by_sending; /* there are no empty lists: the first batch makes one */
};

/* Of a list. What the platform rounds or hides stays its own words. */
struct platform_list_state {
    int64_t size;           /* people that it found; -1: it doesn't say as a number */
    bool size_is_matched;   /* of people sent whom it knows: the match rate is ours to work out */
    const char *size_words; /* "fewer than 1,000"; NULL: the number says it */
    const char *match_rate; /* "57%" or a range's word; NULL: it doesn't say */
    const char *flag;       /* a cause, when the platform holds the list back; NULL: it is fine */
};

/* An account that a token reaches. */
struct platform_found {
    const char *external_id, *name;
    const char *login_id;             /* the manager it is reached through, or NULL */
    const char *currency, *time_zone; /* NULL where the platform doesn't say */
    bool is_manager, is_active;
};

/* One cause of failure and what a person does about it. Closed list, NULL-ended by name. */
struct platform_cause {
    const char *name, *words, *next_step;
};

struct platform_driver {
    const char *name;        /* "google-ads" */
    const char *label;       /* "Google Ads" */
    const char *family;      /* whose rules identifiers follow, as in published vectors: "google" */
    const char *url_setting; /* where real accounts are: a setting, "google_ads_url" */
    struct platform_limits limits;
    const struct platform_cause *causes;
    const struct word_field *fields; /* packages/platform/word.h: its rules, by the platform's names */
    /* Whether this may be an id of an account there: it becomes a part of paths and headers. */
    bool (*is_account)(const char *external_id);
    const char *account_words; /* what such an id is, for a person: "an account by digits, without hyphens" */
    bool account_is_address;   /* the id says where requests go: there is no setting, and no simulator */
    /* Pure: false when the member has nothing that this platform takes. `hasher` is a plain SHA-256 of the
     * caller's. */
    bool (*identify)(const struct settings *settings, struct hasher *hasher, const struct member *member,
                     struct identified *out);
    /* Finds the list by its marker or makes it. An outcome other than ACCEPTED leaves `list_id` alone; so
     * does a list that the first batch will make. */
    struct err *(*ensure_list)(struct ctx *ctx, const struct platform_account *account,
                               const struct platform_list *list, struct platform_outcome *outcome,
                               const char **list_id);
    struct err *(*send)(struct ctx *ctx, const struct platform_account *account,
                        const struct platform_batch *batch, struct platform_outcome *outcome);
    struct err *(*status)(struct ctx *ctx, const struct platform_account *account, const char *request_id,
                          struct platform_outcome *outcome, struct platform_status *status);
    /* What the platform says of the list now. */
    struct err *(*list_state)(struct ctx *ctx, const struct platform_account *account, const char *list_id,
                              struct platform_outcome *outcome, struct platform_list_state *state);
    /* Deletes the list with all people on it. One that is gone already is ACCEPTED. */
    struct err *(*drop_list)(struct ctx *ctx, const struct platform_account *account, const char *list_id,
                             struct platform_outcome *outcome);
    /* The accounts that the token reaches, clients of managers included; no external_id is needed.
     * NULL: the platform lists none. */
    struct err *(*list_accounts)(struct ctx *ctx, const struct platform_account *account,
                                 struct platform_outcome *outcome, struct platform_found **items, size_t *n);
    const struct platform_oauth *oauth; /* NULL: an account is connected by what a person pastes */
};

/* NULL for a name that no driver has. `drivers` is NULL-ended. */
const struct platform_driver *platform_find(const struct platform_driver *const *drivers, const char *name);
const struct platform_cause *platform_cause(const struct platform_driver *driver, const char *name);

/*
 * Text as the platforms' own clients treat it before hashing: white space and lower case of all of Unicode.
 * No NUL ends these texts. platform_lower() is false when `room` isn't 8 bytes more than what comes out.
 */
bool platform_lower(const char *text, size_t len, char *out, size_t room, size_t *out_len);
size_t platform_space(const char *text,
                      size_t len); /* bytes of the white space at the start; 0: there is none */
const char *platform_trim(const char *text, size_t *len);

#include "packages/platform/plain.h"

#include "packages/core/text.h"

#include <string.h>

static bool email(const char *text, struct word *out)
{
    return word_lowered(text, out) && !word_has_space(out) && memchr(out->at, '@', out->len);
}

static bool phone(const char *text, struct word *out)
{
    size_t len;

    if (!phone_is_e164(text, &len))
        return false;
    memcpy(out->at, text, len);
    out->len = len;
    return true;
}

const struct word_field plain_fields[] = {
    { "email", true, email },
    { "phone", true, phone },
    { "first_name", true, word_lowered },
    { "last_name", true, word_lowered },
    { NULL, false, NULL },
};

static bool hashed(struct hasher *hasher, word_rule *rule, const char *text, unsigned char out[SHA256_SIZE])
{
    struct word word;

    if (!text || !rule(text, &word))
        return false;
    hasher_run(hasher, word.at, word.len, out);
    return true;
}

static bool kept(const char *text, char *out, size_t room)
{
    if (!text || !*text || strlen(text) >= room)
        return false;
    memset(out, 0, room);
    memcpy(out, text, strlen(text));
    return true;
}

bool plain_identify(const struct settings *settings, struct hasher *hasher, const struct member *member,
                    struct identified *out)
{
    (void)settings;
    *out = (struct identified){ 0 };
    out->has |= hashed(hasher, email, member->email, out->email) ? ID_EMAIL : 0u;
    out->has |= hashed(hasher, phone, member->phone, out->phone) ? ID_PHONE : 0u;
    out->has |= hashed(hasher, word_lowered, member->first_name, out->first_name) ? ID_FIRST_NAME : 0u;
    out->has |= hashed(hasher, word_lowered, member->last_name, out->last_name) ? ID_LAST_NAME : 0u;
    out->has |= kept(member->country, out->country, sizeof(out->country)) ? ID_COUNTRY : 0u;
    out->has |= kept(member->postal_code, out->postal_code, sizeof(out->postal_code)) ? ID_POSTAL_CODE : 0u;
    return out->has & (ID_EMAIL | ID_PHONE);
}

/* The list is ours alone: our marker is its id. */
struct err *plain_ensure_list(struct ctx *ctx, const struct platform_account *account,
                              const struct platform_list *list, struct platform_outcome *outcome,
                              const char **list_id)
{
    (void)account;
    *outcome = (struct platform_outcome){ .verdict = PLATFORM_ACCEPTED };
    *list_id = arena_text(ctx->arena, list->marker);
    return NULL;
}

/* There is nothing to ask later: each answer was the verdict. */
struct err *plain_status(struct ctx *ctx, const struct platform_account *account, const char *request_id,
                         struct platform_outcome *outcome, struct platform_status *out)
{
    (void)ctx;
    (void)account;
    (void)request_id;
    *outcome = (struct platform_outcome){ .verdict = PLATFORM_ACCEPTED };
    *out = (struct platform_status){ .is_final = true, .status = "SUCCESS" };
    return NULL;
}

struct err *plain_list_state(struct ctx *ctx, const struct platform_account *account, const char *list_id,
                             struct platform_outcome *outcome, struct platform_list_state *out)
{
    (void)ctx;
    (void)account;
    (void)list_id;
    *outcome = (struct platform_outcome){ .verdict = PLATFORM_ACCEPTED };
    *out = (struct platform_list_state){ .size = -1 };
    return NULL;
}

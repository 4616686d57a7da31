#include "packages/identity/identity.h"

#include <string.h>

enum { LONGEST_EMAIL = 254, LONGEST_LOCAL = 64, LONGEST_LABEL = 63 }; /* RFC 5321, 4.5.3.1; RFC 1035, 2.3.4 */

static bool is_alnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (unsigned char)c >= 0x80;
}

/* RFC 5322, 3.2.3, without quoted forms, which no shop sends to. */
static bool is_local(const char *local, size_t len)
{
    if (len == 0 || len > LONGEST_LOCAL || local[0] == '.' || local[len - 1] == '.')
        return false;
    for (size_t i = 0; i < len; i++) {
        if (!is_alnum(local[i]) && !strchr(".!#$%&'*+-/=?^_`{|}~", local[i]))
            return false;
        if (local[i] == '.' && local[i + 1] == '.')
            return false;
    }
    return true;
}

static bool is_label(const char *label, size_t len)
{
    if (len == 0 || len > LONGEST_LABEL || label[0] == '-' || label[len - 1] == '-')
        return false;
    for (size_t i = 0; i < len; i++) {
        if (!is_alnum(label[i]) && label[i] != '-')
            return false;
    }
    return true;
}

/* At least two labels, the last of them no number. */
static bool is_domain(const char *domain)
{
    size_t labels = 0;

    for (const char *at = domain;; at += strcspn(at, ".") + 1) {
        const size_t len = strcspn(at, ".");

        if (!is_label(at, len))
            return false;
        labels++;
        if (!at[len])
            return labels >= 2 && len >= 2 && strspn(at, "0123456789") != len;
    }
}

const char *identity_email(struct arena *arena, const char *text, const char **reason)
{
    const char *email = text_trim(arena, text);
    const char *at = strrchr(email, '@');
    const char *why = NULL;

    if (!at || strchr(email, '@') != at)
        why = "no e-mail address: it needs one @";
    else if (strlen(email) > LONGEST_EMAIL)
        why = "longer than an e-mail address can be";
    else if (!is_local(email, (size_t)(at - email)))
        why = "no e-mail address: what stands before the @ can't be a mailbox";
    else if (!is_domain(at + 1))
        why = "no e-mail address: what stands behind the @ is no domain";
    if (!why)
        return email;
    if (reason)
        *reason = why;
    return NULL;
}

const char *identity_email_fold(struct arena *arena, const char *email)
{
    char *folded = text_lower(arena, text_trim(arena, email));
    char *at = strrchr(folded, '@'), *to = folded;

    if (!at || (strcmp(at, "@gmail.com") != 0 && strcmp(at, "@googlemail.com") != 0))
        return folded;
    for (const char *from = folded; from < at && *from != '+'; from++) {
        if (*from != '.')
            *to++ = *from;
    }
    return arena_printf(arena, "%.*s@gmail.com", (int)(to - folded), folded);
}

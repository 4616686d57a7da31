/*
 * A setting that is wrong is told when the program starts, with what to write instead, and not by the first
 * request that comes upon it.
 */
#include "packages/core/checks.h"

#include "packages/core/cidr.h"
#include "packages/core/log.h"
#include "packages/core/text.h"

#include <string.h>

static const char capitals[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
static const char in_name[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._";

const char *check_currency(struct arena *arena, const char *value)
{
    (void)arena;
    if (strlen(value) == 3 && strspn(value, capitals) == 3)
        return NULL;
    return "must be a code of three capital letters (ISO 4217), such as EUR";
}

const char *check_database(struct arena *arena, const char *value)
{
    (void)arena;
    if (!*value || text_starts(value, "postgres://") || text_starts(value, "postgresql://") ||
        text_starts(value, "sqlite:"))
        return NULL;
    return "must be postgres://USER@HOST/NAME, or empty for SQLite in the data folder";
}

const char *check_redis(struct arena *arena, const char *value)
{
    (void)arena;
    return !*value || text_starts(value, "redis://")
               ? NULL
               : "must be redis://HOST, or empty for the memory of this process (TLS: through a tunnel)";
}

const char *check_level(struct arena *arena, const char *value)
{
    enum log_level level;

    (void)arena;
    return !*value || log_level_of(value, &level) ? NULL : "must be debug, info, warn or error";
}

const char *check_price(struct arena *arena, const char *value)
{
    double number;

    (void)arena;
    return text_to_number(value, &number) && number >= 0 && number <= 1e6 ? NULL
                                                                          : "must be a number, such as 6.25";
}

const char *check_price_or_none(struct arena *arena, const char *value)
{
    return *value ? check_price(arena, value) : NULL;
}

const char *check_tiktok_identifier(struct arena *arena, const char *value)
{
    (void)arena;
    return text_is(value, "email") || text_is(value, "phone") ? NULL : "must be email or phone";
}

/* As GA4 names events: letters, digits and underscores, a letter first, at most 40. */
const char *check_key_events(struct arena *arena, const char *value)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";

    (void)arena;
    while (*value) {
        const size_t len = strspn(value, letters);

        if (!len || len > 40 || (value[len] && value[len] != ',') || text_is(value + len, ",") ||
            strchr("_0123456789", *value))
            return "must be names of events with commas between, such as sign_up,generate_lead";
        value += len + (value[len] == ',');
    }
    return NULL;
}

const char *check_warehouse(struct arena *arena, const char *value)
{
    (void)arena;
    return text_is(value, "duckdb") || text_is(value, "bigquery") ? NULL : "must be duckdb or bigquery";
}

/* ":8080" behind a name, or nothing where the port may be left out. */
static bool is_port(const char *text, bool is_optional)
{
    int64_t port;

    if (!*text)
        return is_optional;
    return *text == ':' && strspn(text + 1, "0123456789") == strlen(text + 1) &&
           text_to_int(text + 1, &port) && port <= 65535;
}

/* A name, an IPv4 address or an IPv6 address in brackets, then the port. */
static bool is_host(struct arena *arena, const char *text, bool is_port_optional)
{
    const size_t len = strspn(text, in_name);
    const char *end = *text == '[' ? strchr(text, ']') : NULL;
    struct address address;

    if (end)
        return address_parse(arena_text_n(arena, text + 1, (size_t)(end - text) - 1), &address) &&
               is_port(end + 1, is_port_optional);
    return len && is_port(text + len, is_port_optional);
}

const char *check_listen(struct arena *arena, const char *value)
{
    /* Nothing before the colon: every address of the machine. */
    if (*value == ':' ? is_port(value, false) : is_host(arena, value, false))
        return NULL;
    return "must be ADDRESS:PORT, such as 127.0.0.1:8080 or [::1]:8080";
}

/* Behind "https://" or "http://"; NULL when it has neither. */
static const char *after_scheme(const char *value)
{
    return text_starts(value, "https://") ? value + 8 : text_starts(value, "http://") ? value + 7 : NULL;
}

static bool is_origin(struct arena *arena, const char *value)
{
    const char *host = after_scheme(value);

    return host && is_host(arena, host, true);
}

const char *check_origin(struct arena *arena, const char *value)
{
    if (!*value || is_origin(arena, value))
        return NULL;
    return "must be https://NAME or https://NAME:PORT, without a path, not even a / at the end";
}

const char *check_origins(struct arena *arena, const char *value)
{
    for (value += strspn(value, " "); *value; value += strspn(value, " ")) {
        const size_t len = strcspn(value, " ");

        if (!is_origin(arena, arena_text_n(arena, value, len)))
            return "must be origins separated by spaces, such as https://reports.example.com";
        value += len;
    }
    return NULL;
}

const char *check_url(struct arena *arena, const char *value)
{
    const char *host = after_scheme(value);
    const size_t len = host ? strcspn(host, "/") : 0;

    if (host && is_host(arena, arena_text_n(arena, host, len), true) && !strpbrk(host + len, " ?#\t\r\n"))
        return NULL;
    return "must be https://HOST or https://HOST/PATH";
}

const char *check_url_or_none(struct arena *arena, const char *value)
{
    return *value ? check_url(arena, value) : NULL;
}

const char *check_proxies(struct arena *arena, const char *value)
{
    if (!cidr_fault(arena, value))
        return NULL;
    return "must be addresses or ranges separated by spaces, such as 10.0.0.5 10.1.0.0/16 2001:db8::/32";
}

const char *check_zone(struct arena *arena, const char *value)
{
    return zone_open(arena, value) ? NULL : "is no time zone of this system, such as Europe/Berlin";
}

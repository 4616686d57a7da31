#include "packages/platform/said.h"

#include "packages/core/text.h"

#include <string.h>

enum { MOST_WORDS = 300, LEAST_PERSONAL_DIGITS = 8, LEAST_TOKEN = 24 };

#define HEX     "0123456789abcdefABCDEF"
#define LETTERS "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

static void mask_runs(char *word, size_t len, const char *characters, size_t least)
{
    for (size_t i = 0; i < len;) {
        const size_t run = strspn(word + i, characters);

        if (run >= least)
            memset(word + i, '*', run);
        i += run + 1;
    }
}

static void mask(char *word, size_t len)
{
    if (memchr(word, '@', len)) {
        memset(word, '*', len);
        return;
    }
    mask_runs(word, len, HEX, LEAST_PERSONAL_DIGITS);
    mask_runs(word, len, LETTERS, LEAST_TOKEN);
}

const char *said_words(struct arena *arena, const char *text)
{
    char *copy = arena_text_n(arena, text, strnlen(text, MOST_WORDS));

    for (char *word = copy; *word; word += strspn(word, " \t\r\n")) {
        const size_t len = strcspn(word, " \t\r\n");

        mask(word, len);
        word += len;
    }
    while (!text_is_utf8(copy, strlen(copy)))
        copy[strlen(copy) - 1] = 0; /* the cut went through a character */
    return copy;
}

void said_nothing(const struct http_reply *reply, struct platform_outcome *outcome)
{
    outcome->detail = reply->fault;
    outcome->verdict = reply->fate == HTTP_NOT_SENT ? PLATFORM_LATER : PLATFORM_UNKNOWN;
    outcome->cause = reply->fate == HTTP_LOST ? "no_answer"
                     : reply->is_untrusted    ? "certificate"
                                              : "unreachable";
}

void said_unreadable(struct platform_outcome *outcome)
{
    *outcome = (struct platform_outcome){
        .verdict = PLATFORM_UNKNOWN,
        .cause = "unreadable",
        .detail = "the answer can't be read",
    };
}

const char *said_address(struct arena *arena, const char *base_url, const char *path)
{
    size_t len = strlen(base_url);

    while (len > 0 && base_url[len - 1] == '/')
        len--;
    return arena_printf(arena, "%.*s%s", (int)len, base_url, path);
}

struct err *said_token_check(struct ctx *ctx, const char *token)
{
    for (const char *at = token; *at; at++)
        if (*at <= ' ' || *at > '~')
            return err_new(ctx, ERR_INVALID, "access_token",
                           "the access token holds a character that none has");
    return NULL;
}

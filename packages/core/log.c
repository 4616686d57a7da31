#include "packages/core/log.h"

#include "packages/core/json.h"
#include "packages/core/text.h"

#include <string.h>
#include <unistd.h>

enum { LONGEST_LINE = 8192, LONGEST_VALUE = 500 };

static enum log_level least = LOG_INFO; /* written once before threads start */

void log_set_level(enum log_level level)
{
    least = level;
}

struct log_field log_text(const char *name, const char *value)
{
    return (struct log_field){ .name = name, .kind = LOG_IS_TEXT, .text = value };
}

struct log_field log_int(const char *name, long long value)
{
    return (struct log_field){ .name = name, .kind = LOG_IS_INT, .number = value };
}

/* At most LONGEST_VALUE bytes, cut between two characters. */
static size_t shortened(const char *text)
{
    size_t len = strnlen(text, LONGEST_VALUE);

    while (len && ((unsigned char)text[len] & 0xc0) == 0x80)
        len--;
    return len;
}

static const char *const levels[] = { "debug", "info", "warn", "error" };

bool log_level_of(const char *word, enum log_level *out)
{
    for (size_t i = 0; i < COUNT(levels); i++) {
        if (text_is(levels[i], word)) {
            *out = (enum log_level)i;
            return true;
        }
    }
    return false;
}

void log_write(enum log_level level, const char *event, const struct log_field *fields, size_t n)
{
    struct arena *arena;
    struct buf line;
    struct json_writer json;

    if (level < least)
        return;
    arena = arena_new();
    line = buf_in(arena, LONGEST_LINE);
    json = json_to(&line);
    json_open(&json, '{');
    json_key(&json, "time");
    json_text(&json, instant_text(arena, instant_now()));
    json_key(&json, "level");
    json_text(&json, levels[level]);
    json_key(&json, "event");
    json_text(&json, event);
    for (size_t i = 0; i < n; i++) {
        json_key(&json, fields[i].name);
        if (fields[i].kind == LOG_IS_INT)
            json_int(&json, fields[i].number);
        else if (fields[i].text)
            json_text_n(&json, fields[i].text, shortened(fields[i].text));
        else
            json_no(&json);
    }
    json_shut(&json, '}');
    buf_char(&line, '\n');
    if (!line.is_full && write(STDERR_FILENO, line.at, line.len) < 0)
        (void)line; /* nowhere left to say it */
    arena_free(arena);
}

void log_err(const char *event, const struct err *err, const char *request_id)
{
    const enum log_level level = err->code == ERR_INTERNAL ? LOG_ERROR : LOG_WARN;

    LOG_EVENT(level, event, LOG("code", err_word(err->code)), LOG("detail", err->message),
              LOG("request_id", request_id));
}

/*
 * The log: one JSON line an event on stderr. Only edges log. A field's type decides what may be said: there
 * is no field for a secret, an e-mail, a number or a hash of one, and texts are cut at 500 bytes.
 */
#pragma once

#include "packages/core/ctx.h"

#include <stdbool.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

struct log_field {
    const char *name;
    enum { LOG_IS_TEXT, LOG_IS_INT } kind;
    const char *text;
    long long number;
};

struct log_field log_text(const char *name, const char *value);
struct log_field log_int(const char *name, long long value);
#define LOG(name, value)                                                                                     \
    _Generic((value), const char *: log_text, char *: log_text, int: log_int, unsigned: log_int, long: log_int, \
        unsigned long: log_int, long long: log_int)(name, value)

/* LOG_EVENT(LOG_INFO, "request", LOG("path", path), LOG("status", 200)) */
void log_write(enum log_level level, const char *event, const struct log_field *fields, size_t n);
#define LOG_EVENT(level, event, ...)                                                                         \
    log_write((level), (event), (const struct log_field[]){ __VA_ARGS__ },                                   \
              COUNT(((const struct log_field[]){ __VA_ARGS__ })))
/* An error with its code and message, at the level that the code deserves. */
void log_err(const char *event, const struct err *err, const char *request_id);

void log_set_level(enum log_level level);                 /* once, before threads start */
bool log_level_of(const char *word, enum log_level *out); /* "warn"; false for another word */

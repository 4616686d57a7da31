/*
 * TikTok's API for Business: what its handlers share. Every answer is HTTP 200 with a code; files are
 * uploaded first, then put on audiences or taken off them.
 */
#pragma once

#include "connectors/sandbox/inner.h"

#include <jansson.h>

enum { TIKTOK_FLOOR = 1000, TIKTOK_MOST_FILES = 64 };

/* --- answers (answers.c) --- */

void tiktok_refuse(struct call *call, int status, const char *reason, const char *message);
void tiktok_fail(struct call *call, int code, const char *message);
void tiktok_answer(struct call *call, json_t *data); /* takes the reference over */

/* --- parameters (answers.c) --- */

/* The body as an object; NULL when it is none: then the answer is made. */
json_t *tiktok_body_of(struct call *call);
/* A required text of it; NULL when it is missing: then the answer is made. */
const char *tiktok_text(struct call *call, json_t *body, const char *key);
bool tiktok_is_digits(const char *text);

/* --- uploaded files (files.c); the lock is held --- */

struct tiktok_file {
    char *path, *advertiser, *type;
    struct buf packed; /* heap: members as members.h takes them, one identifier each */
    size_t n, n_bad;
};
struct tiktok_files {
    struct tiktok_file items[TIKTOK_MOST_FILES]; /* the oldest gives way */
    size_t n;
};
/* NULL when there is none of this advertiser and type. */
const struct tiktok_file *tiktok_file(struct call *call, const char *path, const char *advertiser,
                                      const char *type);

/* --- a form with a file (form.c) --- */

/* A part of a multipart body by its name; false when it isn't there. */
bool form_part(const struct call *call, const char *name, struct bytes *out);
const char *form_text(struct call *call, const char *name); /* "" when it isn't there */

/* --- handlers --- */

call_handler tiktok_upload; /* files.c */
call_handler tiktok_create, tiktok_update, tiktok_delete, tiktok_list, tiktok_get,
    tiktok_apply;            /* audiences.c */
call_handler tiktok_segment; /* audiences.c */
call_handler tiktok_token, tiktok_revoke, tiktok_advertisers, tiktok_advertiser_info,
    tiktok_report; /* people.c */

/*
 * Meta's Marketing API: what its handlers share. Parameters stand in the address, in a form or in a JSON
 * body, as they do there.
 */
#pragma once

#include "connectors/sandbox/inner.h"
#include "connectors/sandbox/pull.h"

#include <jansson.h>

/* --- parameters (params.c) --- */

/* Reads them once; false when the body can't be read. */
struct params;
const struct params *params_of(const struct call *call);
bool param_is_given(const struct call *call, const char *name);
const char *param_text(const struct call *call, const char *name); /* "" when it isn't given */
/* A structured one, also where it came as text; NULL when it isn't given or no JSON. */
json_t *param_json(const struct call *call, const char *name);
/* Its JSON text, for reading without a tree. */
bool param_span(const struct call *call, const char *name, struct span *out);
const char *meta_token(const struct call *call);
/* What is asked for: `method` of the parameters stands for the request's own. */
const char *meta_method(const struct call *call);

/* --- answers (errors.c) --- */

/* `reason`: "CODE" or "CODE/SUBCODE"; NULL takes the status's. */
void meta_refuse(struct call *call, int status, const char *reason, const char *message);
void meta_bad(struct call *call, const char *message); /* code 100 */
void meta_sign(struct call *call);
void meta_answer(struct call *call, json_t *json);
void meta_success(struct call *call);
/* What `fields` asks for, of `whole`; false when it names what isn't there. */
bool meta_pick(struct call *call, const char *type, json_t *whole, json_t **out);
/* One page of `items`, which have an id each. */
void meta_answer_page(struct call *call, json_t *items);

/* --- audiences (audiences.c); the lock is held --- */

/* NULL when there is none: then the answer is made. */
struct user_list *meta_audience(struct call *call, const char *id);
bool meta_audience_is_flagged(const struct user_list *list);
bool meta_put_audience(struct call *call, const struct user_list *list, json_t *resource);

/* --- rows of a payload (rows.c) --- */

enum { META_MOST_ROWS = 10000, META_MOST_SAMPLES = 10 };

struct rows {
    struct buf packed; /* heap; the good ones, as members.h takes them */
    size_t n, n_invalid, n_matched;
    json_t *samples; /* the cells that were no good, by the number of their row */
};

/* False when it was refused: then the answer is made. Free it in any case. */
bool meta_read_rows(struct call *call, struct rows *rows);
void meta_free_rows(struct rows *rows);

/* --- handlers --- */

call_handler audiences_get, audiences_post, one_audience_get, one_audience_post,
    one_audience_delete;                                                                /* audiences.c */
call_handler users_post, users_delete, users_replace, sessions_get;                     /* users.c */
call_handler me_get, me_accounts, me_businesses, business_accounts, me_permissions_end; /* people.c */
call_handler sign_in, trade_token, debug_token;                                         /* people.c */
call_handler insights_get;                                                              /* insights.c */

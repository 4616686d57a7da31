/*
 * Adding, removing and replacing members, in sessions: batches of one upload share an id. What Meta works out
 * in hours is worked out at once here, and told when the session is asked about.
 */
#include "connectors/sandbox/meta/meta.h"

#include "packages/core/json.h"
#include "packages/core/text.h"

#include <string.h>

enum { REPLACE_MINUTES = 90, MINUTE_US = 60 * 1000000 };

enum act { ACT_ADD, ACT_REMOVE, ACT_REPLACE };

struct session {
    uint64_t id;
    int64_t seq;
    bool is_given, is_last;
};

/* --- reading the session --- */

static bool read_id(json_t *json, uint64_t *out)
{
    int64_t id = json_is_integer(json) ? json_integer_value(json) : 0;

    if (json_is_string(json) && !text_to_int(json_string_value(json), &id))
        return false;
    *out = (uint64_t)id;
    return id > 0;
}

static const char *session_fault(json_t *json, struct session *out)
{
    json_t *seq = json_object_get(json, "batch_seq"), *last = json_object_get(json, "last_batch_flag");
    json_t *total = json_object_get(json, "estimated_num_total");

    if (!json_is_object(json))
        return "Param session must be an object";
    if (!read_id(json_object_get(json, "session_id"), &out->id))
        return "Param session must have a positive session_id";
    if (!json_is_integer(seq) || json_integer_value(seq) < 1)
        return "Param session must have a batch_seq of at least 1";
    if (!json_is_boolean(last))
        return "Param session must have a last_batch_flag";
    if (total && (!json_is_integer(total) || json_integer_value(total) < 0))
        return "Param session has an estimated_num_total that is no number";
    out->seq = json_integer_value(seq);
    out->is_last = json_is_true(last);
    out->is_given = true;
    return NULL;
}

static bool read_session(struct call *call, enum act act, struct session *out)
{
    json_t *json = param_json(call, "session");
    const char *fault;
    unsigned char dice[6];

    *out = (struct session){ .seq = 1, .is_last = true };
    if (!param_is_given(call, "session") && act != ACT_REPLACE) { /* older clients leave it out */
        random_bytes(&call->ctx, dice, sizeof(dice));
        memcpy(&out->id, dice, sizeof(dice));
        out->id |= 1;
        return true;
    }
    fault = session_fault(json, out);
    if (fault)
        meta_bad(call, fault);
    return !fault;
}

/* --- what is known of it; the lock is held --- */

static const char *session_key(struct call *call, uint64_t list_id, uint64_t id)
{
    return arena_printf(call->ctx.arena, "meta:%llu:%llu", (unsigned long long)list_id,
                        (unsigned long long)id);
}

static json_t *known_session(struct call *call, const char *key)
{
    const struct verdict *verdict = state_verdict(&call->sandbox->state, key);
    json_t *json;

    return verdict && json_parse(&call->ctx, verdict->text, strlen(verdict->text), &json) == NULL ? json
                                                                                                  : NULL;
}

static int64_t int_of(json_t *json, const char *key)
{
    return json_integer_value(json_object_get(json, key));
}

/* The batches come in order; the last may come again, and a whole upload too. */
static bool check_order(struct call *call, const struct session *session, json_t *known)
{
    const int64_t last = known ? int_of(known, "seq") : 0;

    if (session->seq == 1 || session->seq == last || session->seq == last + 1)
        return true;
    meta_bad(call, arena_printf(call->ctx.arena, "The batch_seq is out of order: %lld was the last",
                                (long long)last));
    return false;
}

/* While people are replaced, nobody else may change them. */
static bool check_replacing(struct call *call, const struct user_list *list, const struct session *session)
{
    json_t *replacing = json_object_get(list->resource, "replacing");
    const int64_t since = int_of(replacing, "since");

    if (!replacing || (uint64_t)int_of(replacing, "session") == session->id ||
        call->ctx.now.us - since > (int64_t)REPLACE_MINUTES * MINUTE_US)
        return true;
    meta_bad(call, "The audience is being replaced in another session");
    return false;
}

/* --- doing it; the lock is held --- */

static bool change(struct call *call, uint64_t list_id, enum change_kind kind, struct bytes payload)
{
    const struct change one = {
        .kind = kind, .list_id = list_id, .at_us = call->ctx.now.us, .payload = payload
    };

    if (payload.size == 0 || state_change(&call->sandbox->state, &one))
        return true;
    answer_journal_full(call);
    return false;
}

static bool mark_replacing(struct call *call, const struct user_list *list, const struct session *session)
{
    json_t *resource = json_keep(&call->ctx, json_deep_copy(list->resource));

    if (session->is_last)
        json_object_del(resource, "replacing");
    else if (session->seq == 1)
        json_object_set_new(resource, "replacing",
                            json_pack("{s:I, s:I}", "session", (json_int_t)session->id, "since",
                                      (json_int_t)call->ctx.now.us));
    return meta_put_audience(call, list, resource);
}

/* Who was there before the session began, and didn't come again in it, goes with its last batch. */
static bool replace(struct call *call, struct user_list *list, const struct session *session, int64_t start,
                    const struct rows *rows)
{
    const struct bytes people = { (const unsigned char *)rows->packed.at, rows->packed.len };

    if (!mark_replacing(call, list, session) || !change(call, list->id, CHANGE_ADD, people))
        return false;
    return !session->is_last || change(call, list->id, CHANGE_CLEAR,
                                       (struct bytes){ (const unsigned char *)&start, sizeof(start) });
}

static bool apply(struct call *call, struct user_list *list, enum act act, const struct session *session,
                  int64_t start, const struct rows *rows)
{
    const struct bytes people = { (const unsigned char *)rows->packed.at, rows->packed.len };

    if (act == ACT_REPLACE)
        return replace(call, list, session, start, rows);
    return change(call, list->id, act == ACT_ADD ? CHANGE_ADD : CHANGE_REMOVE, people);
}

/* The same batch again counts once. */
static bool keep_session(struct call *call, const char *key, const struct session *session, int64_t start,
                         json_t *known, const struct rows *rows)
{
    const bool adds = known && session->seq == int_of(known, "seq") + 1 && session->seq > 1;
    json_t *json = json_keep(
        &call->ctx, json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:b}", "id", (json_int_t)session->id, "seq",
                              (json_int_t)session->seq, "start", (json_int_t)start, "received",
                              (json_int_t)rows->n + (adds ? int_of(known, "received") : 0), "invalid",
                              (json_int_t)rows->n_invalid + (adds ? int_of(known, "invalid") : 0), "matched",
                              (json_int_t)rows->n_matched + (adds ? int_of(known, "matched") : 0), "is_done",
                              session->is_last));

    if (state_put_verdict(&call->sandbox->state, key, json_canonical(&call->ctx, json), call->ctx.now.us))
        return true;
    answer_journal_full(call);
    return false;
}

static void answer_taken(struct call *call, uint64_t list_id, const struct session *session,
                         const struct rows *rows)
{
    struct arena *arena = call->ctx.arena;

    meta_answer(call, json_pack("{s:s, s:s, s:s, s:s, s:O}", "audience_id",
                                arena_printf(arena, "%llu", (unsigned long long)list_id), "session_id",
                                arena_printf(arena, "%llu", (unsigned long long)session->id), "num_received",
                                arena_printf(arena, "%zu", rows->n), "num_invalid_entries",
                                arena_printf(arena, "%zu", rows->n_invalid), "invalid_entry_samples",
                                rows->samples));
}

static void take(struct call *call, struct user_list *list, enum act act, const struct session *session,
                 const struct rows *rows)
{
    const char *key = session_key(call, list->id, session->id);
    json_t *known = known_session(call, key);
    const int64_t start = known && session->seq > 1 ? int_of(known, "start") : call->ctx.now.us;
    const uint64_t list_id = list->id;

    if (check_order(call, session, known) && apply(call, list, act, session, start, rows) &&
        keep_session(call, key, session, start, known, rows))
        answer_taken(call, list_id, session, rows);
}

static void run(struct call *call, enum act act)
{
    struct session session;
    struct user_list *list;
    struct rows rows = { 0 };

    if (read_session(call, act, &session) && meta_read_rows(call, &rows)) {
        pthread_mutex_lock(&call->sandbox->lock);
        list = meta_audience(call, call->parts[1]);
        if (list && meta_audience_is_flagged(list))
            meta_refuse(call, 400, "100/1713230", "The audience is flagged and can't be changed");
        else if (list && check_replacing(call, list, &session))
            take(call, list, act, &session, &rows);
        pthread_mutex_unlock(&call->sandbox->lock);
    }
    meta_free_rows(&rows);
}

void users_post(struct call *call)
{
    run(call, text_is(meta_method(call), "DELETE") ? ACT_REMOVE : ACT_ADD);
}

void users_delete(struct call *call)
{
    run(call, ACT_REMOVE);
}

void users_replace(struct call *call)
{
    run(call, ACT_REPLACE);
}

/* --- asking about a session --- */

static json_t *shown(struct call *call, json_t *known, bool is_first)
{
    const bool is_done = json_is_true(json_object_get(known, "is_done")) && !is_first;
    json_t *json = json_pack(
        "{s:o, s:o, s:o, s:o, s:s, s:s}", "session_id", json_sprintf("%lld", (long long)int_of(known, "id")),
        "start_time", json_sprintf("%lld", (long long)(int_of(known, "start") / 1000000)), "num_received",
        json_sprintf("%lld", (long long)int_of(known, "received")), "num_invalid_entries",
        json_sprintf("%lld", (long long)int_of(known, "invalid")), "progress", is_done ? "100" : "50",
        "stage", is_done ? "FINISHED" : "PROCESSING");

    if (is_done) {
        json_object_set_new(json, "num_matched", json_sprintf("%lld", (long long)int_of(known, "matched")));
        json_object_set_new(json, "end_time", json_sprintf("%lld", (long long)(call->ctx.now.us / 1000000)));
    }
    return json;
}

void sessions_get(struct call *call)
{
    const char *wanted = param_text(call, "session_id");
    json_t *items = json_array(), *known;
    const struct user_list *list;
    struct verdict *verdict;
    int64_t id;

    pthread_mutex_lock(&call->sandbox->lock);
    list = meta_audience(call, call->parts[1]);
    if (list && text_to_int(wanted, &id) && id > 0) {
        const char *key = session_key(call, list->id, (uint64_t)id);

        verdict = state_verdict(&call->sandbox->state, key);
        known = known_session(call, key);
        if (known)
            json_array_append_new(items, shown(call, known, verdict->looks++ == 0 && call->sandbox->is_slow));
    } else if (list) {
        meta_bad(call, "The parameter session_id is required");
    }
    pthread_mutex_unlock(&call->sandbox->lock);
    if (call->answer.status)
        json_decref(items);
    else
        meta_answer(call, json_pack("{s:o}", "data", items));
}

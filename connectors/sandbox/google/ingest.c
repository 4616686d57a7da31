/*
 * Adding, removing, emptying, and the verdict on each. What Google works out in hours is worked out at once
 * here, and told when it is asked for.
 */
#include "connectors/sandbox/google/verdict.h"

#include "packages/core/json.h"
#include "packages/core/text.h"

#include <string.h>

static void answer_accepted(struct call *call)
{
    const char *text = arena_printf(call->ctx.arena, "{\"requestId\":\"%s\"}", call->ctx.request_id);

    answer_text(call, 200, "application/json; charset=UTF-8", text, strlen(text));
}

/* --- checks against the lists; the lock is held --- */

static bool takes_contacts(const struct user_list *list)
{
    json_t *info = json_object_get(list->resource, "ingestedUserListInfo");

    return text_is(json_string_value(json_array_get(json_object_get(info, "uploadKeyTypes"), 0)),
                   "CONTACT_ID");
}

static bool check_destination(struct call *call, const struct destination *destination, size_t i)
{
    const struct user_list *list =
        state_list_of(&call->sandbox->state, google_dialect.platform, destination->list_id);
    const char *reason = NULL;

    if (!list || !text_is(list->account, destination->account))
        reason = "INVALID_USER_LIST_ID";
    else if (!takes_contacts(list))
        reason = "INVALID_USER_LIST_TYPE";
    else if (text_is(json_string_value(json_object_get(list->resource, "membershipStatus")), "CLOSED"))
        reason = "INVALID_DESTINATION";
    if (reason)
        answer_violation(
            call, arena_printf(call->ctx.arena, "destinations.destinations[%zu].product_destination_id", i),
            reason, "this list takes no members");
    return !reason;
}

static bool check_destinations(struct call *call, const struct batch *batch)
{
    for (size_t i = 0; i < batch->n_destinations; i++)
        if (!check_destination(call, &batch->destinations[i], i))
            return false;
    return true;
}

/* --- members into one list --- */

static size_t packed_size(const struct batch *batch, const struct batch_member *member)
{
    return 1 + (unsigned char)batch->packed.at[member->at] * sizeof(struct ident);
}

/* False when consent is missing; counted. */
static bool count_member(const struct batch *batch, const struct batch_member *member, bool needs_consent,
                         struct tally *tally)
{
    const struct consents consent = member->has_consent ? member->consent : batch->consent;
    const struct ident *idents = (const struct ident *)(const void *)(batch->packed.at + member->at + 1);

    tally->n++;
    tally->n_idents += (unsigned char)batch->packed.at[member->at];
    if (needs_consent && (consent.user_data == CONSENT_DENIED || consent.personalization == CONSENT_DENIED)) {
        tally->n_denied++;
        return false;
    }
    if (needs_consent && (consent.user_data == CONSENT_UNSET || consent.personalization == CONSENT_UNSET)) {
        tally->n_unset++;
        return false;
    }
    tally->n_matched += member_matches(idents);
    return true;
}

/* The members that go into destination `i`, packed: the whole batch where nobody is left out. */
static struct bytes chosen(struct call *call, const struct batch *batch, size_t i, bool needs_consent,
                           struct tally *tally)
{
    bool *is_in = arena_alloc(call->ctx.arena, batch->n_members * sizeof(*is_in));
    struct buf some = buf_in(call->ctx.arena, batch->packed.len + 1);
    size_t n = 0;

    for (size_t m = 0; m < batch->n_members; m++) {
        const struct batch_member *member = &batch->members[m];

        is_in[m] = member->destinations & 1u << i && count_member(batch, member, needs_consent, tally);
        n += is_in[m];
    }
    if (n == batch->n_members)
        return (struct bytes){ (const unsigned char *)batch->packed.at, batch->packed.len };
    for (size_t m = 0; m < batch->n_members; m++)
        if (is_in[m])
            buf_add(&some, batch->packed.at + batch->members[m].at, packed_size(batch, &batch->members[m]));
    return (struct bytes){ (const unsigned char *)buf_str(&some), some.len };
}

static bool apply(struct call *call, const struct batch *batch, enum change_kind kind,
                  const struct bytes *payloads, const char *verdict)
{
    struct state *state = &call->sandbox->state;

    for (size_t i = 0; i < batch->n_destinations; i++) {
        const struct change change = { .kind = kind,
                                       .list_id = batch->destinations[i].list_id,
                                       .at_us = call->ctx.now.us,
                                       .payload = payloads[i] };

        if (payloads[i].size > 0 && !state_change(state, &change))
            return false;
    }
    return state_put_verdict(state, call->ctx.request_id, verdict, call->ctx.now.us);
}

static void run(struct call *call, const struct batch *batch, enum change_kind kind)
{
    struct bytes payloads[MOST_DESTINATIONS];
    struct tally tallies[MOST_DESTINATIONS] = { 0 };
    const char *verdict;

    for (size_t i = 0; i < batch->n_destinations; i++)
        payloads[i] = chosen(call, batch, i, kind == CHANGE_ADD, &tallies[i]);
    verdict = verdict_text(call->ctx.arena, batch, tallies, kind);
    pthread_mutex_lock(&call->sandbox->lock);
    if (check_destinations(call, batch)) {
        if (batch->validates_only || apply(call, batch, kind, payloads, verdict))
            answer_accepted(call);
        else
            answer_journal_full(call);
    }
    pthread_mutex_unlock(&call->sandbox->lock);
}

void ingest_members(struct call *call)
{
    struct batch batch;

    if (batch_read(call, CHANGE_ADD, &batch)) {
        if (batch.accepts_terms)
            run(call, &batch, CHANGE_ADD);
        else
            answer_violation(call, "terms_of_service", "TERMS_AND_CONDITIONS_NOT_SIGNED",
                             "the terms of Customer Match must be accepted");
    }
    batch_free(&batch);
}

void remove_members(struct call *call)
{
    struct batch batch;

    if (batch_read(call, CHANGE_REMOVE, &batch))
        run(call, &batch, CHANGE_REMOVE);
    batch_free(&batch);
}

/* --- emptying --- */

static bool read_emptying(struct call *call, struct batch *batch, int64_t *before_us)
{
    struct head head = { .batch = batch, .is_removal = true };
    struct instant before = call->ctx.now;
    struct err *err;
    const char *key;
    json_t *json, *value;

    err = json_parse(&call->ctx, (const char *)call->body.at, call->body.size, &json);
    if (err || !json_is_object(json)) {
        answer_error(call, 400, NULL, "Invalid JSON payload received.");
        return false;
    }
    json_object_foreach(json, key, value)
    {
        if (text_is(key, "removeAsOfTime")) {
            if (json_is_string(value) && instant_parse(json_string_value(value), &before) &&
                before.us <= call->ctx.now.us)
                continue;
            answer_violation(call, "remove_as_of_time", "INVALID_REMOVE_AS_OF_TIME",
                             "a time not in the future");
            return false;
        }
        err = head_field(&call->ctx, &head, key, value);
        if (err) {
            answer_violation(call, key, err_is(err, ERR_INVALID) ? err->message : "INVALID_ARGUMENT",
                             "this field is not taken");
            return false;
        }
    }
    if (batch->n_destinations == 0)
        answer_violation(call, "destinations", "REQUIRED_FIELD_MISSING", "this field is required");
    *before_us = before.us;
    return batch->n_destinations > 0;
}

void remove_all_members(struct call *call)
{
    struct bytes payloads[MOST_DESTINATIONS];
    struct tally tallies[MOST_DESTINATIONS] = { 0 };
    struct batch batch = { 0 };
    int64_t before_us;

    if (!read_emptying(call, &batch, &before_us))
        return;
    for (size_t i = 0; i < batch.n_destinations; i++)
        payloads[i] = (struct bytes){ (const unsigned char *)&before_us, sizeof(before_us) };
    pthread_mutex_lock(&call->sandbox->lock);
    if (check_destinations(call, &batch)) {
        if (batch.validates_only || apply(call, &batch, CHANGE_CLEAR, payloads,
                                          verdict_text(call->ctx.arena, &batch, tallies, CHANGE_CLEAR)))
            answer_accepted(call);
        else
            answer_journal_full(call);
    }
    pthread_mutex_unlock(&call->sandbox->lock);
}

/* --- asking for the verdict --- */

static const char *still_processing(struct call *call, const char *verdict)
{
    json_t *json, *one;
    size_t i;

    if (json_parse(&call->ctx, verdict, strlen(verdict), &json) != NULL)
        return verdict;
    json_array_foreach(json_object_get(json, "requestStatusPerDestination"), i, one)
    {
        json_object_set_new(one, "requestStatus", json_string("PROCESSING"));
        json_object_del(one, "errorInfo");
        json_object_del(one, "audienceMembersIngestionStatus");
        json_object_del(one, "audienceMembersRemovalStatus");
    }
    return json_canonical(&call->ctx, json);
}

void retrieve_status(struct call *call)
{
    const char *id = call_query(call, "requestId"), *text = NULL;
    struct verdict *verdict;
    bool is_first = false;

    pthread_mutex_lock(&call->sandbox->lock);
    verdict = state_verdict(&call->sandbox->state, id);
    if (verdict) {
        text = arena_text(call->ctx.arena, verdict->text);
        is_first = verdict->looks++ == 0 && call->sandbox->is_slow;
    }
    pthread_mutex_unlock(&call->sandbox->lock);
    if (!text) {
        answer_violation(call, "request_id", "INVALID_REQUEST_ID", "no request has this id");
        return;
    }
    if (is_first)
        text = still_processing(call, text);
    answer_text(call, 200, "application/json; charset=UTF-8", text, strlen(text));
}

#include "connectors/sandbox/state.h"

#include "packages/core/text.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_VERDICTS = 100000 };

/* Of lists that were written down before there were several. */
#define FIRST_PLATFORM "google-ads"

static void *must(void *memory)
{
    if (!memory)
        abort();
    return memory;
}

/* Room for one more element. */
static void *grown(void *items, size_t n, size_t *size, size_t item_size)
{
    if (n < *size)
        return items;
    *size = *size ? *size * 2 : 16;
    return must(realloc(items, *size * item_size));
}

struct user_list *state_list(struct state *state, uint64_t id)
{
    for (size_t i = 0; i < state->n_lists; i++)
        if (state->lists[i].id == id)
            return &state->lists[i];
    return NULL;
}

struct user_list *state_list_of(struct state *state, const char *platform, uint64_t id)
{
    struct user_list *list = state_list(state, id);

    return list && text_is(list->platform, platform) ? list : NULL;
}

struct verdict *state_verdict(struct state *state, const char *request_id)
{
    for (size_t i = state->n_verdicts; i-- > 0;)
        if (text_is(state->verdicts[i].request_id, request_id))
            return &state->verdicts[i];
    return NULL;
}

/* --- what each change does --- */

static void free_list(struct user_list *list)
{
    free(list->platform);
    free(list->account);
    json_decref(list->resource);
    members_free(list->members);
}

static void apply_list(struct state *state, const struct change *change)
{
    json_t *json = json_loadb((const char *)change->payload.at, change->payload.size, 0, NULL);
    const char *account = json_string_value(json_object_get(json, "account"));
    const char *platform = json_string_value(json_object_get(json, "platform"));
    json_t *resource = json_object_get(json, "resource");
    struct user_list *list = state_list(state, change->list_id);

    if (!account || !resource) {
        json_decref(json);
        return;
    }
    if (!list) {
        state->lists = grown(state->lists, state->n_lists, &state->lists_size, sizeof(*state->lists));
        list = &state->lists[state->n_lists++];
        *list = (struct user_list){ .id = change->list_id, .account = must(strdup(account)) };
        list->platform = must(strdup(platform ? platform : FIRST_PLATFORM));
        list->members = members_new();
    }
    json_decref(list->resource);
    list->resource = json_incref(resource);
    if (change->list_id > state->last_list_id)
        state->last_list_id = change->list_id;
    json_decref(json);
}

static void apply_list_gone(struct state *state, const struct change *change)
{
    struct user_list *list = state_list(state, change->list_id);
    const size_t at = list ? (size_t)(list - state->lists) : 0;

    if (!list)
        return;
    free_list(list);
    memmove(list, list + 1, (state->n_lists - at - 1) * sizeof(*list));
    state->n_lists--;
}

static void apply_members(struct state *state, const struct change *change)
{
    struct user_list *list = state_list(state, change->list_id);
    const unsigned char *at = change->payload.at, *end = at + change->payload.size;
    uint32_t stamp = 0;

    if (!list)
        return;
    if (change->kind == CHANGE_ADD) {
        state->stamps = grown(state->stamps, state->n_stamps, &state->stamps_size, sizeof(*state->stamps));
        state->stamps[state->n_stamps] = change->at_us;
        stamp = (uint32_t)state->n_stamps++;
    }
    while (at < end) {
        const size_t n = *at++;
        const struct ident *idents = (const struct ident *)at;

        if (n == 0 || n > MOST_IDENTS || (size_t)(end - at) < n * sizeof(*idents))
            return;
        at += n * sizeof(*idents);
        if (change->kind == CHANGE_ADD)
            members_add(list->members, idents, n, stamp);
        else
            members_remove(list->members, idents, n);
    }
}

static void apply_clear(struct state *state, const struct change *change)
{
    struct user_list *list = state_list(state, change->list_id);
    int64_t before;
    size_t stamp = 0;

    if (!list || change->payload.size != sizeof(before))
        return;
    memcpy(&before, change->payload.at, sizeof(before));
    while (stamp < state->n_stamps && state->stamps[stamp] < before)
        stamp++;
    members_remove_before(list->members, (uint32_t)stamp);
}

static void apply_verdict(struct state *state, const struct change *change)
{
    const char *id = (const char *)change->payload.at;
    const size_t id_len = strnlen(id, change->payload.size);
    struct verdict *verdict;

    if (id_len == change->payload.size)
        return;
    if (state->n_verdicts == MOST_VERDICTS) {
        free(state->verdicts[0].request_id);
        free(state->verdicts[0].text);
        memmove(state->verdicts, state->verdicts + 1, --state->n_verdicts * sizeof(*state->verdicts));
    }
    state->verdicts =
        grown(state->verdicts, state->n_verdicts, &state->verdicts_size, sizeof(*state->verdicts));
    verdict = &state->verdicts[state->n_verdicts++];
    verdict->request_id = must(strndup(id, id_len));
    verdict->text = must(strndup(id + id_len + 1, change->payload.size - id_len - 1));
    verdict->looks = 0;
}

static void apply(void *to, const struct change *change)
{
    static void (*const applies[])(struct state * state, const struct change *change) = {
        [CHANGE_LIST] = apply_list,   [CHANGE_LIST_GONE] = apply_list_gone,
        [CHANGE_ADD] = apply_members, [CHANGE_REMOVE] = apply_members,
        [CHANGE_CLEAR] = apply_clear, [CHANGE_VERDICT] = apply_verdict,
    };

    if (change->kind < COUNT(applies) && applies[change->kind])
        applies[change->kind](to, change);
}

/* --- the state as a whole --- */

struct err *state_open(struct arena *arena, const char *folder, struct state *state)
{
    *state = (struct state){ .last_list_id = 7000 };
    return folder ? journal_open(arena, folder, apply, state, &state->journal) : NULL;
}

void state_close(struct state *state)
{
    for (size_t i = 0; i < state->n_lists; i++)
        free_list(&state->lists[i]);
    for (size_t i = 0; i < state->n_verdicts; i++) {
        free(state->verdicts[i].request_id);
        free(state->verdicts[i].text);
    }
    free(state->lists);
    free(state->verdicts);
    free(state->stamps);
    journal_close(state->journal);
    *state = (struct state){ 0 };
}

bool state_change(struct state *state, const struct change *change)
{
    if (!journal_add(state->journal, change))
        return false;
    apply(state, change);
    return true;
}

bool state_put_list(struct state *state, const struct user_list *list, int64_t at_us)
{
    json_t *json = must(json_pack("{s:s, s:s, s:O}", "platform", list->platform, "account", list->account,
                                  "resource", list->resource));
    char *text = must(json_dumps(json, JSON_COMPACT));
    const struct change change = { .kind = CHANGE_LIST,
                                   .list_id = list->id,
                                   .at_us = at_us,
                                   .payload = { (const unsigned char *)text, strlen(text) } };
    const bool is_written = state_change(state, &change);

    free(text);
    json_decref(json);
    return is_written;
}

bool state_put_verdict(struct state *state, const char *request_id, const char *text, int64_t at_us)
{
    struct buf payload = buf_heap(64 * 1024);
    bool is_written;

    buf_add(&payload, request_id, strlen(request_id) + 1);
    buf_text(&payload, text);
    is_written =
        !payload.is_full &&
        state_change(state, &(struct change){ .kind = CHANGE_VERDICT,
                                              .at_us = at_us,
                                              .payload = { (unsigned char *)payload.at, payload.len } });
    buf_free(&payload);
    return is_written;
}

#include "domain/conversations/conversations.h"

#include "domain/conversations/conversations.sql.h"
#include "packages/store/store.h"

#include <stdio.h>
#include <string.h>

enum { MOST_TURNS = 500, TITLE_LENGTH = 80, PAGE = 50 };

static const struct field turn_fields[] = {
    FIELD(turn, number, "Counts from 1."),
    FIELD(turn, replaces, "The turn in whose place it was asked.", .optional = true),
    FIELD(turn, question, "The words; none when a plan was changed by hand.", .optional = true),
    FIELD(turn, kind, "plan, clarify or refuse."),
    FIELD(turn, envelope, "What it became, without an answer.", .type = "Envelope"),
    FIELD(turn, data_version, "Of the data that it was asked of."),
    FIELD(turn, created_at, "When."),
};
const struct shape turn_shape = SHAPE(turn, turn_fields, "One question of a conversation.");

static const struct field conversation_fields[] = {
    FIELD(conversation, id, "Sorts by time of creation."),
    FIELD(conversation, name, "The owner's own name for it.", .optional = true),
    FIELD(conversation, title, "For lists: the first question, until it is renamed."),
    FIELD(conversation, owner_id, "Whose it is."),
    FIELD(conversation, owner_name, "Their name.", .optional = true),
    FIELD(conversation, is_mine, "The caller's own: they alone go on and change it."),
    FIELD(conversation, pinned, "Stands first in lists."),
    FIELD(conversation, shared, "Others of the workspace may read it."),
    FIELD(conversation, turns, "How many."),
    FIELD(conversation, created_at, "When it began."),
    FIELD(conversation, updated_at, "Of the last turn."),
    LIST(conversation, history, &turn_shape, "Oldest first; not in lists.", .optional = true),
};
const struct shape conversation_shape = SHAPE(
    conversation, conversation_fields, "Questions in a row, each of which may be about the one before.");

/* What the table has besides. */
static const struct field row_fields[] = {
    FIELD(conversation, id, "."),         FIELD(conversation, name, ".", .optional = true),
    FIELD(conversation, title, "."),      FIELD(conversation, owner_id, "."),
    FIELD(conversation, owner_name, "."), FIELD(conversation, pinned, "."),
    FIELD(conversation, shared, "."),     FIELD(conversation, turns, "."),
    FIELD(conversation, place, "."),      FIELD(conversation, created_at, "."),
    FIELD(conversation, updated_at, "."),
};
static const struct shape row_shape = SHAPE(conversation, row_fields, "A row.");

static const struct field page_fields[] = {
    LIST(conversation_page, items, &conversation_shape, "Pinned ones first, then by the last turn."),
    FIELD(conversation_page, next_cursor, "Give it back as `cursor`.", .optional = true),
};
const struct shape conversation_page_shape =
    SHAPE(conversation_page, page_fields, "One page of conversations.");

static const struct field query_fields[] = {
    FIELD(conversation_query, q, "Text in the title.", .max = 200, .optional = true),
    FIELD(conversation_query, cursor, "The `next_cursor` of the page before.", .max = 100, .optional = true),
    FIELD(conversation_query, limit, "Rows wanted.", .min = 1, .max = 200, .optional = true),
};
static const struct shape conversation_query_shape =
    SHAPE(conversation_query, query_fields, "Which conversations.");

static const struct field change_fields[] = {
    FIELD(conversation_change, id, "Which one.", .min = 1, .max = 64),
    FIELD(conversation_change, title, "For lists.", .min = 1, .max = 120, .optional = true),
    FIELD(conversation_change, pinned, "Stands first in lists.", .optional = true, .type = "boolean"),
    FIELD(conversation_change, shared, "Others may read it.", .optional = true, .type = "boolean"),
};
static const struct shape conversation_change_shape =
    SHAPE(conversation_change, change_fields, "What is changed of a conversation.");

/* --- reading --- */

static const char *asker(const struct ctx *ctx)
{
    return ctx->who ? ctx->who->id : "";
}

static void fill(const struct ctx *ctx, struct conversation *conversation)
{
    conversation->is_mine = text_is(conversation->owner_id, asker(ctx));
}

struct err *conversation_find(struct ctx *ctx, const char *key, struct conversation *out)
{
    const struct out row = { &row_shape, out };
    struct err *err;

    *out = (struct conversation){ 0 };
    err = store_one(ctx, &sql_conversation_find, WITH(ARG("key", key), ARG("who", asker(ctx))), row);
    if (err_is(err, ERR_NOT_FOUND))
        return err_new(ctx, ERR_NOT_FOUND, NULL, "no conversation %s", key);
    if (!err)
        fill(ctx, out);
    return err;
}

struct stored {
    json_t *envelope;
};
static const struct field stored_fields[] = { FIELD(stored, envelope, ".") };
static const struct shape stored_shape = SHAPE(stored, stored_fields, "An envelope as it was kept.");

struct err *conversation_before(struct ctx *ctx, const struct conversation *conversation, int64_t replaces,
                                bool only_plans, struct envelope **out)
{
    struct stored stored = { 0 };
    struct envelope *envelope = arena_alloc(ctx->arena, sizeof(*envelope));
    struct err *err;

    *out = NULL;
    err =
        store_one(ctx, &sql_turn_before,
                  WITH(ARG("id", conversation->id), ARG("below", replaces == INT_NONE ? INT64_MAX : replaces),
                       ARG("plans", (int64_t)only_plans)),
                  OUT(stored, &stored));
    if (err)
        return err_is(err, ERR_NOT_FOUND) ? NULL : err;
    *envelope = (struct envelope){ 0 };
    err = shape_decode(ctx, &envelope_shape, stored.envelope, envelope);
    if (!err)
        *out = envelope;
    else if (err_is(err, ERR_INVALID)) /* of a model that has changed since: there is nothing to follow */
        err = NULL;
    return err;
}

/* --- adding --- */

/* Lists are in the order of this text: pinned, then by the last turn. */
static const char *place(struct ctx *ctx, const struct conversation *conversation)
{
    return arena_printf(ctx->arena, "%d%016lld%s", conversation->pinned,
                        (long long)conversation->updated_at.us, conversation->id);
}

static const char *title_of(struct ctx *ctx, const char *text)
{
    size_t end = 0;

    for (size_t n = 0; text[end] && n < TITLE_LENGTH; n++)
        do
            end++;
        while ((text[end] & 0xc0) == 0x80);
    return arena_printf(ctx->arena, "%.*s%s", (int)end, text, text[end] ? "…" : "");
}

static struct err *begin(struct ctx *ctx, struct conversation *conversation)
{
    struct err *err;

    conversation->id = arena_printf(ctx->arena, "cnv_%s", id_new(ctx));
    conversation->title = title_of(ctx, conversation->title);
    conversation->owner_id = asker(ctx);
    conversation->owner_name = ctx->who->name;
    conversation->created_at = conversation->updated_at = ctx->now;
    conversation->place = place(ctx, conversation);
    fill(ctx, conversation);
    err = store_run(ctx, &sql_conversation_insert, (struct in){ &row_shape, conversation, NULL, 0 }, NULL);
    return err_is(err, ERR_DUPLICATE) ? err_new(ctx, ERR_CONFLICT, "conversation",
                                                "another question began \"%s\" just now", conversation->name)
                                      : err;
}

/* As it stands, held until the transaction ends. */
static struct err *take(struct ctx *ctx, const char *id, const char *verb, struct conversation *out)
{
    struct err *err = store_run(ctx, &sql_conversation_hold, WITH(ARG("id", id)), NULL);

    if (!err)
        err = conversation_find(ctx, id, out);
    if (!err && !out->is_mine)
        err = err_new(ctx, ERR_FORBIDDEN, NULL, "only its owner %s a conversation", verb);
    return err;
}

static struct err *set(struct ctx *ctx, struct conversation *conversation)
{
    conversation->place = place(ctx, conversation);
    return store_run(ctx, &sql_conversation_set, (struct in){ &row_shape, conversation, NULL, 0 }, NULL);
}

struct err *conversation_add(struct ctx *ctx, struct conversation *conversation, struct turn *turn)
{
    struct err *err;

    err = conversation->id ? take(ctx, conversation->id, "goes on with", conversation)
                           : begin(ctx, conversation);
    if (err)
        return err;
    if (conversation->turns >= MOST_TURNS)
        return err_new(ctx, ERR_CONFLICT, "conversation", "has %d turns: begin a new one", MOST_TURNS);
    if (turn->replaces != INT_NONE && (turn->replaces < 1 || turn->replaces > conversation->turns))
        return err_new(ctx, ERR_INVALID, "replaces", "there is no turn %lld", (long long)turn->replaces);
    turn->number = ++conversation->turns;
    turn->created_at = conversation->updated_at = ctx->now;
    err = store_run(ctx, &sql_turn_insert,
                    WITH(ARG("conversation_id", conversation->id), ARG("number", turn->number),
                         ARG("replaces", turn->replaces), ARG("question", turn->question),
                         ARG("kind", turn->kind), ARG("envelope", json_canonical(ctx, turn->envelope)),
                         ARG("data_version", turn->data_version), ARG("created_at", turn->created_at)),
                    NULL);
    return err ? err : set(ctx, conversation);
}

/* --- operations --- */

static struct err *list(struct ctx *ctx, const void *in, void *out)
{
    const struct conversation_query *query = in;
    struct conversation_page *page = out;
    const int64_t limit = query->limit ? query->limit : PAGE;
    const struct out_list rows = { &row_shape, (void **)&page->items };
    struct err *err;

    err = store_all(ctx, &sql_conversation_list,
                    WITH(ARG("who", asker(ctx)), ARG("cursor", query->cursor ? query->cursor : "~"),
                         ARG("q", store_like(ctx, query->q)), ARG("limit", limit + 1)),
                    rows, &page->n_items);
    if (err)
        return err;
    if (page->n_items > (size_t)limit) {
        page->n_items = (size_t)limit;
        page->next_cursor = page->items[limit - 1].place;
    }
    for (size_t i = 0; i < page->n_items; i++)
        fill(ctx, &page->items[i]);
    return NULL;
}

static struct err *get(struct ctx *ctx, const void *in, void *out)
{
    const struct key *key = in;
    struct conversation *conversation = out;
    struct err *err = conversation_find(ctx, key->id, conversation);

    return err ? err
               : store_all(ctx, &sql_turn_list, WITH(ARG("id", conversation->id)),
                           OUT_LIST(turn, &conversation->history), &conversation->n_history);
}

static struct err *update(struct ctx *ctx, const void *in, void *out)
{
    const struct conversation_change *change = in;
    struct conversation *conversation = out;
    struct err *err = take(ctx, change->id, "changes", conversation);

    if (err)
        return err;
    conversation->title = change->title ? change->title : conversation->title;
    err = json_put_flag(ctx, "pinned", change->pinned, &conversation->pinned);
    if (!err)
        err = json_put_flag(ctx, "shared", change->shared, &conversation->shared);
    return err ? err : set(ctx, conversation);
}

static struct err *drop(struct ctx *ctx, const void *in, void *out)
{
    const struct key *key = in;
    struct conversation conversation;
    struct err *err = take(ctx, key->id, "deletes", &conversation);

    (void)out;
    if (!err)
        err = store_run(ctx, &sql_turn_delete_all, WITH(ARG("id", conversation.id)), NULL);
    return err ? err : store_run(ctx, &sql_conversation_delete, WITH(ARG("id", conversation.id)), NULL);
}

const struct operation conversation_operations[N_CONVERSATION_OPERATIONS] = {
    [ASK] = READ("ask", conversation_ask, ROLE_USER, &ask_query_shape, &envelope_shape,
                 "Answer a question in words, or a plan changed by hand", LONG),
    [CONVERSATION_LIST] = READ("conversation_list", list, ROLE_USER, &conversation_query_shape,
                               &conversation_page_shape, "List conversations, own and shared"),
    [CONVERSATION_GET] = READ("conversation_get", get, ROLE_USER, &key_shape, &conversation_shape,
                              "Get a conversation and its turns"),
    [CONVERSATION_UPDATE] = CHANGE("conversation_update", update, ROLE_USER, &conversation_change_shape,
                                   &conversation_shape, "Rename, pin or share a conversation"),
    [CONVERSATION_DELETE] =
        CHANGE("conversation_delete", drop, ROLE_USER, &key_shape, NULL, "Delete a conversation"),
};

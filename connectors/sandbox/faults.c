#include "connectors/sandbox/faults.h"

#include "packages/core/json.h"
#include "packages/core/text.h"

#include <string.h>

static const char *const action_words[] = {
    [FAULT_STATUS] = "status",
    [FAULT_BAD_MEMBER] = "bad_member",
    [FAULT_EXPIRED_TOKEN] = "expired_token",
    [FAULT_RESET] = "reset",
    [FAULT_RESET_AFTER_ACCEPT] = "reset_after_accept",
    [FAULT_DELAY] = "delay",
    [FAULT_DRIP] = "drip",
    [FAULT_EMPTY] = "empty",
    [FAULT_HTML] = "html",
    [FAULT_CUT_JSON] = "cut_json",
    [FAULT_HUGE] = "huge",
    [FAULT_DEEP] = "deep",
    [FAULT_WRONG_TYPE] = "wrong_type",
    [FAULT_NUL] = "nul",
    [FAULT_BAD_UTF8] = "bad_utf8",
    [FAULT_REDIRECT] = "redirect",
    [FAULT_USAGE] = "usage",
    [N_FAULT_ACTIONS] = NULL,
};

static const struct field fault_fields[] = {
    FIELD(fault, match, "Part of the path that it applies to; all paths when left out.", .optional = true),
    FIELD(fault, nth, "Fires at the n-th match alone.", .optional = true, .min = 1, .max = 1e9),
    FIELD(fault, every, "Fires at every n-th match.", .optional = true, .min = 1, .max = 1e9),
    FIELD(fault, times, "Fires at most so often.", .optional = true, .min = 1, .max = 1e9),
    FIELD(fault, seed, "Of the dice; the same seed throws the same.", .optional = true),
    FIELD(fault, probability, "Fires with this chance, 0 to 1.", .optional = true),
    FIELD(fault, action, "What happens.", .words = action_words),
    FIELD(fault, status, "HTTP status of `status`.", .optional = true, .min = 300, .max = 599),
    FIELD(fault, retry_after, "Seconds of the header Retry-After.", .optional = true, .min = 1, .max = 86400),
    FIELD(fault, delay_ms, "Of `delay` and `drip`.", .optional = true, .min = 1, .max = 600000),
    FIELD(fault, index, "Of `bad_member`: which one, counted from 0.", .optional = true, .max = 9999),
    FIELD(fault, retry_as_date, "Retry-After is a date.", .optional = true),
    FIELD(fault, unnamed, "`bad_member` doesn't say which.", .optional = true),
    FIELD(fault, reason, "The platform's reason or code in the error, such as 100/33.", .optional = true,
          .max = 100),
    FIELD(fault, prefix, "Of `bad_member`: hex digits that a bad identifier begins with.", .optional = true,
          .max = 64),
    FIELD(fault, location, "Of `redirect`.", .optional = true, .max = 2000),
    FIELD(fault, percent, "Of `usage`: how much of the limit is used.", .optional = true, .max = 1000),
    FIELD(fault, minutes, "Of `usage` and `status`: until there is access again.", .optional = true,
          .max = 1440),
};
static const struct shape fault_shape = SHAPE(fault, fault_fields, "One rule of what goes wrong.");

const char *fault_word(enum fault_action action)
{
    return action_words[action];
}

struct err *faults_parse(struct ctx *ctx, const char *text, size_t len, struct faults *out)
{
    struct faults faults = { 0 };
    struct err *err;
    json_t *json, *rule;
    size_t i;

    err = json_parse(ctx, text, len, &json);
    if (err)
        return err;
    if (!json_is_array(json))
        return err_new(ctx, ERR_INVALID, "faults", "must be a list of rules");
    json_array_foreach(json, i, rule)
    {
        struct fault *fault = ARENA_PUSH(ctx->arena, faults.rules, faults.n_rules);

        err = shape_decode(ctx, &fault_shape, rule, fault);
        if (err)
            return err_under(ctx, err, arena_printf(ctx->arena, "/%zu", i));
        fault->random = (uint64_t)fault->seed * 2 + 1;
    }
    *out = faults;
    return NULL;
}

/* 0 to 1 (Marsaglia's xorshift*). */
static double throw_dice(struct fault *fault)
{
    fault->random ^= fault->random >> 12;
    fault->random ^= fault->random << 25;
    fault->random ^= fault->random >> 27;
    return (double)((fault->random * UINT64_C(0x2545f4914f6cdd1d)) >> 11) / 9007199254740992.0;
}

static bool is_due(struct fault *fault)
{
    fault->n_matched++;
    if (fault->times > 0 && fault->n_fired >= fault->times)
        return false;
    if (fault->nth > 0)
        return fault->n_matched == fault->nth;
    if (fault->every > 0)
        return fault->n_matched % fault->every == 0;
    if (fault->probability > 0)
        return throw_dice(fault) < fault->probability;
    return true;
}

const struct fault *faults_draw(struct faults *faults, const char *path)
{
    const struct fault *drawn = NULL;

    for (size_t i = 0; i < faults->n_rules; i++) {
        struct fault *fault = &faults->rules[i];

        if (fault->match && !strstr(path, fault->match))
            continue;
        if (!is_due(fault) || drawn)
            continue;
        fault->n_fired++;
        drawn = fault;
    }
    return drawn;
}

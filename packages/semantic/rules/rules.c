/*
 * Rule trees: checked and told in words. The tree is a plan's condition with the customer as its subject.
 */
#include "packages/semantic/check.h"
#include "packages/semantic/words.h"

enum { LONGEST_WORDS = 16 * 1024 };

struct err *rules_check(struct ctx *ctx, const struct model *model, const struct cond *rules)
{
    struct faults faults = { .ctx = ctx };
    struct cond_check check = { .faults = &faults, .model = model, .is_rules = true };

    if (model->subject == NONE)
        return err_new(ctx, ERR_INVALID, NULL, "the model has no customers");
    check_cond(&check, rules, "", PLACE_RULES, 1);
    return faults.first;
}

const char *rules_words(struct ctx *ctx, const struct model *model, const struct cond *rules)
{
    struct buf to = buf_in(ctx->arena, LONGEST_WORDS);

    buf_text(&to, "Customers ");
    words_cond(ctx, model, &phrasing_customers, rules, &to);
    return buf_str(&to);
}

/*
 * What is asked of an audience beyond who is in it: how many can be reached, a few of them, and the members
 * of a push. Each is the audience's own statement as a block, with the customers' tables joined to it.
 */
#include "packages/semantic/semantic.h"

static const char reach_sql[] =
    "SELECT COUNT(*) AS people,\n"
    "       COUNT(CASE WHEN c.has_email OR c.has_phone OR c.has_address THEN 1 END) AS reachable,\n"
    "       COUNT(CASE WHEN (c.has_email OR c.has_phone OR c.has_address) AND g.customer_key IS NOT NULL "
    "THEN 1 END) AS "
    "consented,\n"
    "       (SELECT COUNT(*) FROM customers) AS total_customers\n"
    "  FROM audience AS a\n"
    "  JOIN customers AS c ON c.customer_key = a.customer_key\n"
    "  LEFT JOIN ad_consents AS g ON g.customer_key = a.customer_key";

static const char worth_sql[] =
    "SELECT COUNT(DISTINCT CASE WHEN NOT o.is_cancelled THEN o.customer_key END) AS buyers,\n"
    "       COUNT(CASE WHEN NOT o.is_cancelled THEN 1 END) AS orders,\n"
    "       SUM(o.order_value) AS order_value\n"
    "  FROM audience AS a\n"
    "  JOIN orders AS o ON o.customer_key = a.customer_key";

static const char size_sql[] = "SELECT COUNT(*) AS people\n"
                               "  FROM audience";

static const char sample_sql[] = "SELECT c.customer_id, c.country, c.created_at\n"
                                 "  FROM audience AS a\n"
                                 "  JOIN customers AS c ON c.customer_key = a.customer_key\n"
                                 " ORDER BY c.customer_key\n"
                                 " LIMIT %lld";

/*
 * In order of the ledger's key, a slice of the key space at a time: everything else is joined to the slice,
 * so that no table that is built for it is larger than the slice.
 */
static const char members_sql[] =
    "WITH slice AS MATERIALIZED (\n"
    "SELECT *\n"
    "  FROM identifiers\n"
    " WHERE member_key > $after_key AND member_key <= $until_key\n"
    "), audience AS (\n%s\n)\n"
    "SELECT i.member_key, i.customer_id, i.email, i.phone, i.first_name, i.last_name, i.postal_code, "
    "i.country,\n"
    "       i.email_hash, i.phone_hash, i.customer_hash, g.customer_key IS NOT NULL AS has_consent\n"
    "  FROM slice AS i\n"
    "  JOIN audience AS a ON a.customer_key = i.customer_key\n"
    "  LEFT JOIN ad_consents AS g ON g.customer_key = i.customer_key\n"
    " ORDER BY i.member_key, i.customer_id";

static struct err *around(struct ctx *ctx, const struct model *model, const struct cond *rules,
                          const struct compile_options *options, const char *sql, struct compiled *out)
{
    struct err *err = rules_compile(ctx, model, rules, options, out);

    if (!err)
        out->sql = arena_printf(ctx->arena, "WITH audience AS (\n%s\n)\n%s", out->sql, sql);
    out->max_rows = 0;
    return err;
}

struct err *rules_reach_compile(struct ctx *ctx, const struct model *model, const struct cond *rules,
                                const struct compile_options *options, struct compiled *out)
{
    return around(ctx, model, rules, options, reach_sql, out);
}

struct err *rules_worth_compile(struct ctx *ctx, const struct model *model, const struct cond *rules,
                                const struct compile_options *options, struct compiled *out)
{
    return around(ctx, model, rules, options, worth_sql, out);
}

struct err *rules_size_compile(struct ctx *ctx, const struct model *model, const struct cond *rules,
                               const struct compile_options *options, struct compiled *out)
{
    return around(ctx, model, rules, options, size_sql, out);
}

struct err *rules_sample_compile(struct ctx *ctx, const struct model *model, const struct cond *rules,
                                 const struct compile_options *options, int64_t limit, struct compiled *out)
{
    return around(ctx, model, rules, options, arena_printf(ctx->arena, sample_sql, (long long)limit), out);
}

struct err *rules_members_compile(struct ctx *ctx, const struct model *model, const struct cond *rules,
                                  const struct compile_options *options, struct compiled *out)
{
    struct err *err = rules_compile(ctx, model, rules, options, out);

    if (!err)
        out->sql = arena_printf(ctx->arena, members_sql, out->sql);
    out->max_rows = 0;
    return err;
}

#include "connectors/sandbox/google/verdict.h"

#include "packages/core/json.h"

#include <stdio.h>

enum { MOST_VERDICT = 64 * 1024, LEAST_RATED = 10 };

typedef void status_writer(struct json_writer *json, const struct tally *tally);

static void write_pair(struct json_writer *json, const char *key, const char *value)
{
    json_key(json, key);
    json_text(json, value);
}

static void write_count(struct json_writer *json, const char *key, size_t value)
{
    char digits[24]; /* the longest is 20 digits */

    (void)snprintf(digits, sizeof(digits), "%zu", value);
    write_pair(json, key, digits);
}

static const char *match_range(const struct tally *tally)
{
    static const struct {
        size_t percent;
        const char *word;
    } ranges[] = {
        { 20, "MATCH_RATE_RANGE_LESS_THAN_20" }, { 31, "MATCH_RATE_RANGE_20_TO_30" },
        { 41, "MATCH_RATE_RANGE_31_TO_40" },     { 51, "MATCH_RATE_RANGE_41_TO_50" },
        { 61, "MATCH_RATE_RANGE_51_TO_60" },     { 71, "MATCH_RATE_RANGE_61_TO_70" },
        { 81, "MATCH_RATE_RANGE_71_TO_80" },     { 91, "MATCH_RATE_RANGE_81_TO_90" },
    };
    const size_t n = tally->n - tally->n_denied - tally->n_unset;

    if (n < LEAST_RATED)
        return "MATCH_RATE_RANGE_NOT_ELIGIBLE";
    for (size_t i = 0; i < COUNT(ranges); i++)
        if (tally->n_matched * 100 / n < ranges[i].percent)
            return ranges[i].word;
    return "MATCH_RATE_RANGE_91_TO_100";
}

static void write_account(struct json_writer *json, const char *key, const char *id)
{
    if (!id)
        return;
    json_key(json, key);
    json_open(json, '{');
    write_pair(json, "accountType", "GOOGLE_ADS");
    write_pair(json, "accountId", id);
    json_shut(json, '}');
}

static void write_destination(struct json_writer *json, const struct destination *destination)
{
    json_key(json, "destination");
    json_open(json, '{');
    if (destination->reference)
        write_pair(json, "reference", destination->reference);
    write_account(json, "loginAccount", destination->login);
    write_account(json, "operatingAccount", destination->account);
    write_pair(json, "productDestinationId", destination->list_text);
    json_shut(json, '}');
}

static void write_error_count(struct json_writer *json, size_t count, const char *reason)
{
    if (count == 0)
        return;
    json_open(json, '{');
    write_count(json, "recordCount", count);
    write_pair(json, "reason", reason);
    json_shut(json, '}');
}

static void write_outcome(struct json_writer *json, const struct tally *tally)
{
    const size_t n_bad = tally->n_denied + tally->n_unset;

    write_pair(json, "requestStatus",
               n_bad == 0          ? "SUCCESS"
               : n_bad == tally->n ? "FAILED"
                                   : "PARTIAL_SUCCESS");
    if (n_bad == 0)
        return;
    json_key(json, "errorInfo");
    json_open(json, '{');
    json_key(json, "errorCounts");
    json_open(json, '[');
    write_error_count(json, tally->n_denied, "PROCESSING_ERROR_REASON_DENIED_CONSENT");
    write_error_count(json, tally->n_unset, "PROCESSING_ERROR_REASON_NO_CONSENT");
    json_shut(json, ']');
    json_shut(json, '}');
}

static void write_added(struct json_writer *json, const struct tally *tally)
{
    json_key(json, "audienceMembersIngestionStatus");
    json_open(json, '{');
    json_key(json, "userDataIngestionStatus");
    json_open(json, '{');
    write_count(json, "recordCount", tally->n);
    write_count(json, "userIdentifierCount", tally->n_idents);
    write_pair(json, "uploadMatchRateRange", match_range(tally));
    json_shut(json, '}');
    json_shut(json, '}');
}

static void write_removed(struct json_writer *json, const struct tally *tally)
{
    json_key(json, "audienceMembersRemovalStatus");
    json_open(json, '{');
    json_key(json, "userDataRemovalStatus");
    json_open(json, '{');
    write_count(json, "recordCount", tally->n);
    write_count(json, "userIdentifierCount", tally->n_idents);
    json_shut(json, '}');
    json_shut(json, '}');
}

static void write_emptied(struct json_writer *json, const struct tally *tally)
{
    (void)tally;
    json_key(json, "removeAllAudienceMembersStatus");
    json_open(json, '{');
    json_shut(json, '}');
}

const char *verdict_text(struct arena *arena, const struct batch *batch, const struct tally *tallies,
                         enum change_kind kind)
{
    static status_writer *const writers[] = {
        [CHANGE_ADD] = write_added,
        [CHANGE_REMOVE] = write_removed,
        [CHANGE_CLEAR] = write_emptied,
    };
    struct buf text = buf_in(arena, MOST_VERDICT);
    struct json_writer json = json_to(&text);

    json_open(&json, '{');
    json_key(&json, "requestStatusPerDestination");
    json_open(&json, '[');
    for (size_t i = 0; i < batch->n_destinations; i++) {
        json_open(&json, '{');
        write_destination(&json, &batch->destinations[i]);
        write_outcome(&json, &tallies[i]);
        writers[kind](&json, &tallies[i]);
        json_shut(&json, '}');
    }
    json_shut(&json, ']');
    json_shut(&json, '}');
    return buf_str(&text);
}

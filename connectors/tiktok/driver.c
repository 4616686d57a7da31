#include "connectors/tiktok/tiktok.h"

#include "connectors/tiktok/inner.h"
#include "connectors/tiktok/normalise.h"

/* A file of 50 MB holds 770,000 hashes; ours are smaller, because a batch is held in memory. */
enum { MOST_MEMBERS = 100000, FIRST_POLL_S = 60 * 60, LONGEST_POLL_S = 4 * 60 * 60 };

const struct platform_driver tiktok_driver = {
    .name = "tiktok",
    .label = "TikTok",
    .family = "tiktok",
    .url_setting = "tiktok_url",
    .limits = {
        .batch = MOST_MEMBERS,
        .membership_max_days = TIKTOK_MOST_DAYS,
        .first_poll_s = FIRST_POLL_S,
        .longest_poll_s = LONGEST_POLL_S,
        .floor = TIKTOK_FLOOR,
        .makes_list_by_sending = true,
    },
    .causes = tiktok_causes,
    .fields = tiktok_fields,
    .is_account = tiktok_is_id,
    .account_words = "an advertiser by digits",
    .identify = tiktok_identify,
    .ensure_list = tiktok_ensure_list,
    .send = tiktok_send,
    .status = tiktok_status,
    .list_state = tiktok_list_state,
    .drop_list = tiktok_drop_list,
    .list_accounts = tiktok_list_accounts,
    .oauth = &tiktok_oauth,
};

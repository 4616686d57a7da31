/* The driver's table. */
#include "connectors/meta/inner.h"

#include "connectors/meta/normalise.h"

/* Members of a customer file don't expire there; a list that no ad uses does after two years. */
enum { MEMBERSHIP_MOST_DAYS = 730, FIRST_POLL_S = 30 * 60, LONGEST_POLL_S = 60 * 60 };

const struct platform_driver meta_driver = {
    .name = "meta",
    .label = "Meta",
    .family = "meta",
    .url_setting = "meta_url",
    .limits = {
        .batch = META_MOST_MEMBERS,
        .membership_max_days = MEMBERSHIP_MOST_DAYS,
        .first_poll_s = FIRST_POLL_S,
        .longest_poll_s = LONGEST_POLL_S,
    },
    .causes = meta_causes,
    .fields = meta_fields,
    .is_account = meta_is_account,
    .account_words = "an account by digits, with or without act_",
    .identify = meta_identify,
    .ensure_list = meta_ensure_list,
    .send = meta_send,
    .status = meta_status,
    .list_state = meta_list_state,
    .drop_list = meta_drop_list,
    .list_accounts = meta_list_accounts,
    .oauth = &meta_oauth,
};

/*
 * Every way in which a push to TikTok can stall or fail, in words for the person who has to act.
 */
#include "connectors/tiktok/inner.h"

/* clang-format off */
const struct platform_cause tiktok_causes[] = {
    { "app", "TikTok doesn't know our app id and secret as belonging together.",
      "Check tiktok_app_id and tiktok_app_secret in the settings." },
    { "bad_request", "TikTok refused the request as malformed.",
      "This is a fault of the connector: report it with the details shown." },
    { "certificate", "The address of TikTok answered with a certificate that isn't trusted; nothing was sent.",
      "Check the address in the settings, the clock and the certificates of this machine." },
    { "forbidden", "The connected user may not change audiences of this advertiser.",
      "Ask for the permission Audience Management on the advertiser account, then connect it again." },
    { "list_dropped", "Too few people were left for a list on TikTok, so it was deleted: whoever had to go is off it.",
      "Nothing to do. Once 1,000 people may be sent, a push makes a new list." },
    { "list_gone", "The audience isn't in the advertiser account any more.",
      "Push again: a new one is made. If it was removed on purpose, cancel the push." },
    { "list_kind", "The audience takes another kind of identifier than tiktok_identifier says.",
      "Set tiktok_identifier back, or push to a new list." },
    { "no_answer", "TikTok gave no answer in time; it may have taken the people.",
      "Nothing to do: they are sent again, which changes nothing for those already there." },
    { "quota", "TikTok's limit of requests is used up for the moment.",
      "Nothing to do: the push goes on by itself." },
    { "reconnect", "The sign-in of this account is no longer good.",
      "Connect the account again, then retry." },
    { "redirected", "The address of TikTok sends to another address; nothing was sent there.",
      "Check tiktok_url in the settings." },
    { "too_few", "TikTok takes no audience with fewer than 1,000 people.",
      "Widen the audience, or wait until more of it may be sent; then push again." },
    { "too_large", "The file was larger than TikTok takes.",
      "Nothing to do: it is sent in smaller parts." },
    { "unavailable", "TikTok has a fault of the moment.",
      "Nothing to do: it is tried again." },
    { "unreachable", "No connection to TikTok could be made; nothing was sent.",
      "Nothing to do if the network comes back. Otherwise check the firewall and the proxy." },
    { "unreadable", "TikTok gave an answer that makes no sense.",
      "Nothing to do: it is asked again. If it stays so, check the address and a proxy on the way." },
    { NULL, NULL, NULL },
};
/* clang-format on */

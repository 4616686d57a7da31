#include "connectors/webhook/inner.h"

/* clang-format off */
const struct platform_cause webhook_causes[] = {
    { "bad_request", "The address refused the request.", "Read its words in the details, put it right there, then retry." },
    { "certificate", "The address answered with a certificate that isn't trusted; nothing was sent.",
      "Check the certificate of the address, and the clock of this machine." },
    { "no_answer", "The address gave no answer in time; it may have taken the people.",
      "Nothing to do: they are sent again with the same key." },
    { "quota", "The address asked to wait.", "Nothing to do: the push goes on by itself." },
    { "reconnect", "The address doesn't accept the signature any more.",
      "Give the account its new secret (truffle account update), then retry." },
    { "redirected", "The address sends to another address; nothing was sent there.",
      "Connect an account with the new address." },
    { "unavailable", "The address has a fault of the moment.", "Nothing to do: it is tried again." },
    { "unreachable", "No connection to the address could be made; nothing was sent.",
      "Check the address. One within a private network is refused on purpose." },
    { "unreadable", "The address gave an answer that makes no sense.",
      "It must answer with a JSON object; see the connector's README." },
    { NULL, NULL, NULL },
};
/* clang-format on */

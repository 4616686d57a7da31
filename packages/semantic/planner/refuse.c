/*
 * What is refused before anything is read: orders to change or send something, people by name, forecasts,
 * causes, advice, attacks, and what is no question at all.
 */
#include "packages/semantic/planner/grammar/draft.h"

#include <string.h>

struct rule {
    const char *reason;
    const char *phrases[48];
    bool is_first; /* only at the beginning, behind politeness */
    const char *message;
};

static const struct rule rules[] = {
    { "unsafe",
      { "ignore your instructions",
        "ignore all instructions",
        "ignore previous",
        "ignore all previous",
        "ignore the instructions",
        "your instructions",
        "previous instructions",
        "system prompt",
        "your prompt",
        "password",
        "passwords",
        "api key",
        "api keys",
        "secret key",
        "secret",
        "secrets",
        "access token",
        "access tokens",
        "credentials",
        "drop table",
        "select *",
        "union select",
        "insert into",
        "delete from",
        "or 1 = 1",
        "jailbreak",
        "bypass",
        "environment variables",
        "other tenants",
        "other companies",
        "another company",
        "other company",
        "developer mode",
        "private key",
        "admin account",
        "disregard",
        "pretend you",
        "encryption key",
        "tokens",
        "raw sql",
        "run sql",
        "execute sql",
        "forget everything",
        "forget your",
        "forget all",
        "act as",
        "previous rules" },
      false,
      "This can't be asked here." },
    { "personal_data",
      { "email address",
        "email addresses",
        "e mail address",
        "e mail addresses",
        "emails of",
        "email of",
        "phone number",
        "phone numbers",
        "home address",
        "home addresses",
        "postal address",
        "names of our",
        "names of the",
        "names of customers",
        "names of users",
        "customer names",
        "user id",
        "user ids",
        "customer id",
        "customer ids",
        "client id",
        "ip address",
        "ip addresses",
        "credit card",
        "credit cards",
        "date of birth",
        "birthday",
        "birthdays",
        "contact details",
        "mailing list of",
        "who are our",
        "who is our",
        "who bought the",
        "individual customers",
        "individual users",
        "which person",
        "which people",
        "which customers",
        "which customer",
        "which users",
        "which user",
        "top customers",
        "best customers",
        "biggest customers",
        "list of customers",
        "list of users",
        "list all customers",
        "names and" },
      false,
      "Answers are about groups, not about single people." },
    { "forecast",
      { "forecast",    "predict",     "prediction",        "projected", "projection",         "projections",
        "will be",     "will we",     "will our",          "will the",  "going to be",        "going to",
        "expect to",   "expected to", "estimate for next", "will",      "by the end of this", "on track",
        "extrapolate", "future" },
      false,
      "Only what has happened can be answered, no forecast." },
    { "cause",
      { "why",
        "reason for",
        "reasons for",
        "the reason",
        "what caused",
        "what causes",
        "how come",
        "what drove",
        "what is driving",
        "what drives",
        "explain the",
        "explain why",
        "because of what",
        "root cause",
        "responsible for the",
        "what is behind",
        "what led to",
        "cause of",
        "what explains",
        "what made",
        "due to what" },
      false,
      "The data say what happened, not why. Ask for a breakdown instead." },
    { "advice",
      { "should",
        "recommend",
        "recommendation",
        "recommendations",
        "suggest",
        "suggestions",
        "how can we",
        "how could we",
        "how do we improve",
        "how do i improve",
        "how to",
        "best way to",
        "ideas for",
        "advice",
        "tips",
        "help me improve",
        "what would you do",
        "worth it",
        "is it worth",
        "strategy",
        "how can i",
        "how do we get more",
        "how do we increase",
        "how do we reduce",
        "ought",
        "advise",
        "improve our",
        "increase our",
        "boost our" },
      false,
      "Numbers can be asked for, advice can't." },
};

static const char *const chat[] = {
    "hello",   "hi",   "hey",   "thanks",    "thank", "you",     "good",    "morning", "evening", "bye",
    "ok",      "okay", "great", "cool",      "nice",  "perfect", "awesome", "cheers",  "!",       ".",
    ",",       "?",    "there", "afternoon", "how",   "are",     "is",      "it",      "going",   "what",
    "can",     "do",   "who",   "help",      "me",    "please",  "joke",    "tell",    "a",       "yes",
    "no",      "so",   "much",  "very",      "test",  "truffle", "job",     "well",    "done",    "lol",
    "goodbye", "that", "was",   "helpful",   "the",   "sup",     "night",   "day",     "thx",     "i",
    "love",    "my",   "name",  "your",      "work",  "for",     "all",     "welcome", "sorry",   "wow",
    "got",     "this", "am",    "bot",       "robot"
};

/* Orders: the verb comes first. */
static const char *const orders[] = {
    "delete",   "send",     "push",    "upload",   "export",   "create",    "rename",      "pause",
    "stop",     "start",    "launch",  "schedule", "email",    "approve",   "cancel",      "update",
    "set",      "change",   "edit",    "increase", "decrease", "raise",     "lower",       "build",
    "sync",     "activate", "publish", "purge",    "erase",    "wipe",      "archive",     "block",
    "unblock",  "download", "share",   "post",     "notify",   "add",       "move",        "import",
    "turn",     "disable",  "enable",  "save",     "generate", "merge",     "transfer",    "reset",
    "reject",   "invite",   "drop",    "remove",   "exclude",  "subscribe", "unsubscribe", "target",
    "retarget", "forward",  "text",    "mark",     "assign",   "grant",     "revoke",      "load",
    "refresh",  "make",     "boost",   "run"
};
/* "remove apparel", "exclude mobile", "add revenue" change a question; these objects make them an order. */
static const char *const objects[] = {
    "audience", "audiences", "campaign", "campaigns", "budget",    "budgets", "ads",        "segment",
    "segments", "list",      "email",    "emails",    "user",      "users",   "customer",   "customers",
    "account",  "account",   "report",   "database",  "table",     "consent", "newsletter", "message",
    "coupon",   "discount",  "price",    "prices",    "dashboard", "alert",   "member",     "members",
    "record",   "records",   "rows",     "sessions",  "bots",      "meta",    "facebook",   "google",
    "tiktok",   "slack",     "bid",      "bids",      "everything"
};
static const char *const editing[] = { "drop",  "remove", "exclude",  "add",      "change",
                                       "make",  "set",    "increase", "decrease", "share",
                                       "start", "run",    "target",   "load",     "lower" };
static const char *const polite[] = { "please", "can",  "could", "you",  "would", "just", "now",
                                      "ok",     "okay", "and",   "then", "hey",   "hi",   ",",
                                      "i",      "want", "to",    "we",   "need",  "let",  "us" };

static bool is_one_of(const char *word, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (text_is(list[i], word))
            return true;
    return false;
}

static const char *phrase_in(const struct words *words, const char *const *phrases, size_t n)
{
    for (size_t i = 0; i < n && phrases[i]; i++)
        for (size_t at = 0; at < words->n; at++)
            if (phrase_at(words, at, phrases[i]))
                return phrases[i];
    return NULL;
}

/* "user 1005694.5834348403", "customer C00123": one person. */
static bool names_person(const struct words *words)
{
    for (size_t i = 0; i + 1 < words->n; i++) {
        const struct word *word = &words->items[i];
        const char *next = words->items[i + 1].text;
        const bool is_id =
            strpbrk(next, "0123456789") && (strlen(next) > 4 || !words->items[i + 1].is_number);

        if ((text_is(word->text, "user") || text_is(word->text, "customer") ||
             text_is(word->text, "visitor")) &&
            is_id)
            return true;
    }
    for (size_t i = 0; i < words->n; i++)
        if (strchr(words->items[i].text, '@'))
            return true;
    return false;
}

/* "which customers", but not "which customer countries". */
static bool names_group(const struct words *words, const char *phrase)
{
    static const char *const groups[] = { "market",    "markets",    "channel",   "channels", "campaign",
                                          "campaigns", "brand",      "brands",    "product",  "products",
                                          "category",  "categories", "browser",   "device",   "source",
                                          "sources",   "country",    "countries", "region",   "regions",
                                          "city",      "cities",     "segment" };

    for (size_t at = 0; at < words->n; at++) {
        const size_t n = phrase_at(words, at, phrase);

        if (n && at + n < words->n && is_one_of(words->items[at + n].text, groups, COUNT(groups)))
            return true;
    }
    return false;
}

static bool is_chat(const struct draft *draft)
{
    for (size_t i = 0; i < draft->words.n; i++)
        if (!is_one_of(draft->words.items[i].text, chat, COUNT(chat)))
            return false;
    return true;
}

static bool is_order(const struct draft *draft)
{
    const struct words *words = &draft->words;
    size_t at = 0;
    const char *verb;

    while (at < words->n && is_one_of(words->items[at].text, polite, COUNT(polite)))
        at++;
    if (at >= words->n || !is_one_of(words->items[at].text, orders, COUNT(orders)))
        return false;
    verb = words->items[at].text;
    if (!is_one_of(verb, editing, COUNT(editing)))
        return at + 1 < words->n && !text_is(words->items[at + 1].text, "of") &&
               !(text_is(verb, "email") && !is_one_of(words->items[at + 1].text, polite, COUNT(polite)) &&
                 !text_is(words->items[at + 1].text, "all") && !text_is(words->items[at + 1].text, "the") &&
                 !text_is(words->items[at + 1].text, "our"));
    if (draft->asked->before && draft->asked->before->kind == ENVELOPE_PLAN)
        return text_is(verb, "add") &&
               phrase_in(words, (const char *const[]){ "to the audience", "to audience" }, 2);
    for (size_t i = at + 1; i < words->n; i++)
        if (is_one_of(words->items[i].text, objects, COUNT(objects)))
            return !text_is(words->items[at + 1].text, "in") && !text_is(words->items[at + 1].text, "of");
    return false;
}

/* Age and the like, whose words mean something else elsewhere. */
static const char *foreign_idea(const struct words *words, bool has_costs)
{
    static const char *const costs[] = { "profit margin", "unit cost" };
    static const struct {
        const char *phrase, *term;
    } ideas[] = { { "how old", "age" },
                  { "age", "age" },
                  { "market share", "market share" },
                  { "profit margin", "profit margin" },
                  { "male", "gender" },
                  { "female", "gender" },
                  { "gender", "gender" },
                  { "open rate", "open rate" },
                  { "page speed", "page speed" },
                  { "stock", "stock" },
                  { "net revenue", "net revenue" },
                  { "score", "score" },
                  { "weather", "weather" },
                  { "load time", "load time" },
                  { "search ranking", "search ranking" },
                  { "unit cost", "unit cost" } };

    for (size_t i = 0; i < COUNT(ideas); i++)
        for (size_t at = 0; at < words->n; at++)
            if (phrase_at(words, at, ideas[i].phrase) &&
                !(has_costs && is_one_of(ideas[i].term, costs, COUNT(costs))))
                return ideas[i].term;
    return NULL;
}

bool refuse_early(struct draft *draft)
{
    const char *term;

    for (size_t i = 0; i < 2; i++) {
        term = phrase_in(&draft->words, rules[i].phrases, COUNT(rules[i].phrases));
        if (term && names_group(&draft->words, term))
            term = NULL;
        if (term || (i == 1 && names_person(&draft->words))) {
            stop_refuse(draft, rules[i].reason, term, rules[i].message);
            return true;
        }
    }
    if (is_order(draft)) {
        stop_refuse(draft, "write", NULL, "Questions are answered here; nothing is changed or sent.");
        return true;
    }
    for (size_t i = 2; i < COUNT(rules); i++) {
        term = phrase_in(&draft->words, rules[i].phrases, COUNT(rules[i].phrases));
        if (term) {
            stop_refuse(draft, rules[i].reason, term, rules[i].message);
            return true;
        }
    }
    if (is_chat(draft))
        stop_refuse(draft, "not_a_question", NULL,
                    "Ask for a number, such as: sessions by channel last week.");
    term = foreign_idea(&draft->words, draft->planner->has_optional);
    if (term)
        stop_refuse(draft, "not_in_model", term,
                    arena_printf(draft->ctx->arena, "The model holds nothing about %s.", term));
    return draft->is_stopped;
}

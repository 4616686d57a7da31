/* GoogleSQL's tokens, and the words that the guard knows. */
#pragma once

#include "packages/guard/verdict.h"

enum token_kind { TOKEN_WORD, TOKEN_QUOTED, TOKEN_TEXT, TOKEN_NUMBER, TOKEN_SIGN, TOKEN_END };

struct token {
    enum token_kind kind;
    const char *text; /* of a word or quoted name, as written; lower case in `lower`; of a sign, itself */
    const char *lower;
    size_t at;
};

/* Everything up to TOKEN_END, or false with the reason. */
bool google_tokens(struct ctx *ctx, const char *text, size_t len, struct token **out, size_t *n,
                   struct refusal *why);

bool google_function(const char *lower);       /* "safe.lower" and "net.host" too */
bool google_before_bracket(const char *lower); /* a keyword that a bracket may follow */
bool google_pipe_operator(const char *lower);
bool google_pipe_keeps(const char *lower); /* the names of the tables before it */
bool google_ends_from(const char *lower);  /* a keyword that ends the tables of a FROM */
bool google_reserved(const char *lower);   /* no alias */
bool google_statement(const char *lower);  /* begins one that is no query */
bool google_words_are_sorted(void);        /* for the test: they are searched by halves */

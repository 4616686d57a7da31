/*
 * The command line: a table of commands, most of them bindings of an operation. A command talks to the
 * running server of its data folder through its socket, or opens the folder itself when none runs.
 */
#pragma once

#include "apps/truffle/app.h"

enum output { OUTPUT_PEOPLE, OUTPUT_JSON, OUTPUT_CSV };

struct cli {
    struct ctx ctx;
    struct settings settings;
    const char *flags[64]; /* settings given as flags, "name=value" */
    size_t n_flags;
    enum output output;
    const char *as; /* act for this person */
    const char *stage, *dialect;
    const char *if_match; /* header of the next call, or NULL */
    bool is_quiet;
    struct arena *work; /* of operations in this process: ends before the app does */
    struct app app;     /* once it was opened */
    bool has_app;
};

enum input_kind {
    INPUT_TEXT,       /* as the operation's field has it */
    INPUT_SWITCH,     /* true when it is there */
    INPUT_SWITCH_OFF, /* false when it is there */
    INPUT_FILES,      /* the rest of the arguments: paths, made absolute */
    INPUT_JSON,       /* a file or - with JSON: the member's value */
    INPUT_JSON_ALL,   /* a file or - with JSON: the whole input */
    INPUT_SECRET,     /* a file or - with one line */
    INPUT_REVISION,   /* the state that a change is meant for */
    INPUT_STAGE,      /* what alone is printed */
    INPUT_DIALECT     /* in whose SQL */
};

struct input {
    const char *name;   /* "--role", or "NAME" for a place */
    const char *member; /* of the operation's input */
    enum input_kind kind;
    const char *doc;
    bool optional;
};

struct command {
    const char *words; /* "user add" */
    const char *summary;
    const char *example;
    const struct operation *operation;
    const struct operation *read; /* of what it changes: says which state is there, unless the caller did */
    const struct input *inputs;
    size_t n_inputs;
    /* Instead of an operation: the rest of the arguments. Returns the exit code. */
    int (*run)(struct cli *cli, int argc, char **argv);
    void (*print)(struct cli *cli, json_t *result); /* for people; NULL prints plainly */
};

extern const struct command commands[];
extern const size_t n_commands;

/* call.c: an operation, wherever it runs. `*out` is its result. */
struct err *cli_call(struct cli *cli, const struct operation *operation, json_t *in, json_t **out) MUST_USE;
struct err *cli_open(struct cli *cli) MUST_USE; /* the folder, in this process */

/* input.c */
/* A file or - for standard input, at most 4 MiB. */
struct err *cli_read(struct cli *cli, const char *path, const char **text, size_t *len) MUST_USE;
struct err *cli_input(struct cli *cli, const struct command *command, int argc, char **argv,
                      json_t **out) MUST_USE;

/* print.c: results to stdout, everything else to stderr. */
int cli_result(struct cli *cli, const struct command *command, json_t *result); /* the exit code */
int cli_fail(struct cli *cli, const struct err *err); /* prints, and returns the exit code */
void print_answer(struct cli *cli, json_t *answer);
void print_explanation(struct cli *cli, json_t *explanation);
void print_load(struct cli *cli, json_t *report);
void print_ddl(struct cli *cli, json_t *report);
void print_envelope(struct cli *cli, json_t *envelope);
void print_job(struct cli *cli, json_t *job);
void print_rehearsal(struct cli *cli, json_t *rehearsed);
void print_link(struct cli *cli, json_t *link);
void print_sql(struct cli *cli, json_t *answer);
void print_sql_tables(struct cli *cli, json_t *tables);

/* Commands that are more than one operation. */
int run_approve(struct cli *cli, int argc, char **argv);
int run_eval(struct cli *cli, int argc, char **argv);
int run_config(struct cli *cli, int argc, char **argv);
int run_identity(struct cli *cli, int argc, char **argv);
int run_model(struct cli *cli, int argc, char **argv);
int run_openapi(struct cli *cli, int argc, char **argv);
int run_sandbox(struct cli *cli, int argc, char **argv);
int run_serve(struct cli *cli, int argc, char **argv);
int run_show(struct cli *cli, int argc, char **argv);
int run_types(struct cli *cli, int argc, char **argv);
int run_version(struct cli *cli, int argc, char **argv);

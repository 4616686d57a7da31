/*
 * What the parts of reading back share. Each takes its words from where the reader stands and gives the part
 * of the plan, or stays and gives NULL. Trees end with the arena.
 */
#pragma once

#include "packages/semantic/model/model.h"

struct reader {
    struct ctx *ctx;
    const struct model *model;
    const char *at;
};

bool take(struct reader *reader, const char *text);
bool take_number(struct reader *reader, double *out);
bool take_count(struct reader *reader, int64_t *out);
/* The place of the word among `words` of `n`, or NONE. */
int take_word_of(struct reader *reader, const char *const *words, size_t n);
/* By the longest label; NULL for none. */
const char *take_metric(struct reader *reader);
const char *take_dimension(struct reader *reader);

json_t *read_cond(struct reader *reader);
json_t *read_time(struct reader *reader); /* without its weekdays and hours */
bool read_days(struct reader *reader, json_t *time);
/* A funnel, a retention or a path, into the plan. */
bool read_shape(struct reader *reader, json_t *plan);

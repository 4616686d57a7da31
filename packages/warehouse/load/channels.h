/*
 * The default channel group as GA4 defines it, from tables (data/channels): rules in their order and
 * categories of sources. Belongs to one thread.
 */
#pragma once

#include "packages/core/core.h"

struct channels;

/* `sources`: the text of a CSV in place of the shipped list, or size 0. Ends with the ctx's arena. */
struct err *channels_open(struct ctx *ctx, struct bytes sources, struct channels **out) MUST_USE;
/* NULL stands for nothing known. `day`: since 1970; some rules hold from a day on. */
const char *channel_of(struct channels *channels, const char *source, const char *medium,
                       const char *campaign, int64_t day);
/* The row of rules.csv that decides so, from 1; 0 where none fits. */
size_t channel_rule(struct channels *channels, const char *source, const char *medium, const char *campaign,
                    int64_t day);
/* Tells one set of tables from another. */
const char *channels_hash(const struct channels *channels);

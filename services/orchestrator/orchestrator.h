/*
 * The workers of this process: they claim jobs from the queue, run them by their kind, and renew the leases
 * of what runs. kinds.c is the list of kinds.
 */
#pragma once

#include "packages/operation/ports.h"
#include "packages/queue/queue.h"

struct orchestrator;

struct orchestrator *orchestrator_start(const struct ports *ports, unsigned workers);
/* Claims no more, and tells what runs to come to a point where it can go on. Returns at once. */
void orchestrator_halt(struct orchestrator *orchestrator);
/* The same, waits for what runs and frees. False when something still runs after `wait` microseconds: then
 * nothing is freed, and the process is to end; the next start takes the work up where the database has it. */
bool orchestrator_stop(struct orchestrator *orchestrator, int64_t wait) MUST_USE;

/* Claims and runs one job that is due; ERR_NOT_FOUND when there is none. For tests and for commands without a
 * server. */
struct err *orchestrator_step(struct ctx *ctx) MUST_USE;

extern const struct job_kind job_kinds[];
extern const size_t n_job_kinds;

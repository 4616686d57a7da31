#!/bin/sh
# Runs the test programs that are named, then a busy server: all built with ThreadSanitizer. A report is a failure.
set -eu
# No lock order in the tests: they fork for PostgreSQL, and DuckDB's allocator then takes more locks than that check holds.
export TSAN_OPTIONS="suppressions=tools/tsan.supp history_size=4 detect_deadlocks=0"
[ $# = 0 ] || JOBS=1 tools/test.sh "$@"
export TSAN_OPTIONS="suppressions=tools/tsan.supp history_size=4"
tests/load/busy.sh build/tsan/truffle

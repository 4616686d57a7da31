#!/bin/sh
# Runs the test programs two at a time; prints what a failing one said, and one line at the end.
set -u
export ASAN_OPTIONS=detect_leaks=1:abort_on_error=0 UBSAN_OPTIONS=print_stacktrace=1
export LSAN_OPTIONS=suppressions=tools/lsan.supp:print_suppressions=0
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
one() {
    log=$1/$(echo "$2" | tr / _).log
    if timeout 600 "$2" >"$log" 2>&1; then code=0; else code=$?; fi
    passed=$(grep -cE '^\[       OK \]' "$log")
    failed=$(grep -cE '^\[  FAILED  \] [A-Za-z_0-9]+$|^ERROR: .*FAILED' "$log")
    if [ $code -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
    echo "$passed $failed" >"$log.count"
    if [ $code -ne 0 ]; then
        echo "FAILED $2 (exit $code)"
        grep -vE '^\[ (RUN   |      OK)' "$log" | head -n 60
    fi
}
if [ "${1:-}" = --one ]; then one "$2" "$3"; exit; fi
[ $# -gt 0 ] || { echo "no test program"; exit 1; }
printf '%s\n' "$@" | xargs -P "${JOBS:-2}" -I{} "$0" --one "$out" {}
cat "$out"/*.count | awk '{p += $1; f += $2} END {printf "C tests: %d passed, %d failed\n", p, f; exit f > 0 || p == 0}'

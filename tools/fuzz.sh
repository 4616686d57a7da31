#!/bin/sh
# Each fuzz target for its share of the seconds, from its seeds on. An input that breaks a rule is kept in tests/fuzz/found,
# where fuzz_test.c runs it from then on; what only widened the coverage stays in build/fuzz/corpus.
set -eu
export ASAN_OPTIONS=detect_leaks=0
targets=${TARGETS:-csv fields ga4 guard identity model plan question rules target time times}
share=$(($1 / $(echo "$targets" | wc -w)))
[ "$share" -gt 0 ] || share=1
failed=0
for target in $targets; do
    corpus=build/fuzz/corpus/$target
    mkdir -p "$corpus"
    find tests/fuzz/seeds tests/fuzz/found -name "$target.*" -exec cp {} "$corpus" \;
    case $target in
    csv) cp tests/data/phone_numbers/*.csv data/channels/*.csv "$corpus" ;;
    model) cp data/semantic/*.yaml "$corpus" ;;
    plan | rules) cp packages/semantic/golden/*."$target".json "$corpus" ;;
    esac
    log=build/fuzz/$target.log
    if FUZZ_TARGET=$target build/fuzz/fuzzer -max_total_time="$share" -timeout=10 -rss_limit_mb=2048 -max_len=65536 \
        -artifact_prefix="tests/fuzz/found/$target." "$corpus" > "$log" 2>&1; then
        echo "$target: $(sed -n 's/^Done \(.*\)/\1/p' "$log")"
    else
        failed=1
        echo "$target: broken, see $log"
        grep -E "doesn't hold|ERROR|SUMMARY|Test unit written" "$log" || tail -n 5 "$log"
    fi
done
exit $failed

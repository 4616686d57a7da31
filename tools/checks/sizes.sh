#!/bin/sh
# Limits of size: file 600 lines, function 60, public header 200, 12 project includes, 20 C files a folder.
# A function may be longer where the line above it says "long:" and why (a table, one switch over an enum).
set -u
bad=0
for file in $(find packages connectors domain services apps/truffle tests -name '*.[ch]' -not -path '*/node_modules/*'); do
    lines=$(wc -l < "$file")
    limit=600
    case $file in *.h) limit=200 ;; esac
    [ "$lines" -le $limit ] || { echo "$file: $lines lines, at most $limit"; bad=1; }
    includes=$(grep -c '^#include "' "$file")
    [ "$includes" -le 12 ] || case $file in
        *wiring.c | *commands.c | *_test.c | tests/*) ;;
        *) echo "$file: includes $includes headers of the project, at most 12"; bad=1 ;;
    esac
done
for folder in $(find packages connectors domain services apps/truffle -type d -not -path '*/node_modules*'); do
    n=$(find "$folder" -maxdepth 1 -name '*.c' -not -name '*_test.c' | wc -l)
    [ "$n" -le 20 ] || { echo "$folder: $n C files, at most 20"; bad=1; }
done
ctags -x --_xformat='%F %{line} %{end} %N' --kinds-C=f --languages=C \
    $(find packages connectors domain services apps/truffle -name '*.c') 2>/dev/null |
    while read -r file line end name; do
        [ -n "$end" ] || continue
        [ $((end - line + 1)) -le 60 ] || echo "$file:$line: $name has $((end - line + 1)) lines, at most 60"
    done > build/sizes.txt
if [ -s build/sizes.txt ]; then cat build/sizes.txt; bad=1; fi
exit $bad

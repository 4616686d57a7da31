#!/bin/sh
# The figures of docs/architecture.md.
set -eu
files=$(find packages connectors domain services apps/truffle -name '*.c' -not -name '*_test.c')
echo "C files: $(echo "$files" | wc -l), headers: $(find packages connectors domain services apps/truffle -name '*.h' | wc -l)"
echo "test files: $(find packages connectors domain services apps/truffle tests -name '*_test.c' -not -path '*/node_modules/*' | wc -l)"
# shellcheck disable=SC2086  # a list of files on purpose
wc -l $files | grep -v ' total$' | awk '{print $1}' | sort -n |
    awk '{a[NR] = $1} END {print "lines of a file: median " a[int((NR + 1) / 2)] ", longest " a[NR]}'
# shellcheck disable=SC2086
ctags -x --_xformat='%{line} %{end}' --kinds-C=f --languages=C $files | awk '{print $2 - $1 + 1}' | sort -n |
    awk '{a[NR] = $1} END {print "functions: " NR ", lines: median " a[int((NR + 1) / 2)] ", longest " a[NR]}'
for file in $files; do grep -c '^#include "' "$file"; done | sort -n |
    awk '{a[NR] = $1} END {print "project includes of a file: median " a[int((NR + 1) / 2)] ", most " a[NR]}'

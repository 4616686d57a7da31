# Turns a file of `-- name: NAME` statements into C: one `struct sql` each. `-- name: NAME (sqlite)` and `(postgres)` give
# one driver's text. `:x` becomes ?1 for SQLite and $1 for PostgreSQL, numbered by first appearance.

function flush_one(   i, text) {
    if (name == "") return
    sub(/[ \n;]+$/, "", body)
    if (only != "postgres") lite[name] = numbered(body, "?")
    if (only != "sqlite") post[name] = numbered(body, "$")
    if (!(name in seen)) { seen[name] = 1; order[++total] = name }
    body = ""; name = ""
}

# Walks the text once: quoted parts and `::` stay, a parameter gets its number. Both drivers' texts of a name share the numbers.
function numbered(text, mark,   out, i, c, word) {
    out = ""
    for (i = 1; i <= length(text); i++) {
        c = substr(text, i, 1)
        if (c == "'") {
            word = c
            do { c = substr(text, ++i, 1); word = word c } while (c != "'" && i < length(text))
            out = out word
        } else if (c == ":" && substr(text, i + 1, 1) == ":") {
            out = out "::"; i++
        } else if (c == ":" && substr(text, i + 1, 1) ~ /[a-z]/) {
            word = ""
            while (substr(text, i + 1, 1) ~ /[a-z0-9_]/) word = word substr(text, ++i, 1)
            if (!((name, word) in nums)) {
                nums[name, word] = ++count[name]
                params[name] = params[name] "\"" word "\", "
            }
            out = out mark nums[name, word]
        } else out = out c
    }
    return out
}

function quoted(text) {
    gsub(/\\/, "\\\\", text); gsub(/"/, "\\\"", text); gsub(/\n/, "\\n\"\n    \"", text)
    return "\"" text "\""
}

/^-- name:/ {
    flush_one()
    name = $3
    only = $4; gsub(/[()]/, "", only)
    next
}
/^[ \t]*--/ { next }
name != "" && (body != "" || $0 != "") { sub(/[ \t]+--.*$/, ""); body = body (body == "" ? "" : "\n") $0 }

END {
    flush_one()
    print "/* Made from " FILENAME " by tools/sql.awk. */"
    print "#pragma once\n\n#include \"packages/store/store.h\"\n"
    for (i = 1; i <= total; i++) {
        name = order[i]
        print "__attribute__((unused)) static const struct sql sql_" name " = {"
        print "    .name = \"" name "\","
        if (name in lite) print "    .sqlite = " quoted(lite[name]) ","
        if (name in post) print "    .postgres = " quoted(post[name]) ","
        print "    .params = (const char *const[]){ " params[name] "NULL },"
        print "    .n_params = " count[name] + 0 ","
        print "};"
    }
    file = FILENAME; gsub(/[^a-z0-9]/, "_", file)
    print "__attribute__((unused)) static const struct sql *const all_" file "[] = {"
    for (i = 1; i <= total; i++) print "    &sql_" order[i] ","
    print "    NULL\n};"
}

# The migrations as one C table. `-- only: sqlite` or `-- only: postgres` stands above a line that is for one of them;
# BYTES becomes BLOB or BYTEA, TEXT on PostgreSQL sorts as SQLite does (COLLATE "C").
function quoted(text) {
    gsub(/\\/, "\\\\", text); gsub(/"/, "\\\"", text); gsub(/\n/, "\\n\"\n        \"", text)
    return "\"" text "\""
}
function flush_one() {
    if (file == "") return
    n++; names[n] = file; lite[n] = sqlite; post[n] = postgres
}
FNR == 1 { flush_one(); file = FILENAME; sub(/.*\//, "", file); sub(/\.sql$/, "", file); sqlite = postgres = only = "" }
/^[ \t]*-- only: / { only = $3; next }
{
    line = $0
    sub(/[ \t]*--.*$/, "", line)
    if (line ~ /^[ \t]*$/) next
    s = p = line
    gsub(/ BYTES/, " BLOB", s); gsub(/ BYTES/, " BYTEA", p); gsub(/ TEXT/, " TEXT COLLATE \"C\"", p)
    if (only != "postgres") sqlite = sqlite s "\n"
    if (only != "sqlite") postgres = postgres p "\n"
    only = ""
}
END {
    flush_one()
    print "/* Made from packages/store/migrations by tools/migrations.awk. */\n#pragma once\n"
    print "struct migration {\n    const char *name, *sqlite, *postgres;\n};\n"
    print "static const struct migration migrations[] = {"
    for (i = 1; i <= n; i++) {
        print "    { .name = \"" names[i] "\","
        print "      .sqlite = " quoted(lite[i]) ","
        print "      .postgres = " quoted(post[i]) " },"
    }
    print "};"
}

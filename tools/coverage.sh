#!/bin/sh
# Lines that the C tests run, by folder, from the counters that they left in build/cov. Node adds up what gcov prints.
set -eu
find build/cov -name '*.gcda' | xargs gcov --json-format --stdout 2>/dev/null | node -e '
const lines = new Map();
for (const text of require("node:fs").readFileSync(0, "utf8").split("\n")) {
  if (text === "") continue;
  for (const { file, lines: counted } of JSON.parse(text).files) {
    if (file.startsWith("/") || /_test\.c$|testing|^build|^tests/.test(file)) continue;
    const known = lines.get(file) ?? new Map();
    for (const { line_number, count } of counted) known.set(line_number, (known.get(line_number) ?? 0) + count);
    lines.set(file, known);
  }
}
const folders = new Map();
for (const [file, counted] of lines) {
  const folder = file.split("/").slice(0, 2).join("/");
  for (const name of [folder, "all"]) {
    const sum = folders.get(name) ?? { run: 0, of: 0 };
    for (const count of counted.values()) { sum.of++; sum.run += count > 0 ? 1 : 0; }
    folders.set(name, sum);
  }
}
const row = (name, sum) => console.log(`${name.padEnd(24)} ${String(sum.run).padStart(6)} of ${String(sum.of).padStart(6)}  ${(100 * sum.run / sum.of).toFixed(1).padStart(5)} %`);
const all = folders.get("all");
folders.delete("all");
for (const name of [...folders.keys()].sort()) row(name, folders.get(name));
if (!all) { console.error("no counters in build/cov"); process.exit(1); }
row("all", all);
'

#!/bin/sh
# Browser flows against the real program. The last line tells how many passed.
set -u
PATH="$(make -s --no-print-directory print-node):$PATH"
E2E_OUT=$(mkdir -p "${E2E_OUT:=build/e2e}" && cd "$E2E_OUT" && pwd)
export PATH E2E_OUT
rm -rf "$E2E_OUT/demo" "$E2E_OUT/run.json"
cd tests/e2e || exit 1
npx playwright test "$@" > "$E2E_OUT/run.txt" 2>&1
code=$?
tail -n 80 "$E2E_OUT/run.txt"
node -e '
const { readFileSync } = require("node:fs");
const { stats } = JSON.parse(readFileSync(`${process.env.E2E_OUT}/run.json`, "utf8"));
const failed = stats.unexpected + stats.flaky + stats.skipped;
console.log(`${stats.expected} passed, ${failed} failed`);
process.exit(failed > 0 || stats.expected === 0 ? 1 : 0);
' || code=1
exit $code

#!/bin/sh
# Browser flows against the real program. The last line tells how many passed.
set -u
PATH="$(make -s --no-print-directory print-node):$PATH"
export PATH
cd tests/e2e
npx playwright test "$@" > ../../build/e2e.txt 2>&1
code=$?
grep -vE '^[{}]|^  *"' ../../build/e2e.txt | tail -n 60
node -e '
const { readFileSync } = require("node:fs");
const { stats } = JSON.parse(readFileSync("../../build/e2e.json", "utf8"));
console.log(`e2e: ${stats.expected} passed, ${stats.unexpected + stats.flaky} failed`);
process.exit(stats.unexpected + stats.flaky > 0 || stats.expected === 0 ? 1 : 0);
' || code=1
exit $code

#!/bin/sh
# Official clients against the sandbox, and GoogleSQL on Google's own engine (350 MB, fetched here alone).
set -eu
PATH="$(make -s --no-print-directory print-node):$PATH"
export PATH
CASES="$PWD/build/dialect_cases.json"
export CASES
# Of random plans: 2,000 for the two engines, and as many for what must hold whatever is asked (in four properties).
PLANS="${PLANS:-2000}"
PLANS="$PLANS" PEERS="$CASES" build/san/packages/semantic/proof/dialects_test >/dev/null
PLANS=$((PLANS / 4 + 1)) build/san/packages/semantic/proof/properties_test
GUARDED="$PWD/build/guarded.jsonl"
export GUARDED
PEERS="$GUARDED" build/san/tests/guard/guard_test >/dev/null
cd tests/peers
lock=googlesql/node_modules/.package-lock.json
if [ ! -e "$lock" ] || [ googlesql/package-lock.json -nt "$lock" ]; then
	(cd googlesql && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
	touch "$lock"
fi
node --test --test-reporter=spec

#!/bin/sh
# What is printed into the repository from tables is fresh: `make gen` writes it.
set -u
bad=0
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
compare() { cmp -s "$1" "$2" || { echo "$1 is stale: make gen"; bad=1; }; }
tools/gen.sh "$out"
for file in packages/types/api.ts docs/api/openapi.json docs/api/settings.md docs/api/operations.md .env.example; do
    compare "$file" "$out/$file"
done
exit $bad

#!/bin/sh
# Prints from the program's tables what the repository keeps of them, into the folder that is given (the repository itself
# by `make gen`).
set -eu
to=$1
truffle=build/truffle
mkdir -p "$to/packages/types" "$to/docs/api"
$truffle types > "$to/packages/types/api.ts"
$truffle openapi > "$to/docs/api/openapi.json"
{
    echo '# Settings'
    echo
    echo 'Printed from the table of settings. Each is a flag (`--name`), an environment variable (`TRUFFLE_NAME`) or a line of'
    echo 'the file `truffle.yaml`; the flag is strongest.'
    echo
    echo '```'
    $truffle show settings
    echo '```'
} > "$to/docs/api/settings.md"
{
    echo '# Operations'
    echo
    echo 'Printed from the tables of operations: what the outside may call, and who may.'
    echo
    echo '```'
    $truffle show operations
    echo '```'
    echo
    echo 'Routes that bind them:'
    echo
    echo '```'
    $truffle show routes
    echo '```'
} > "$to/docs/api/operations.md"
$truffle config example > "$to/.env.example"

#!/bin/sh
# Starts the server on demo data and prints the sign-in link last. The data folder is kept: the next start is quick.
set -eu
data=${TRUFFLE_DATA:-./truffle-data}
truffle=build/truffle
if ! ls "$data"/warehouse/manifest.json >/dev/null 2>&1; then
    echo "loading the demo company into $data (once)"
    $truffle demo --data "$data"
fi
exec $truffle serve --data "$data" --sandbox --log-level warn

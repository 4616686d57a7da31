#!/bin/sh
# Official clients against the sandbox.
set -eu
PATH="$(make -s --no-print-directory print-node):$PATH"
export PATH
cd tests/peers
node --test --test-reporter=spec

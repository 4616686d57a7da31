#!/bin/sh
# Everything that a newcomer runs, from an empty clone.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
git clone -q . "$folder/truffle"
cd "$folder/truffle"
make
make check
make test

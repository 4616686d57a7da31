#!/bin/sh
# Each header compiles alone.
set -u
flags=$1
find packages connectors domain services apps/truffle -name '*.h' | sort |
    xargs -P 2 -I{} sh -c "echo '#include \"{}\"' | ${CC:-gcc} $flags -fsyntax-only -x c - 2>build/header.\$\$.txt || { echo '{} does not compile alone'; head -n 3 build/header.\$\$.txt; }; rm -f build/header.\$\$.txt" > build/headers.txt
cat build/headers.txt
[ ! -s build/headers.txt ]

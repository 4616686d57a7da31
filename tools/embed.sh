#!/bin/sh
# Writes build/assets.S: every file that the program carries, with .incbin, and the table that asset_find() searches.
# Text files of the web app are compressed once here, so that the server never does.
set -eu
export LC_ALL=C
build=$1
{
    [ -d "$build/web" ] && find "$build/web" -type f | sed "s|^$build/||; s|.*|& $build/&|"
    find data/semantic data/bq data/duckdb data/channels -type f \( -name '*.yaml' -o -name '*.sql' -o -name '*.csv' -o -name 'functions.txt' \) 2>/dev/null |
        sed 's|.*|& &|'
    for file in swagger-ui.css swagger-ui-bundle.js swagger-ui-standalone-preset.js favicon-32x32.png; do
        [ -f "node_modules/swagger-ui-dist/$file" ] && echo "docs/$file node_modules/swagger-ui-dist/$file"
    done
} | sort > "$build/assets.list"

echo '    .section .note.GNU-stack,"",@progbits'
echo '    .section .rodata'
n=0
while read -r path file; do
    printf '    .balign 16\np%d: .asciz "%s"\na%d: .incbin "%s"\ne%d:\n' $n "$path" $n "$file" $n
    case $path in
    web/*.js | web/*.css | web/*.svg | web/*.html | docs/*.js | docs/*.css)
        small=$build/brotli/$path.br
        mkdir -p "$(dirname "$small")"
        [ "$small" -nt "$file" ] || brotli -f -q 9 -o "$small" "$file"
        printf 'b%d: .incbin "%s"\nf%d:\n' $n "$small" $n
        ;;
    esac
    n=$((n + 1))
done < "$build/assets.list"
echo '    .section .data.rel.ro,"aw"'
printf '    .balign 8\n    .globl truffle_assets\ntruffle_assets:\n'
i=0
while read -r path file; do
    case $path in
    web/*.js | web/*.css | web/*.svg | web/*.html | docs/*.js | docs/*.css)
        printf '    .quad p%d, a%d, e%d - a%d, b%d, f%d - b%d\n' $i $i $i $i $i $i $i ;;
    *) printf '    .quad p%d, a%d, e%d - a%d, 0, 0\n' $i $i $i $i ;;
    esac
    i=$((i + 1))
done < "$build/assets.list"
[ $n -gt 0 ] || echo '    .quad 0, 0, 0, 0, 0'
printf '    .globl truffle_n_assets\ntruffle_n_assets: .quad %d\n' $n

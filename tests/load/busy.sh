#!/bin/bash
# A server with everything going on at once: answers from memory and from the warehouse, changes, event streams, sign-ins,
# pushes and their workers, and a stop in the middle of it. Fails when a stream ends without its result, when the server
# doesn't end by itself, or when it said something on its error output (a sanitizer's report).
#   tests/load/busy.sh [PROGRAM]       SECONDS_BUSY=10
set -euo pipefail
program=${1:-build/truffle}
seconds=${SECONDS_BUSY:-10}
work=$(mktemp -d)
data=$work/data
at=http://127.0.0.1:18240
truffle() { build/truffle "$@" --data "$data"; }
field() { sed -n "s/.*\"$1\": \"\\{0,1\\}\\([^\",]*\\).*/\\1/p" | head -n 1; }
server=
finish() { [ -z "$server" ] || kill -9 "$server" 2>/dev/null || true; touch "$work/stop"; wait; rm -rf "$work"; }
trap finish EXIT
trap 'echo "busy.sh: line $LINENO failed" >&2' ERR

awk 'BEGIN {
    print "customer_id,email,phone,first_name,last_name,country,region,city,postal_code,created_at"
    for (i = 0; i < 20000; i++) printf "C%05d,p%05d@example.com,,,,US,,,,2026-01-01T00:00:00Z\n", i, i
}' > "$work/customers.csv"
awk 'BEGIN {
    print "identifier_type,identifier,consent_type,state,at,source"
    for (i = 0; i < 20000; i++) {
        printf "customer_id,C%05d,ad_user_data,granted,2026-02-01T00:00:00Z,busy\n", i
        printf "customer_id,C%05d,ad_personalization,granted,2026-02-01T00:00:00Z,busy\n", i
    }
}' > "$work/consents.csv"
truffle load ga4 tests/data/ga4/merchandise_store_sample.ndjson --quiet > "$work/load.txt"
truffle load customers "$work/customers.csv" --quiet >> "$work/load.txt"
truffle load consents "$work/consents.csv" --quiet >> "$work/load.txt"

"$program" serve --data "$data" --listen 127.0.0.1:18240 --sandbox --push-batch 500 --log-level error --drain-s 10 \
    --requests-per-minute 1000000 --queries-per-hour 100000 > "$work/out.txt" 2> "$work/err.txt" &
server=$!
for _ in $(seq 300); do curl -fs "$at/healthz" > /dev/null && break; sleep 0.1; done
curl -fs "$at/healthz" > /dev/null || { cat "$work/err.txt" >&2; exit 1; }

echo busy | truffle account add google-ads 1234567890 Busy --simulator --token-file - > "$work/setup.txt"
echo '{"field":"customer_country","op":"eq","value":"US"}' > "$work/rules.json"
audience=$(truffle audience create All --rules "$work/rules.json" --json | field id)
truffle user add Asker --role admin >> "$work/setup.txt" 2>&1
token=$(truffle signin 2>/dev/null | sed 's/.*#//')
cookie=$(curl -s -D - -o /dev/null -H 'Content-Type: application/json' -H 'Sec-Fetch-Site: same-origin' \
    -d "{\"token\":\"$token\"}" "$at/api/auth/link" | sed -n 's/^Set-Cookie: \([^;]*\).*/\1/Ip')
[ -n "$cookie" ] || { echo "no session" >&2; exit 1; }
ask() { curl -s --max-time 60 -H "Cookie: $cookie" -H 'Sec-Fetch-Site: same-origin' -H 'Content-Type: application/json' "$@"; }
going() { [ ! -e "$work/stop" ]; }

reads() {
    while going; do
        ask "$at/api/analytics/kpis?period=2020-12-01..2020-12-31" "$at/api/audiences" "$at/api/activation/history" \
            "$at/api/model" "$at/metrics" "$at/readyz" "$at/api/audit" > /dev/null || true
    done
}
# Each with a plan of its own, so that it goes to the warehouse.
streams() {
    n=0
    while going; do
        n=$((n + 1))
        ask -H 'Accept: text/event-stream' "$at/api/query" -d "{\"version\":1,\"metrics\":[\"sessions\"],
            \"time\":{\"from\":\"2020-12-01\",\"to\":\"2020-12-$((10 + n % 20))\"},\"limit\":$((1 + n % 500))}" > "$work/stream.$1" || echo "curl ended with $?" >> "$work/stream.$1"
        [ ! -e "$work/stopping" ] || continue
        grep -q '^event: result' "$work/stream.$1" || { { echo "a stream without its result:"; cat "$work/stream.$1"; } >> "$work/bad.txt"; }
        echo >> "$work/n_streams.$1"
    done
}
writes() {
    while going; do
        made=$(ask "$at/api/audiences" -d "{\"name\":\"Busy $1 $RANDOM\",\"rules\":{\"field\":\"customer_country\",\"op\":\"eq\",\"value\":\"US\"}}" )
        id=$(sed -n 's/.*"id": *"\(aud[^"]*\)".*/\1/p' <<< "$made")
        revision=$(sed -n 's/.*"revision": *"\([^"]*\)".*/\1/p' <<< "$made")
        ask -X DELETE -H "If-Match: \"$revision\"" "$at/api/audiences/$id" > /dev/null || true
        ask "$at/api/audit/verify" > "$work/verify" || true
        [ ! -e "$work/stopping" ] || continue
        ! grep -q '"first_bad": *[1-9]' "$work/verify" || cat "$work/verify" >> "$work/bad.txt"
    done
}
signins() {
    while going; do
        link=$(truffle signin 2>/dev/null | sed 's/.*#//') || true
        curl -s --max-time 60 -o /dev/null -H 'Content-Type: application/json' -H 'Sec-Fetch-Site: same-origin' \
            -d "{\"token\":\"$link\"}" "$at/api/auth/link" || true
    done
}
pushes() {
    while going; do
        job=$(truffle push "$audience" --account 1234567890 --as Asker --json 2>/dev/null | field id) || true
        [ -n "$job" ] || continue
        truffle approve "$job" > /dev/null 2>&1 || true
        (ask --max-time 3 -N -H 'Accept: text/event-stream' "$at/api/activation/jobs/$job" > /dev/null || true) &
        sleep 1
        [ $((RANDOM % 2)) = 0 ] || truffle cancel "$job" > /dev/null 2>&1 || true
        echo >> "$work/n_pushes"
    done
}
reads & reads & streams 1 & streams 2 & writes 1 & signins & pushes &
sleep "$seconds"
touch "$work/stopping" # from here on an answer may be cut
kill -TERM "$server"
for _ in $(seq 600); do kill -0 "$server" 2>/dev/null || break; sleep 0.1; done
kill -9 "$server" 2>/dev/null || true
code=0
wait "$server" || code=$?
server=
touch "$work/stop"
wait || true
n_streams=$(cat "$work"/n_streams.* 2>/dev/null | wc -l)
n_pushes=$(cat "$work/n_pushes" 2>/dev/null | wc -l)
echo "busy for $seconds s: $n_streams event streams, $n_pushes pushes, ended with $code"
[ "$n_streams" -gt 0 ] && [ "$n_pushes" -gt 0 ] && [ "$code" = 0 ] && [ ! -s "$work/bad.txt" ] && ! grep -q Sanitizer "$work/err.txt" || {
    cat "$work/bad.txt" "$work/setup.txt" 2>/dev/null | head -n 40
    grep -v '^listening' "$work/err.txt" | head -n "${REPORT_LINES:-200}"
    exit 1
}

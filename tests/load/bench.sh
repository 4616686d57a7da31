#!/bin/sh
# Benchmarks: what users feel, measured on the built program. Prints a table and writes build/bench/results.json.
#   tests/load/bench.sh [kpi] [load] [push] [sql] [start] [numbers]      all when none is named; MEMBERS=1000000 for the large push,
#   BENCH_EVENTS=1000000 events for the numbers (10 and 50 million take 8 and 40 GB of disk and their time)
set -eu
truffle=$(pwd)/build/truffle
out=$(pwd)/build/bench
work=$(mktemp -d)
mkdir -p "$out"
server=
sandbox=
stop() { for pid in $server $sandbox; do kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; done; server=; sandbox=; }
trap 'stop; rm -rf "$work"' EXIT
now_ms() { echo $(($(date +%s%N) / 1000000)); }
cpu_ms() { awk -v hz="$(getconf CLK_TCK)" '{print int(($14 + $15) * 1000 / hz)}' "/proc/$1/stat"; }
peak_mib() { awk '/VmHWM/ {printf "%.0f", $2 / 1024}' "/proc/$1/status"; }
now_mib() { awk '/VmRSS/ {printf "%.0f", $2 / 1024}' "/proc/$1/status"; }
: > "$out/results.txt"
put() { printf '%-34s %14s %s\n' "$1" "$2" "$3" | tee -a "$out/results.txt"; }

# serve DIR PORT [flags]: starts a server and waits until it answers.
serve() {
    dir=$1; port=$2; shift 2
    "$truffle" serve --data "$dir" --listen "127.0.0.1:$port" --log-level error "$@" > "$work/serve.txt" 2>&1 &
    server=$!
    until curl -fs "http://127.0.0.1:$port/healthz" > /dev/null 2>&1; do sleep 0.01; done
}

# A session's cookie, by a fresh link.
cookie() {
    token=$("$truffle" signin --data "$1" 2>/dev/null | sed 's/.*#//')
    curl -s -D - -o /dev/null -H 'Content-Type: application/json' -H 'Sec-Fetch-Site: same-origin' \
        -d "{\"token\":\"$token\"}" "http://127.0.0.1:$2/api/auth/link" | sed -n 's/^Set-Cookie: \([^;]*\).*/\1/Ip'
}

bench_start() {
    mkdir -p "$work/start"
    best=999999
    for i in 1 2 3 4 5; do
        from=$(now_ms)
        serve "$work/start" 18201
        took=$(($(now_ms) - from))
        [ "$took" -lt "$best" ] && best=$took
        idle=$(now_mib "$server")
        stop
    done
    put 'start to first answer' "$best" 'ms (P16: < 60)'
    put 'idle memory' "$idle" 'MiB (P16: < 60)'
}

demo() { [ -d "$work/demo/warehouse" ] || "$truffle" demo --data "$work/demo" --quiet > /dev/null; }

bench_kpi() {
    demo
    serve "$work/demo" 18202 --requests-per-minute 1000000
    session=$(cookie "$work/demo" 18202)
    url="http://127.0.0.1:18202/api/analytics/kpis?period=28d"
    curl -fs -H "Cookie: $session" "$url" > "$work/kpi.json"
    wrk -t1 -c32 -d2s -H "Cookie: $session" "$url" > /dev/null
    before=$(cpu_ms "$server")
    wrk -t1 -c32 -d5s --latency -H "Cookie: $session" "$url" > "$work/wrk.txt"
    after=$(cpu_ms "$server")
    requests=$(awk '/requests in/ {print $1}' "$work/wrk.txt")
    put 'cached KPI: requests' "$(awk '/Requests\/sec/ {print int($2)}' "$work/wrk.txt")" 'a second'
    put 'cached KPI: server CPU' "$(awk -v ms=$((after - before)) -v n="$requests" 'BEGIN {printf "%.1f", ms * 1000 / n}')" \
        'us a request (P1: 13.8; halfway 27.6)'
    put 'cached KPI: p99' "$(awk '/99%/ {print $2}' "$work/wrk.txt")" 'at 32 connections'
    put 'cached KPI: answer' "$(wc -c < "$work/kpi.json")" 'bytes'
    if grep -q 'Non-2xx' "$work/wrk.txt"; then echo "the server refused requests:" >&2; cat "$work/wrk.txt" >&2; exit 1; fi
    stop
}

bench_load() {
    for i in $(seq 1 500); do
        sed "s/\"user_pseudo_id\":\"/&$i./" tests/data/ga4/merchandise_store_sample.ndjson
    done > "$work/events.ndjson"
    rows=$(wc -l < "$work/events.ndjson")
    from=$(now_ms)
    /usr/bin/env "$truffle" load ga4 "$work/events.ndjson" --data "$work/load" --quiet > /dev/null
    took=$(($(now_ms) - from))
    put 'load GA4: events' "$(awk -v n="$rows" -v ms="$took" 'BEGIN {printf "%d", n * 1000 / ms}')" "a second ($rows rows)"
}

# people N: customers and consents as files. Everybody has an e-mail; the first 70,000 a phone too, as many as there are
# reserved numbers (+1-XXX-555-01XX) without giving one to two people.
people() {
    awk -v n="$1" 'BEGIN {
        print "customer_id,email,phone,first_name,last_name,country,region,city,postal_code,created_at"
        for (i = 0; i < n; i++)
            printf "C%07d,p%07d@example.com,%s,,,US,,,,2026-01-01T00:00:00Z\n", i, i,
                i < 70000 ? sprintf("+1%03d55501%02d", 200 + int(i / 100), i % 100) : ""
    }' > "$work/customers.csv"
    awk -v n="$1" 'BEGIN {
        print "identifier_type,identifier,consent_type,state,at,source"
        for (i = 0; i < n; i++) {
            printf "customer_id,C%07d,ad_user_data,granted,2026-02-01T00:00:00Z,bench\n", i
            printf "customer_id,C%07d,ad_personalization,granted,2026-02-01T00:00:00Z,bench\n", i
        }
    }' > "$work/consents.csv"
}

field() { sed -n "s/.*\"$1\": \"\\{0,1\\}\\([^\",]*\\).*/\\1/p" | head -n 1; }

# push_of N: one push of N members to a sandbox of its own, timed from approval to the last settled batch.
push_of() {
    n=$1; dir=$work/push$n
    people "$n"
    "$truffle" sandbox --listen 127.0.0.1:18299 > "$work/sandbox.txt" 2>&1 &
    sandbox=$!
    "$truffle" load customers "$work/customers.csv" --data "$dir" --quiet > /dev/null
    from=$(now_ms)
    "$truffle" load consents "$work/consents.csv" --data "$dir" --quiet > /dev/null
    put "consents loaded ($n people)" "$((n * 2000 / ($(now_ms) - from)))" 'records a second'
    echo bench | "$truffle" account add google-ads 1234567890 Bench --token-file - --data "$dir" > /dev/null
    echo '{"field":"customer_country","op":"eq","value":"US"}' > "$work/rules.json"
    audience=$("$truffle" audience create All --rules "$work/rules.json" --data "$dir" --json | field id)
    "$truffle" user add Asker --role admin --data "$dir" > /dev/null 2>&1
    job=$("$truffle" push "$audience" --account 1234567890 --as Asker --data "$dir" --json --google-ads-url http://127.0.0.1:18299 | field id)
    serve "$dir" 18203 --google-ads-url http://127.0.0.1:18299
    before=$(cpu_ms "$server")
    "$truffle" approve "$job" --data "$dir" > /dev/null 2>&1
    until "$truffle" job "$job" --data "$dir" --json | grep -qE '"state": "(done|partly_done|failed)"'; do sleep 0.1; done
    "$truffle" job "$job" --data "$dir" --json > "$work/job.json"
    after=$(cpu_ms "$server")
    started=$(date -d "$(field started_at < "$work/job.json")" +%s%N)
    finished=$(date -d "$(field finished_at < "$work/job.json")" +%s%N)
    sent=$(sed -n 's/.*"sent": \([0-9]*\).*/\1/p' "$work/job.json" | head -n 1)
    [ "$sent" = "$n" ] || { echo "sent $sent of $n" >&2; cat "$work/job.json" >&2; exit 1; }
    put "push of $n" "$(awk -v n="$n" -v ns=$((finished - started)) 'BEGIN {printf "%d", n * 1e9 / ns}')" 'members a second (asked: 200,000)'
    put "push of $n: server CPU" "$(awk -v n="$n" -v ms=$((after - before)) 'BEGIN {printf "%.2f", ms * 1000 / n}')" 'us a member'
    put "push of $n: peak memory" "$(peak_mib "$server")" 'MiB'
    stop
}

bench_push() {
    push_of 10000
    push_of "${MEMBERS:-1000000}"
}

bench_sql() {
    "$(pwd)/build/rel/drill-guard" tests/data/sql_guard_corpus.jsonl - > "$work/verdict.txt"
    put "SQL verdict: median" "$(sed -n 's/.*clock: median \([0-9.]*\) ms.*/\1/p' "$work/verdict.txt")" 'ms (goal: < 2)'
    put "SQL verdict: p99, CPU" "$(sed -n 's/.*CPU: .*p99 \([0-9.]*\) ms.*/\1/p' "$work/verdict.txt")" 'ms (goal: < 2)'
    demo
    best=999999
    for i in 1 2 3 4 5; do
        took=$("$truffle" sql "SELECT count(*) FROM events" --data "$work/demo" --json | sed -n 's/.*"elapsed_ms": \([0-9]*\).*/\1/p')
        [ "$took" -lt "$best" ] && best=$took
    done
    put "SQL: process and small query" "$best" 'ms, best of 5'
}

# children_ms: CPU of what this shell has run so far.
children_ms() { awk 'NR == 2 {split($1, u, /[ms]/); split($2, s, /[ms]/); printf "%d", (u[1] * 60 + u[2] + s[1] * 60 + s[2]) * 1000}'; }

# Questions over BENCH_EVENTS events: the load, compiled plans beside statements by hand, and the way through HTTP.
bench_numbers() {
    n=${BENCH_EVENTS:-1000000}
    tests/load/events.sh "$n" > "$work/events.ndjson"
    plain=$("$(pwd)/build/rel/bench-numbers" . 2 "$work/events.ndjson" | cut -f 2)
    times > "$work/times"; before=$(children_ms < "$work/times")
    "$truffle" load ga4 "$work/events.ndjson" --data "$work/numbers" --quiet > /dev/null
    times > "$work/times"; after=$(children_ms < "$work/times")
    rm -f "$work/events.ndjson"
    put "load of $n events" "$(((after - before) * 1000 / (n / 1000)))" 'us of CPU a thousand, all roll-ups'
    put 'load beside plain read_json' "$(awk -v a="$plain" -v b=$((after - before)) 'BEGIN {printf "%d", 100 * a / b}')" '% of its speed (P9: 85)'
    "$(pwd)/build/rel/bench-numbers" "$work/numbers" 1 > "$work/figures.txt"
    while IFS="$(printf '\t')" read -r name value unit; do put "$name" "$value" "$unit"; done < "$work/figures.txt"
    serve "$work/numbers" 18204 --requests-per-minute 1000000 --queries-per-hour 100000
    session=$(cookie "$work/numbers" 18204)
    for limit in $(seq 1001 1041); do
        curl -fs -o /dev/null -w '%{time_total}\n' -H "Cookie: $session" -H 'Content-Type: application/json' -H 'Sec-Fetch-Site: same-origin' \
            -d "{\"version\":1,\"metrics\":[\"sessions\",\"purchase_revenue\"],\"dimensions\":[{\"name\":\"channel_group\"}],\"limit\":$limit,\"time\":{\"relative\":{\"unit\":\"day\",\"last\":28}}}" \
            http://127.0.0.1:18204/api/query
    done | sort -n | awk '{at[NR] = $1} END {printf "%.1f", at[int((NR + 1) / 2)] * 1000}' > "$work/dashboard.txt"
    put 'dashboard question, HTTP' "$(cat "$work/dashboard.txt")" 'ms, median of 41, none from the cache (P6: 10)'
    stop
}

for part in ${*:-start kpi load sql numbers push}; do "bench_$part"; done
awk -v commit="$(git rev-parse --short HEAD)" -v cc="$(gcc -dumpfullversion)" 'BEGIN {printf "{\"commit\":\"%s\",\"compiler\":\"gcc %s\",\"results\":[", commit, cc}
    {name = substr($0, 1, 34); sub(/ +$/, "", name); rest = substr($0, 35); sub(/^ +/, "", rest); value = rest; sub(/ .*/, "", value); unit = rest; sub(/^[^ ]+ /, "", unit)
     printf "%s{\"name\":\"%s\",\"value\":\"%s\",\"unit\":\"%s\"}", (NR > 1 ? "," : ""), name, value, unit}
    END {print "]}"}' "$out/results.txt" > "$out/results.json"

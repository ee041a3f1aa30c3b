#!/bin/sh
# SPDX-FileCopyrightText: The Hitlens authors
# SPDX-License-Identifier: GPL-3.0-or-later

# usage: tests/bench/run.sh [--keys N] [--fields N] [--runs N] [--idle SECONDS] [--program FILE]
#   [--json FILE]
# Builds the release, fills a redis-server of its own with N keys (a million) in the shapes of an
# application's cache, and another with a hash of N fields (ten million, about 1 GB), measures, and
# prints a table; FILE gets the rows as JSON Lines: name, value, unit, floor (what it is compared
# with, measured in the same run), ratio, runs. How long a server is open before idle_memory looks is
# ten minutes, or SECONDS. The program that is started is the one built, or FILE: /usr/bin/hitlens.
set -eu
cd "$(dirname "$0")/../.."

keys=1000000
fields=10000000
runs=3
idle=600
program_started=build/release/ui/hitlens
json=
while [ $# -gt 0 ]; do
  case $1 in
    --keys) keys=$2 ;;
    --fields) fields=$2 ;;
    --runs) runs=$2 ;;
    --idle) idle=$2 ;;
    --program) program_started=$2 ;;
    --json) json=$2 ;;
    *) sed -n '5,12s/^# //p' "$0" >&2; exit 2 ;;
  esac
  shift 2
done

packaging/install-deps.sh build run screen >&2
cmake --preset release >&2
cmake --build --preset release --target hitlens benches >&2
programs=build/release/tests/bench

folder=$(mktemp -d)
socket=$folder/redis.sock
rows=$folder/rows.jsonl
redis-server --port 0 --unixsocket "$socket" --save '' --appendonly no --dir "$folder" \
  --logfile "$folder/redis.log" &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" || true; rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM
until redis-cli -s "$socket" ping >/dev/null 2>&1; do
  kill -0 "$server" || { cat "$folder/redis.log" >&2; exit 1; }
  sleep 0.1
done

echo "Filling a server with $keys keys." >&2
"$programs/bench_fill" "$socket" "$keys"
for program in bench_keyspace bench_transfer bench_invalidation bench_values; do
  echo "$program" >&2
  QT_QPA_PLATFORM=offscreen "$programs/$program" --socket "$socket" --runs "$runs" >>"$rows"
done
for program in bench_cluster bench_ways; do
  echo "$program" >&2
  "$programs/$program" "$keys" "$runs" >>"$rows"
done
echo bench_openkey >&2
QT_QPA_PLATFORM=offscreen "$programs/bench_openkey" "$fields" "$runs" >>"$rows"
for program in bench_overview bench_monitor; do
  echo "$program" >&2
  QT_QPA_PLATFORM=offscreen "$programs/$program" >>"$rows"
done
echo bench_watched >&2
"$programs/bench_watched" "$runs" >>"$rows"
echo bench_start >&2
xvfb-run --auto-servernum --server-args='-screen 0 1000x700x24' env QT_QPA_PLATFORM=xcb \
  "$programs/bench_start" "$program_started" "$programs/bench_emptywindow" "$runs" >>"$rows"
echo bench_idle >&2
xvfb-run --auto-servernum --server-args='-screen 0 1440x900x24' env QT_QPA_PLATFORM=xcb \
  "$programs/bench_idle" "$program_started" "$programs/bench_emptywindow" "unix://$socket" "$idle" \
  >>"$rows"

[ -z "$json" ] || cp "$rows" "$json"
# The rows are flat and their order is known (benchrow.cpp), so this needs no JSON parser.
tr -d '{}"' <"$rows" | awk -F '[:,] *' '
  BEGIN { printf "%-18s %12s %-8s %12s %8s %5s\n", "name", "value", "unit", "floor", "ratio", "runs" }
  { gsub(/null/, "–"); printf "%-18s %12s %-8s %12s %8s %5s\n", $2, $4, $6, $8, $10, $12 }'

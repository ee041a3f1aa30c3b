#!/bin/sh
# SPDX-FileCopyrightText: The Hitlens authors
# SPDX-License-Identifier: GPL-3.0-or-later

# usage: HITLENS_SERVERS=/path/redis-server:/path/valkey-server tests/run-on-servers.sh [CTEST OPTION…]
# Runs the tests, built already, on each of these servers. Fails when they fail on one of them.
set -eu
cd "$(dirname "$0")/.."
: "${HITLENS_SERVERS:?name the servers to test on, separated by colons}"
failed=0
IFS=:
for server in $HITLENS_SERVERS; do
  unset IFS
  echo "== $("$server" --version)"
  HITLENS_REDIS_SERVER="$server" ctest --preset asan -E '^(tidy|format|rooms)' "$@" || failed=1
done
exit "$failed"

#!/bin/sh
# SPDX-FileCopyrightText: The Hitlens authors
# SPDX-License-Identifier: GPL-3.0-or-later

# usage: tests/checks/no_http.sh FILE...
# Hitlens speaks to the servers a person names and to nothing else: none of these programs and
# libraries of ours uses what Qt has for HTTP, for WebSockets or for opening addresses unasked. Fails
# as well when they use no socket at all, since then it looked in the wrong place.
set -eu
foreign='QNetworkAccessManager|QNetworkRequest|QNetworkReply|QHttp|QWebSocket|QRestAccess|curl_easy'
symbols=$(nm --demangle --undefined-only "$@"; nm --demangle --undefined-only --dynamic "$@" 2>/dev/null || true)
echo "$symbols" | grep -q 'QTcpSocket\|QAbstractSocket' ||
  { echo "There is no socket in $*: the check sees nothing." >&2; exit 1; }
if echo "$symbols" | grep -E "$foreign"; then
  echo "Hitlens may not speak HTTP." >&2
  exit 1
fi

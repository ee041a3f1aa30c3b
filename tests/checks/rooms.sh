#!/bin/sh
# SPDX-FileCopyrightText: The Hitlens authors
# SPDX-License-Identifier: GPL-3.0-or-later

# usage: tests/checks/rooms.sh ROOT
# The house rules that no compiler knows: who may include whom, how long a file may be, and the two
# SPDX lines on top of each. Prints each breach and fails when there is one.
set -eu
rules="$(cd "$(dirname "$0")" && pwd)/rooms.awk"
cd "$1"
find app ui tests packaging CMakeLists.txt -type f \( -name '*.h' -o -name '*.cpp' -o -name '*.sh' \
  -o -name '*.awk' -o -name '*.py' -o -name CMakeLists.txt \) | sort | xargs awk -f "$rules"

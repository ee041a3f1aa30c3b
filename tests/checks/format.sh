#!/bin/sh
# SPDX-FileCopyrightText: The Hitlens authors
# SPDX-License-Identifier: GPL-3.0-or-later

# usage: tests/checks/format.sh ROOT
# Fails when clang-format would change a file. Exits with 77, "skipped", where version 14 is missing.
set -eu
cd "$1"
if ! command -v clang-format-14 >/dev/null; then
  echo "skipped: other versions than clang-format 14 want another layout, and 14 is not here"
  exit 77
fi
find app ui tests -name '*.h' -o -name '*.cpp' | sort | xargs clang-format-14 --dry-run -Werror

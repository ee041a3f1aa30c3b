#!/bin/sh
# SPDX-FileCopyrightText: The Hitlens authors
# SPDX-License-Identifier: GPL-3.0-or-later

# usage: packaging/linux/debian-changelog.sh SUFFIX CHANGELOG.md
# Prints the changelog in Debian's form; SUFFIX goes behind each version. It reads
#   ## VERSION (YEAR-MONTH-DAY)
# and below that "- " lines, which go on indented; what stands elsewhere is not for packages.
set -eu
awk -v suffix="$1" '
  function finish() {
    if (day == "")
      return
    stamp = "LC_ALL=C date --utc --rfc-email --date " day
    stamp | getline written
    close(stamp)
    printf "\n -- The Hitlens authors <hitlens@hitlens.invalid>  %s\n\n", written
  }
  /^## [0-9.]+ \([0-9]+-[0-9]+-[0-9]+\)$/ {
    finish()
    day = substr($3, 2, length($3) - 2)
    printf "hitlens (%s%s) unstable; urgency=medium\n\n", $2, suffix
    next
  }
  day != "" && /^- / { print "  * " substr($0, 3); next }
  day != "" && /^  [^ ]/ { print "    " substr($0, 3) }
  END { finish() }' "$2"

#!/bin/sh
# SPDX-FileCopyrightText: The Hitlens authors
# SPDX-License-Identifier: GPL-3.0-or-later

# Proves that rooms.sh sees a breach: shows it a tree with one breach at a time, and one with none.
set -eu
check="$(cd "$(dirname "$0")" && pwd)/rooms.sh"
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failures=0

spdx='// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later'

plant() {
  rm -rf "${tree:?}"/*
  mkdir -p "$tree/$(dirname "$1")" "$tree/app" "$tree/ui" "$tree/tests" "$tree/packaging"
  printf '%s\n' "$spdx" | sed 's|^//|#|' >"$tree/CMakeLists.txt"
  printf '%s\n' "$2" >"$tree/$1"
}

# breach FILE TEXT MESSAGE: a tree with that file must fail, saying MESSAGE.
breach() {
  plant "$1" "$2"
  if said=$("$check" "$tree"); then
    echo "not noticed in $1: $3"
    failures=1
  elif ! printf '%s' "$said" | grep -qF "$3"; then
    echo "$1: should say \"$3\", says: $said"
    failures=1
  fi
}

# fine FILE INCLUDE: a tree with that file must pass.
fine() {
  plant "$1" "$spdx
#include $2"
  "$check" "$tree" || { echo "should be allowed: $2 in $1"; failures=1; }
}

including() {
  printf '%s\n#include %s' "$spdx" "$1"
}

breach app/redis/a.cpp "$(including '"app/keyspace/b.h"')" 'app/redis may not include'
breach app/keyspace/a.cpp "$(including '"app/invalidation/b.h"')" 'app/keyspace may not include'
breach app/monitoring/a.cpp "$(including '"app/keyspace/b.h"')" 'app/monitoring may not include'
breach app/demo/a.cpp "$(including '"ui/widgets/b.h"')" 'app/demo may not include'
breach app/demo/a.cpp "$(including '"tests/fixtures/b.h"')" 'app/demo may not include'
breach app/demo/a.cpp "$(including '<hiredis/hiredis.h>')" 'only app/redis includes hiredis'
breach ui/shell/a.cpp "$(including '<hiredis/hiredis.h>')" 'only app/redis includes hiredis'
breach app/demo/a.cpp "$(including '<QtGui/QColor>')" 'app is true without a screen'
breach ui/keyspace/a.cpp "$(including '"ui/monitoring/b.h"')" 'ui/keyspace may not include'
breach ui/keyspace/a.cpp "$(including '"ui/shell/mainwindow.h"')" 'ui/keyspace may not include'
breach ui/widgets/a.cpp "$(including '"ui/keyspace/b.h"')" 'ui/widgets may not include'
breach ui/cli/a.cpp "$(including '"ui/widgets/stattile.h"')" 'ui/cli may not include'
breach ui/shell/a.cpp "$(including '"ui/cli/clitask.h"')" 'ui/shell may not include'
breach ui/keyspace/a.cpp "$(including '"keypage.h"')" 'by its path from the top'
breach app/demo/a.cpp 'int x;' 'the first SPDX line is missing'
breach app/demo/a.cpp "$(printf '%s\n' "$spdx" | head -n 1)
int x;" 'the second SPDX line is missing'
breach app/demo/a.cpp "$spdx$(yes '
int x;' | head -n 1200)" 'at most 500'
breach app/demo/a.h "$spdx$(printf '\n#include <Q%s>' A B C D E F G)" 'at most 6 in a header'

fine app/invalidation/a.cpp '"app/keyspace/b.h"'
fine app/invalidation/a.cpp '"app/connections/b.h"'
fine app/keyspace/a.cpp '"app/redis/b.h"'
fine app/redis/a.cpp '<hiredis/hiredis.h>'
fine ui/keyspace/a.cpp '"app/invalidation/b.h"'
fine ui/keyspace/a.cpp '"ui/shell/theme.h"'
fine ui/keyspace/a.cpp '"ui/widgets/b.h"'
fine ui/widgets/a.cpp '"app/monitoring/series.h"'
fine ui/shell/a.cpp '"ui/keyspace/b.h"'
fine ui/cli/a.cpp '"ui/widgets/format.h"'
fine ui/cli/a.cpp '"app/invalidation/bulkrun.h"'
fine tests/a.cpp '"ui/keyspace/b.h"'
exit $failures

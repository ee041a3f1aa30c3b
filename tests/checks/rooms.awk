# SPDX-FileCopyrightText: The Hitlens authors
# SPDX-License-Identifier: GPL-3.0-or-later

# Reads source files and prints each breach of the house rules as file:line: text. See rooms.sh.

# "app/redis" for app/redis/error.h, "ui" for ui/main.cpp, "tests" for everything in tests.
function roomOf(path,    part, depth) {
  depth = split(path, part, "/")
  if (part[1] == "tests")
    return "tests"
  return depth > 2 ? part[1] "/" part[2] : part[1]
}

function says(file, line, text) {
  print file ":" line ": " text
  breached = 1
}

# Left may include right only: main > ui/shell > the other ui rooms > app rooms > app/redis. ui/cli
# links app alone, and of ui it compiles in the two files that need no widgets.
function mayInclude(from, path,    to) {
  to = roomOf(path)
  if (from == "tests" || from == to)
    return 1
  if (to == "tests")
    return 0
  if (from == "ui/cli")
    return to ~ /^app\// || path ~ /^ui\/(widgets\/format|invalidation\/bulkwords)\.h$/
  if (to == "ui/cli")
    return 0
  if (from == "ui" || to == "app/redis")
    return 1
  if (from ~ /^app\//)
    return from == "app/invalidation" && (to == "app/keyspace" || to == "app/connections")
  if (from == "ui/shell" || to == "ui/widgets" || path == "ui/shell/theme.h")
    return 1
  return to ~ /^app\//
}

function checkOwn(path) {
  if (path ~ /\.moc$/)
    return
  if (path !~ /^(app|ui|tests)\//)
    says(FILENAME, FNR, "name \"" path "\" by its path from the top of the tree")
  else if (!mayInclude(room, path))
    says(FILENAME, FNR, room " may not include " path)
}

function checkForeign(path) {
  if (path ~ /^hiredis\// && room != "app/redis" && room != "tests")
    says(FILENAME, FNR, "only app/redis includes hiredis")
  if (room ~ /^app\// && path ~ /^Qt(Gui|Widgets|Charts|Svg)/)
    says(FILENAME, FNR, "app is true without a screen and may not include " path)
}

function endFile() {
  if (file ~ /\.cpp$/ && lines > 500)
    says(file, lines, lines " lines: at most 500 in a .cpp")
  if (file ~ /mainwindow\.cpp$/ && lines > 400)
    says(file, lines, lines " lines: at most 400 in the main window")
  if (file ~ /\.h$/ && includes > 6)
    says(file, 1, includes " includes besides the standard library: at most 6 in a header")
}

FNR == 1 {
  endFile()
  file = FILENAME
  room = roomOf(FILENAME)
  includes = 0
  top = /^#!/ ? 2 : 1
}
{ lines = FNR }
FNR == top && !/^(\/\/|#) SPDX-FileCopyrightText: The Hitlens authors$/ {
  says(FILENAME, FNR, "the first SPDX line is missing")
}
FNR == top + 1 && !/^(\/\/|#) SPDX-License-Identifier: GPL-3\.0-or-later$/ {
  says(FILENAME, FNR, "the second SPDX line is missing")
}
FILENAME ~ /\.(h|cpp)$/ && /^#include / {
  split($0, quoted, /["<>]/)
  if (/^#include "/)
    checkOwn(quoted[2])
  else
    checkForeign(quoted[2])
  if (quoted[2] !~ /^[a-z_]+$/)
    includes++
}
END {
  endFile()
  exit breached
}

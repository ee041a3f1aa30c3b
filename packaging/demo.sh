#!/bin/sh
# SPDX-FileCopyrightText: The Hitlens authors
# SPDX-License-Identifier: GPL-3.0-or-later

# From a fresh Debian to a live cache on screen: installs what is missing, builds the release and
# opens Hitlens on the demo cache. Without a display it saves a picture of every page instead.
set -eu
cd "$(dirname "$0")/.."
pictures=build/demo

packaging/install-deps.sh build run
cmake --preset release
cmake --build --preset release --target hitlens
[ -z "${DISPLAY:-}" ] || exec build/release/ui/hitlens --demo

echo "There is no display: starting one to take pictures on."
packaging/install-deps.sh screen
rm -rf "$pictures"
mkdir -p "$pictures"
xvfb-run --auto-servernum --server-args='-screen 0 1440x900x24' env QT_QPA_PLATFORM=xcb \
  timeout 300 build/release/ui/hitlens --demo --screenshots "$pictures"
echo "The pictures are in $PWD/$pictures:"
ls "$pictures"

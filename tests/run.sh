#!/bin/sh
# SPDX-FileCopyrightText: The Hitlens authors
# SPDX-License-Identifier: GPL-3.0-or-later

# Installs what is missing, builds with sanitizers and runs all tests. Ends with ctest's summary.
set -eu
cd "$(dirname "$0")/.."
packaging/install-deps.sh build run screen test
cmake --preset asan
cmake --build --preset asan
# Some wait more than they work.
exec ctest --preset asan --parallel "$(($(nproc) + 1))"

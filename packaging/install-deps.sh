#!/bin/sh
# SPDX-FileCopyrightText: The Hitlens authors
# SPDX-License-Identifier: GPL-3.0-or-later

# usage: packaging/install-deps.sh SECTION...
# Installs what is missing of those sections of packages.txt, and does nothing when nothing is. Where
# it may not install, it prints the one command to run and fails.
set -eu
list="$(dirname "$0")/packages.txt"

# Prints the packages of the sections given, the optional ones with a leading "?".
packages() {
  for section in "$@"; do
    awk -v section="[$section]" '
      /^\[/ { inside = $0 == section; next }
      inside && NF && !/^#/ { gsub(/ /, ""); print }' "$list"
  done
}

is_installed() {
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

is_known() {
  apt-cache policy "$1" 2>/dev/null | grep -q 'Candidate: [^(]'
}

required=
optional=
if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  echo "This is no Debian or Ubuntu: please see to it yourself that these are there, by whatever" \
    "name they go here:" $(packages "$@")
  exit 0
fi
for package in $(packages "$@"); do
  case $package in
    \?*) is_installed "${package#\?}" || optional="$optional ${package#\?}" ;;
    *) is_installed "$package" || required="$required $package" ;;
  esac
done

if [ "$(id -u)" -eq 0 ]; then
  as_root=
elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
  as_root=sudo
else
  [ -n "$required" ] || exit 0
  echo "These packages are missing, and installing them takes root. Please run, as root:" >&2
  echo "  apt-get update && apt-get install -y --no-install-recommends$required" >&2
  exit 1
fi

[ -z "$required" ] || $as_root apt-get update -q
known=
for package in $optional; do
  ! is_known "$package" || known="$known $package"
done
[ -n "$required$known" ] || exit 0
echo "Installing:$required$known"
$as_root env DEBIAN_FRONTEND=noninteractive \
  apt-get install -q -y --no-install-recommends $required $known

#!/bin/sh
# SPDX-FileCopyrightText: The Hitlens authors
# SPDX-License-Identifier: GPL-3.0-or-later

# usage: packaging/check-packages.sh [--portable-only] PACKAGES DISTRIBUTION BASE
# Checks what build-packages.sh has put into the folder PACKAGES on a real system: BASE is a bare
# Debian bookworm or trixie (DISTRIBUTION) as debootstrap --variant=minbase makes it, and is made
# where it is missing; what is done happens in copies of it. Needs root, Xvfb and the section
# [check] of packages.txt. Fails at the first thing that is not as it should be. Pictures of the
# program that was installed, and of the portable one, go to PACKAGES/pictures.
set -eu
portable_only=
[ "$1" != --portable-only ] || { portable_only=yes; shift; }
[ $# -eq 3 ] || { sed -n '5,10s/^# //p' "$0" >&2; exit 2; }
packages=$(cd "$1" && pwd)
distribution=$2
base=$3
case $distribution in
  bookworm) suffix=deb12 ;;
  trixie) suffix=deb13 ;;
  *) echo "bookworm or trixie, not $distribution." >&2; exit 2 ;;
esac
work=$(mktemp -d)
display=:$((90 + $$ % 900))
xvfb=
mkdir -p "$packages/pictures"

leave() {
  [ -z "$xvfb" ] || kill "$xvfb" 2>/dev/null || true
  for root in "$work"/*/; do
    umount "$root/proc" "$root/dev" 2>/dev/null || true
  done
  ! grep -q " $work/" /proc/mounts || { echo "Something is still mounted in $work." >&2; exit 1; }
  rm -rf "$work"
}
trap leave EXIT
trap 'exit 1' HUP INT TERM

says() {
  printf '\n== %s\n' "$1"
}

fails() {
  echo "check-packages.sh: $1" >&2
  exit 1
}

# bare NAME: a copy of BASE to do as one likes with, in $work/NAME.
bare() {
  [ -d "$base" ] || debootstrap --variant=minbase "$distribution" "$base"
  cp -a "$base" "$work/$1"
  mount -t proc proc "$work/$1/proc"
  mount --bind /dev "$work/$1/dev"
  cp /etc/resolv.conf "$work/$1/etc/resolv.conf"
  inside "$1" apt-get -q update >/dev/null
}

# inside NAME COMMAND...: runs it there, as the person or, for apt and dpkg, as root.
inside() {
  root=$work/$1
  shift
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DISPLAY="$display" \
    DEBIAN_FRONTEND=noninteractive chroot "$root" "$@"
}

# The whole screen as a PNG. It is of one colour as long as nothing is painted there.
picture() {
  import -display "$display" -window root "$1"
}

colours() {
  identify -format '%k' "$1"
}

# by_person NAME COMMAND...: runs it there, as somebody who has a desktop.
by_person() {
  name=$1
  shift
  inside "$name" setpriv --reuid=1000 --regid=1000 --clear-groups env HOME=/home/person \
    XDG_RUNTIME_DIR=/home/person/run "$@"
}

# shows NAME PICTURE PROGRAM ARGUMENT...: starts a window in there, waits for what looks like the
# demo, keeps a picture of it, starts the program again for a server that is not there, which has to
# appear in the same window, and asks that to quit.
shows() {
  name=$1
  file=$packages/pictures/$2.png
  shift 2
  by_person "$name" "$@" >"$work/output" 2>&1 &
  program=$!
  left=120
  while [ "$left" -gt 0 ]; do
    kill -0 "$program" 2>/dev/null || { cat "$work/output"; fails "$* ended by itself."; }
    picture "$file"
    [ "$(colours "$file")" -lt 200 ] || break
    left=$((left - 1))
    sleep 1
  done
  [ "$left" -gt 0 ] || { cat "$work/output"; fails "$* painted nothing."; }
  sleep 10 # for the traffic of the demo to be seen
  picture "$file"
  by_person "$name" timeout 20 "$1" redis://127.0.0.1:1 || fails "A second start of $1 stayed: $?"
  sleep 3 # for the tab to be painted
  picture "${file%.png}-again.png"
  kill -0 "$program" 2>/dev/null || { cat "$work/output"; fails "$* ended by itself."; }
  pkill_inside "$name"
  wait "$program" || fails "$* did not end well: $?"
  ! ls "$work/$name"/home/person/.local/state/hitlens/running/run-* 2>/dev/null ||
    fails "$* would be taken for a crash."
}

# SIGTERM for the hitlens of that root alone.
pkill_inside() {
  for process in /proc/[0-9]*; do
    if [ "$(readlink "$process/root")" = "$work/$1" ] &&
      [ "$(cat "$process/comm" 2>/dev/null)" = hitlens ]; then
      kill "${process#/proc/}"
    fi
  done
}

person() {
  inside "$1" useradd --create-home --uid 1000 person
  mkdir -m 700 "$work/$1/home/person/run"
  chown 1000:1000 "$work/$1/home/person/run"
}

Xvfb "$display" -screen 0 1440x900x24 -nolisten tcp >"$work/xvfb.log" 2>&1 &
xvfb=$!
portable=$(ls "$packages"/hitlens-*-linux-*.tar.xz 2>/dev/null || true)

if [ -z "$portable_only" ]; then
  deb=$(ls "$packages"/hitlens_*"$suffix"_*.deb)
  version=$(dpkg-deb --field "$deb" Version)

  says "lintian"
  lintian --fail-on error,warning "$deb"

  says "Menu entry and metadata"
  dpkg-deb --extract "$deb" "$work/contents"
  desktop-file-validate "$work"/contents/usr/share/applications/*.desktop
  appstreamcli validate --no-net "$work"/contents/usr/share/metainfo/*.xml
  rm -rf "$work/contents"

  says "The version before, as it would stand on a computer"
  dpkg-deb --raw-extract "$deb" "$work/old"
  sed -i "s/^Version: .*/Version: 0.0.9+$suffix/" "$work/old/DEBIAN/control"
  mkdir "$work/pool"
  dpkg-deb --root-owner-group --build "$work/old" "$work/pool/old.deb" >/dev/null
  rm -rf "$work/old"
  cp "$deb" "$work/pool/new.deb"

  says "Install on a bare $distribution"
  bare installed
  mv "$work/pool" "$work/installed/pool"
  inside installed apt-get install -q -y /pool/old.deb >"$work/apt.log" 2>&1 ||
    { cat "$work/apt.log"; fails "The package cannot be installed."; }
  inside installed dpkg-query -W -f '${Package} ${Version} ${Status}\n' hitlens redis-server
  person installed

  says "The demo, for somebody who has just installed it"
  shows installed "$distribution-installed" hitlens --demo
  echo '{"kept":true}' >"$work/installed/home/person/.config/hitlens/mine.json"
  inside installed hitlens-cli --version

  says "Upgrade to $version"
  inside installed apt-get install -q -y /pool/new.deb >"$work/apt.log" 2>&1 ||
    { cat "$work/apt.log"; fails "The upgrade failed."; }
  [ "$(inside installed dpkg-query -W -f '${Version}' hitlens)" = "$version" ] ||
    fails "The upgrade did not come in."
  shows installed "$distribution-upgraded" hitlens --demo

  says "Remove and purge"
  inside installed apt-get remove -q -y hitlens >/dev/null
  inside installed dpkg --purge hitlens
  left=$(cd "$work/installed" && find usr etc var/lib/dpkg/info -name '*[Hh]itlens*')
  [ -z "$left" ] || fails "This was left: $left"
  grep -q kept "$work/installed/home/person/.config/hitlens/mine.json" ||
    fails "What the person had is gone."
  echo "Nothing is left but what the person had."
fi

if [ -n "$portable" ]; then
  says "The portable archive on a bare $distribution, without Qt"
  bare portable
  inside portable apt-get install -q -y --no-install-recommends fontconfig fonts-dejavu-core \
    libegl1 libfontconfig1 libgl1 libice6 libsm6 libx11-6 libx11-xcb1 redis-server >"$work/apt.log" 2>&1 ||
    { cat "$work/apt.log"; fails "The base of a desktop cannot be installed."; }
  ! inside portable dpkg-query -W -f '${Package}\n' 2>/dev/null | grep -i qt ||
    fails "There is a Qt on it."
  person portable
  tar -xJf "$portable" -C "$work/portable/opt"
  folder=/opt/$(basename "$portable" .tar.xz)
  inside portable "$folder/bin/hitlens-cli" --version
  shows portable "$distribution-portable" "$folder/bin/hitlens" --demo
fi
says "All is as it should be; the pictures are in $packages/pictures"

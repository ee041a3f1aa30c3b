#!/bin/sh
# SPDX-FileCopyrightText: The Hitlens authors
# SPDX-License-Identifier: GPL-3.0-or-later

# usage: packaging/build-packages.sh [--no-install] [FOLDER]
# Makes the packages of the commit that is checked out, into FOLDER (build/packages): a .deb for the
# Debian or Ubuntu it runs on, an .rpm, the portable archive with its bill of materials, the source,
# and SHA256SUMS. What is not committed is not in them. Installs what is missing for it, unless told
# not to. The same commit on the same distribution gives the same bytes.
set -eu
cd "$(dirname "$0")/.."

installs=yes
folder=$PWD/build/packages
for argument in "$@"; do
  case $argument in
    --no-install) installs= ;;
    -*) sed -n '5,9s/^# //p' "$0" >&2; exit 2 ;;
    *) folder=$(mkdir -p "$argument" && cd "$argument" && pwd) ;;
  esac
done
[ -z "$installs" ] || packaging/install-deps.sh build package

version=$(sed -n 's/^project(hitlens VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
name=hitlens-$version
work=$PWD/build/packages-work
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
export TZ=UTC LC_ALL=C.UTF-8
umask 022
[ -z "$(git status --porcelain)" ] || echo "Note: what is not committed is left out." >&2

rm -rf "$work" "$folder"
mkdir -p "$work" "$folder"
git archive --format=tar --prefix="$name/" --output="$folder/$name-source.tar" HEAD
gzip -9 -n "$folder/$name-source.tar"
tar -xzf "$folder/$name-source.tar.gz" -C "$work"
cd "$work/$name"

cmake --preset package
cmake --build --preset package

# prefix: for the package managers /usr, for the portable archive the folder itself.
(cd build/package && cpack -G DEB && cpack -G RPM)
mv build/package/packages/*.deb build/package/packages/*.rpm "$folder"
DESTDIR="$work/portable" cmake --install build/package --strip >"$work/install.log"
packaging/linux/make-portable.sh "$work/portable/usr" "$folder/$name-linux-$(uname -m)"

cd "$folder"
sha256sum -- * >"$work/SHA256SUMS"
mv "$work/SHA256SUMS" .
echo "In $folder:"
ls -l | awk 'NR > 1 { printf "%8.2f MiB  %s\n", $5 / 1048576, $9 }'

# What was promised about sizes, in bytes.
is_small() {
  [ "$(stat -c %s "$1")" -le "$2" ] || { echo "$1 is larger than $2 bytes." >&2; exit 1; }
}
for package in *.deb *.rpm; do
  is_small "$package" 5000000
done
is_small "$name-linux-$(uname -m).tar.xz" 60000000

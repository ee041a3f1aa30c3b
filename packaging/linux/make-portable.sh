#!/bin/sh
# SPDX-FileCopyrightText: The Hitlens authors
# SPDX-License-Identifier: GPL-3.0-or-later

# usage: packaging/linux/make-portable.sh INSTALLED ARCHIVE
# Makes ARCHIVE.tar.xz of an installed tree: the programs, Qt with the plugins we use, and every
# library that they load and that not-carried.txt does not leave to the computer. Prints the bill of
# materials to ARCHIVE.spdx.json. Needs patchelf, and dpkg for the bill.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
installed=$1
archive=$2
name=$(basename "$archive")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tree=$work/$name
mkdir -p "$tree/lib" "$tree/plugins"
cp -a "$installed/." "$tree/"

# Where Qt keeps its plugins, and those that Hitlens can be in need of. A name that ends in "?" is
# taken where Qt has it.
plugins=$(qmake6 -query QT_INSTALL_PLUGINS)
for plugin in platforms/libqxcb.so platforms/libqoffscreen.so xcbglintegrations/libqxcb-glx-integration.so \
  'platforms/libqwayland-generic.so?' 'platforms/libqwayland.so?' 'wayland-shell-integration/libxdg-shell.so?' \
  'wayland-decoration-client/libbradient.so?' 'platformthemes/libqxdgdesktopportal.so?' \
  platforminputcontexts/libcomposeplatforminputcontextplugin.so \
  platforminputcontexts/libibusplatforminputcontextplugin.so \
  iconengines/libqsvgicon.so imageformats/libqsvg.so imageformats/libqjpeg.so imageformats/libqgif.so \
  imageformats/libqico.so sqldrivers/libqsqlite.so tls/libqopensslbackend.so; do
  file=${plugin%\?}
  if [ -e "$plugins/$file" ] || [ "$file" = "$plugin" ]; then
    mkdir -p "$tree/plugins/$(dirname "$file")"
    cp -L "$plugins/$file" "$tree/plugins/$file"
  fi
done

is_left_out() {
  grep -qxF "$1" "$here/not-carried.txt"
}

# "SONAME path" of every library of this kind of computer that the loader knows.
/sbin/ldconfig -p | awk -v kind="$(uname -m | tr _ -)" \
  'index($0, kind) || kind == "aarch64" { print $1, $NF }' >"$work/known"

# What a library keeps for itself in a folder of its own is known from then on, too.
know_own_folders_of() {
  objdump -p "$1" | awk '$1 == "RUNPATH" || $1 == "RPATH" { gsub(":", "\n", $2); print $2 }' \
    | sed "s|\$ORIGIN|$(dirname "$1")|" | while read -r folder; do
    find "$folder/" -maxdepth 1 -name '*.so*' -printf '%f %p\n' 2>/dev/null || true
  done | sort >>"$work/known"
}

path_of() {
  awk -v name="$1" '$1 == name { print $2; exit }' "$work/known"
}

# Takes one library, unless it is there or left to the computer; what that needs comes in turn.
take() {
  if is_left_out "$1" || [ -e "$tree/lib/$1" ]; then
    return 0
  fi
  path=$(path_of "$1")
  [ -n "$path" ] || { echo "make-portable.sh: $1 is not installed" >&2; exit 1; }
  cp -L "$path" "$tree/lib/$1"
  know_own_folders_of "$path"
  echo "$1 $path" >>"$work/carried"
}

# Those that are loaded by name while the program runs: for the keychain and for TLS.
: >"$work/carried"
for library in libsecret-1.so.0 libssl.so.3 libcrypto.so.3; do
  take "$library"
done
before=-1
while [ "$(wc -l <"$work/carried")" -ne "$before" ]; do
  before=$(wc -l <"$work/carried")
  objdump -p "$tree"/bin/* "$tree"/libexec/hitlens/* "$tree"/plugins/*/*.so "$tree"/lib/*.so* \
    >"$work/headers"
  awk '$1 == "NEEDED" { print $2 }' "$work/headers" | sort -u >"$work/needed"
  while read -r library; do
    take "$library"
  done <"$work/needed"
done

# Everybody finds the libraries from where he stands, and Qt its plugins.
for binary in "$tree"/bin/*; do
  patchelf --force-rpath --set-rpath '$ORIGIN/../lib' "$binary"
done
for binary in "$tree"/libexec/hitlens/* "$tree"/plugins/*/*.so; do
  patchelf --force-rpath --set-rpath '$ORIGIN/../../lib' "$binary"
done
for library in "$tree"/lib/*.so*; do
  chmod 644 "$library"
  patchelf --force-rpath --set-rpath '$ORIGIN' "$library"
done
printf '[Paths]\nPrefix = ..\nPlugins = plugins\n' >"$tree/bin/qt.conf"
cp "$here/portable-readme.txt" "$tree/README.txt"
cp "$here/../../LICENSE" "$tree/LICENSE"
(cd "$tree/plugins" && find . -name '*.so') | sed "s|^\./\(.*\)|\1 $plugins/\1|" \
  >>"$work/carried"

# The licence of each package that something was taken from stands beside it.
"$here/bill-of-materials.py" "$name" "$work/carried" "$tree/share/doc/hitlens/licences" \
  >"$archive.spdx.json"
cp "$archive.spdx.json" "$tree/share/doc/hitlens/bill-of-materials.spdx.json"

find "$tree" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
tar --create --file="$archive.tar" --directory "$work" --sort=name --owner=0 --group=0 \
  --numeric-owner --mode='u+rwX,go+rX,go-w' --format=gnu "$name"
xz -6 --threads=1 "$archive.tar"

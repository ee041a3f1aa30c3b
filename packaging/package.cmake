# SPDX-FileCopyrightText: The Hitlens authors
# SPDX-License-Identifier: GPL-3.0-or-later

# Packages, made of the install rules by CPack. packaging/build-packages.sh makes those for Linux;
# README.md beside this file says which have been exercised.
set(CPACK_PACKAGE_NAME hitlens)
set(CPACK_PACKAGE_VENDOR "The Hitlens authors")
set(CPACK_PACKAGE_CONTACT "The Hitlens authors <hitlens@hitlens.invalid>")
set(CPACK_PACKAGE_HOMEPAGE_URL "https://github.com/hitlens/hitlens")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "see how a Redis cache is doing and change it safely")
set(CPACK_PACKAGE_DESCRIPTION
  "Hitlens is for people who run Redis or Valkey as a cache. It shows the hit
rate live, browses millions of keys without freezing, edits values and times
to live, and invalidates what matches a pattern after showing exactly what
that is.

It reaches servers over TLS, SSH, proxies, Sentinel and clusters, and keeps
passwords in the keychain of the desktop. hitlens-cli does the same from
scripts.")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_BINARY_DIR}/packages)
set(CPACK_STRIP_FILES TRUE)
set(CPACK_THREADS 1) # several threads compress to other bytes

# For the demo; the keychain and SSH are taken where they are.
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_VERSION ${HITLENS_PACKAGE_VERSION})
set(CPACK_DEBIAN_PACKAGE_SECTION database)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS TRUE)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "redis-server | valkey-server, qt6-wayland")
set(CPACK_DEBIAN_PACKAGE_DEPENDS libqt6sql6-sqlite) # a plugin: no library tells of it
if(Qt6_VERSION VERSION_GREATER_EQUAL 6.8) # Debian 13 has Qt's SVG icons in a package of their own
  string(APPEND CPACK_DEBIAN_PACKAGE_DEPENDS ", qt6-svg-plugins")
endif()
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "gnome-keyring | kwalletmanager, openssh-client")
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION TRUE)

set(CPACK_RPM_FILE_NAME RPM-DEFAULT)
set(CPACK_RPM_COMPRESSION_TYPE xz) # as it is, twice as large
set(CPACK_RPM_PACKAGE_LICENSE GPL-3.0-or-later)
set(CPACK_RPM_PACKAGE_GROUP Applications/Databases)
set(CPACK_RPM_PACKAGE_AUTOREQPROV TRUE)
set(CPACK_RPM_PACKAGE_SUGGESTS "gnome-keyring, openssh-clients")
set(CPACK_RPM_EXCLUDE_FROM_AUTO_FILELIST_ADDITION
  /usr/share/icons/hicolor
  /usr/share/applications /usr/share/bash-completion /usr/share/bash-completion/completions
  /usr/share/doc /usr/share/fish /usr/share/fish/vendor_completions.d /usr/share/icons
  /usr/share/man /usr/share/man/man1 /usr/share/metainfo /usr/share/zsh
  /usr/share/zsh/site-functions /usr/share/zsh/vendor-completions /usr/libexec)
foreach(size 16 22 24 32 48 64 96 128 256 512)
  list(APPEND CPACK_RPM_EXCLUDE_FROM_AUTO_FILELIST_ADDITION
    /usr/share/icons/hicolor/${size}x${size} /usr/share/icons/hicolor/${size}x${size}/apps)
endforeach()
list(APPEND CPACK_RPM_EXCLUDE_FROM_AUTO_FILELIST_ADDITION
  /usr/share/icons/hicolor/scalable /usr/share/icons/hicolor/scalable/apps)
# No day, no computer's name: the same bytes next time.
set(CPACK_RPM_SPEC_MORE_DEFINE "%define _buildhost localhost
%define use_source_date_epoch_as_buildtime 1
%define clamp_mtime_to_source_date_epoch 1
%define _build_id_links none
%define __os_install_post %{nil}
Recommends: redis")

if(WIN32)
  set(CPACK_GENERATOR NSIS)
  set(CPACK_PACKAGE_INSTALL_DIRECTORY Hitlens)
  set(CPACK_PACKAGE_EXECUTABLES hitlens Hitlens)
  set(CPACK_NSIS_DISPLAY_NAME Hitlens)
  set(CPACK_NSIS_INSTALLED_ICON_NAME bin/hitlens.exe)
  set(CPACK_NSIS_ENABLE_UNINSTALL_BEFORE_INSTALL TRUE)
elseif(APPLE)
  set(CPACK_GENERATOR DragNDrop)
  set(CPACK_DMG_VOLUME_NAME Hitlens)
else()
  set(CPACK_GENERATOR DEB)
  # The times of files and folders come from the day of the build otherwise.
  set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/packaging/linux/same-times.cmake)
endif()
include(CPack)

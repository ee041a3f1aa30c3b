# SPDX-FileCopyrightText: The Hitlens authors
# SPDX-License-Identifier: GPL-3.0-or-later

# What goes where on a person's computer. All packages are made of these rules, see package.cmake.
include(GNUInstallDirs)

# A reverse domain name, as AppStream, Flatpak and D-Bus want it: the only place that knows it.
set(HITLENS_APP_ID io.github.hitlens.Hitlens)
set_property(SOURCE ui/main.cpp DIRECTORY ui APPEND PROPERTY
  COMPILE_DEFINITIONS HITLENS_APP_ID="${HITLENS_APP_ID}")

# Only the program that is shipped whole can be installed.
if(BUILD_SHARED_LIBS)
  return()
endif()

install(TARGETS hitlens BUNDLE DESTINATION . RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
if(WIN32 OR APPLE)
  include(packaging/deploy.cmake)
endif()
if(WIN32)
  install(TARGETS hitlens_askpass DESTINATION ${CMAKE_INSTALL_BINDIR})
elseif(APPLE)
  install(TARGETS hitlens_askpass DESTINATION hitlens.app/Contents/MacOS)
else()
  install(TARGETS hitlens_askpass DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/hitlens)
  install(TARGETS hitlens-cli)
  include(packaging/linux/desktop.cmake)
endif()

# SPDX-FileCopyrightText: The Hitlens authors
# SPDX-License-Identifier: GPL-3.0-or-later

# What a desktop finds a program by: menu entry, metadata, icons, manual, changelog, licence.
set(linux_made ${PROJECT_BINARY_DIR}/packaging)
set(linux_doc ${CMAKE_INSTALL_DATADIR}/doc/hitlens)

# The day of this version, which CHANGELOG.md has to know before there can be packages of it.
file(STRINGS CHANGELOG.md release_line REGEX "^## ${PROJECT_VERSION} \\([-0-9]+\\)$")
if(NOT release_line)
  message(FATAL_ERROR "CHANGELOG.md has no line “## ${PROJECT_VERSION} (YEAR-MONTH-DAY)”.")
endif()
string(REGEX REPLACE ".*\\((.*)\\)" "\\1" HITLENS_RELEASE_DAY "${release_line}")

configure_file(packaging/linux/hitlens.desktop.in ${linux_made}/${HITLENS_APP_ID}.desktop @ONLY)
configure_file(packaging/linux/metainfo.xml.in ${linux_made}/${HITLENS_APP_ID}.metainfo.xml @ONLY)
install(FILES ${linux_made}/${HITLENS_APP_ID}.desktop
  DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
install(FILES ${linux_made}/${HITLENS_APP_ID}.metainfo.xml
  DESTINATION ${CMAKE_INSTALL_DATADIR}/metainfo)
install(FILES packaging/linux/copyright DESTINATION ${linux_doc})

# install_gzipped(FILE NAME FOLDER): without the time and the name of the file, so that the bytes are
# the same next time.
function(install_gzipped file name folder)
  set(gzipped ${linux_made}/${name}.gz)
  add_custom_command(OUTPUT ${gzipped} DEPENDS ${file} VERBATIM
    COMMAND gzip -9 -n -c ${file} > ${gzipped})
  set_property(GLOBAL APPEND PROPERTY linux_files ${gzipped})
  install(FILES ${gzipped} DESTINATION ${folder})
endfunction()

foreach(page hitlens.1 hitlens-cli.1)
  install_gzipped(${PROJECT_SOURCE_DIR}/resources/man/${page} ${page} ${CMAKE_INSTALL_MANDIR}/man1)
endforeach()

# How shells complete the two programs.
if(EXISTS /etc/debian_version) # whose zsh looks elsewhere
  set(zsh_folder vendor-completions)
else()
  set(zsh_folder site-functions)
endif()
foreach(program hitlens hitlens-cli)
  install(FILES resources/completions/${program}.bash RENAME ${program}
    DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
  install(FILES resources/completions/_${program}
    DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/${zsh_folder})
  install(FILES resources/completions/${program}.fish
    DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
endforeach()

# A Debian package without a revision of Debian's has one changelog, in Debian's own form.
set(HITLENS_PACKAGE_VERSION ${PROJECT_VERSION})
if(EXISTS /etc/debian_version)
  file(STRINGS /etc/os-release release REGEX "^(ID|VERSION_ID)=")
  string(REGEX REPLACE "[^;]*ID=\"?([^;\"]*)\"?" "\\1" release "${release}")
  list(SORT release ORDER DESCENDING)
  list(JOIN release "" release)
  string(REPLACE debian deb release ${release})
  set(HITLENS_PACKAGE_VERSION ${PROJECT_VERSION}+${release})
  set(changelog ${linux_made}/changelog)
  add_custom_command(OUTPUT ${changelog} VERBATIM
    DEPENDS ${PROJECT_SOURCE_DIR}/CHANGELOG.md ${PROJECT_SOURCE_DIR}/packaging/linux/debian-changelog.sh
    COMMAND ${PROJECT_SOURCE_DIR}/packaging/linux/debian-changelog.sh +${release}
      ${PROJECT_SOURCE_DIR}/CHANGELOG.md > ${changelog})
  install_gzipped(${changelog} changelog ${linux_doc})
else()
  install(FILES CHANGELOG.md DESTINATION ${linux_doc})
endif()

# Icons in the sizes that desktops ask for, all from the one drawing. Without rsvg-convert there is
# the drawing alone, which every current desktop can use.
set(drawing ${PROJECT_SOURCE_DIR}/resources/hitlens.svg)
set(icons ${CMAKE_INSTALL_DATADIR}/icons/hicolor)
install(FILES ${drawing} DESTINATION ${icons}/scalable/apps RENAME ${HITLENS_APP_ID}.svg)
find_program(RSVG_CONVERT rsvg-convert)
if(RSVG_CONVERT)
  foreach(size 16 22 24 32 48 64 96 128 256 512)
    set(picture ${linux_made}/icons/${size}/${HITLENS_APP_ID}.png)
    add_custom_command(OUTPUT ${picture} DEPENDS ${drawing} VERBATIM
      COMMAND ${CMAKE_COMMAND} -E make_directory ${linux_made}/icons/${size}
      COMMAND ${RSVG_CONVERT} --width ${size} --height ${size} --output ${picture} ${drawing})
    set_property(GLOBAL APPEND PROPERTY linux_files ${picture})
    install(FILES ${picture} DESTINATION ${icons}/${size}x${size}/apps)
  endforeach()
endif()

get_property(linux_files GLOBAL PROPERTY linux_files)
add_custom_target(linux_files ALL DEPENDS ${linux_files})

# SPDX-FileCopyrightText: The Hitlens authors
# SPDX-License-Identifier: GPL-3.0-or-later

# Windows and macOS have no package manager to bring Qt and the libraries: they come along. Not yet
# exercised, see README.md.
set_target_properties(hitlens PROPERTIES WIN32_EXECUTABLE TRUE MACOSX_BUNDLE TRUE
  MACOSX_BUNDLE_GUI_IDENTIFIER ${HITLENS_APP_ID} MACOSX_BUNDLE_BUNDLE_VERSION ${PROJECT_VERSION}
  MACOSX_BUNDLE_SHORT_VERSION_STRING ${PROJECT_VERSION})

if(COMMAND qt_generate_deploy_app_script) # Qt 6.3 and later, where the Qt was built with it
  qt_generate_deploy_app_script(TARGET hitlens OUTPUT_SCRIPT deploy NO_UNSUPPORTED_PLATFORM_ERROR)
  install(SCRIPT ${deploy})
elseif(WIN32)
  find_program(WINDEPLOYQT NAMES windeployqt6 windeployqt REQUIRED)
  install(CODE "execute_process(COMMAND_ERROR_IS_FATAL ANY COMMAND \"${WINDEPLOYQT}\"
    --no-translations \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}/hitlens.exe\")")
else()
  find_program(MACDEPLOYQT NAMES macdeployqt6 macdeployqt REQUIRED)
  install(CODE "execute_process(COMMAND_ERROR_IS_FATAL ANY COMMAND \"${MACDEPLOYQT}\"
    \"\${CMAKE_INSTALL_PREFIX}/hitlens.app\")")
endif()

# The libraries that are not Qt's.
if(WIN32)
  install(CODE "file(GET_RUNTIME_DEPENDENCIES EXECUTABLES $<TARGET_FILE:hitlens>
    RESOLVED_DEPENDENCIES_VAR needed UNRESOLVED_DEPENDENCIES_VAR missing
    PRE_EXCLUDE_REGEXES \"^api-ms-\" \"^ext-ms-\" POST_EXCLUDE_REGEXES \".*[Ss]ystem32.*\"
    DIRECTORIES $ENV{PATH})
    file(INSTALL \${needed} DESTINATION \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}\")")
endif()

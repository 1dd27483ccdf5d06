# The installable library: src/authorization, which is the policy engine behind one public header, and the folders that
# it is made of. The folder, its target and its namespace have one name; who uses it knows it by its header's.
#   find_package(rolecall REQUIRED)
#   target_link_libraries(app PRIVATE rolecall::policy)
# or  c++ -std=c++17 app.cc $(pkg-config --cflags --libs --static rolecall)
# One archive holds them all; of the program's other folders nothing is installed.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(installed authorization policy_explain policy_storable policy_decide policy_document partition json diag base)
list(TRANSFORM installed REPLACE "(.+)" "$<TARGET_OBJECTS:rolecall_\\1>")
add_library(rolecall_authorization_archive STATIC ${installed})
set_target_properties(rolecall_authorization_archive PROPERTIES OUTPUT_NAME rolecall EXPORT_NAME policy LINKER_LANGUAGE CXX)
target_compile_features(rolecall_authorization_archive INTERFACE cxx_std_17)
target_include_directories(rolecall_authorization_archive INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_link_libraries(rolecall_authorization_archive PRIVATE fmt::fmt Threads::Threads utf8proc)

set(ROLECALL_PACKAGE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/rolecall)
install(TARGETS rolecall_authorization_archive EXPORT rolecallTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT rolecallTargets NAMESPACE rolecall:: DESTINATION ${ROLECALL_PACKAGE_DIR})
install(FILES ${CMAKE_SOURCE_DIR}/include/rolecall/policy.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/rolecall)
configure_package_config_file(${CMAKE_SOURCE_DIR}/cmake/rolecallConfig.cmake.in
  ${CMAKE_CURRENT_BINARY_DIR}/rolecallConfig.cmake INSTALL_DESTINATION ${ROLECALL_PACKAGE_DIR})
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/rolecallConfigVersion.cmake
  VERSION ${PROJECT_VERSION} COMPATIBILITY SameMinorVersion)  # docs/VERSIONING.md: 0.x may break with x
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/rolecallConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/rolecallConfigVersion.cmake
  DESTINATION ${ROLECALL_PACKAGE_DIR})

# The prefix is told from where the file lies: the tree may be moved, and `cmake --install --prefix` choose another.
file(RELATIVE_PATH ROLECALL_PREFIX_FROM_PC /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
string(REGEX REPLACE "/$" "" ROLECALL_PREFIX_FROM_PC ${ROLECALL_PREFIX_FROM_PC})
configure_file(${CMAKE_SOURCE_DIR}/cmake/rolecall.pc.in ${CMAKE_CURRENT_BINARY_DIR}/rolecall.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/rolecall.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

# rolecall_folder(NAME DEPENDS… LIBRARIES… INTERNAL…): the library of one folder of src/, all its .cc files.
# DEPENDS names the folders that it may include: only folders above it in src/CMakeLists.txt. INTERNAL names headers
# that only the folder itself includes; tools/check-tree holds the tree against both.
# A folder of headers alone is an interface library.
function(rolecall_folder name)
  set_property(GLOBAL APPEND PROPERTY ROLECALL_FOLDERS ${name})
  cmake_parse_arguments(FOLDER "" "" "DEPENDS;LIBRARIES;INTERNAL" ${ARGN})
  string(REPLACE "/" "_" target "rolecall_${name}")
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cc)
  list(TRANSFORM FOLDER_DEPENDS REPLACE "/" "_")
  list(TRANSFORM FOLDER_DEPENDS PREPEND "rolecall_")
  if(sources)
    add_library(${target} STATIC ${sources})
    target_include_directories(${target} PUBLIC ${CMAKE_SOURCE_DIR}/src)
    target_link_libraries(${target} PUBLIC ${FOLDER_DEPENDS} ${FOLDER_LIBRARIES})
    set_target_properties(${target} PROPERTIES UNITY_BUILD ${ROLECALL_UNITY} UNITY_BUILD_BATCH_SIZE 8)
  else()
    add_library(${target} INTERFACE)
    target_include_directories(${target} INTERFACE ${CMAKE_SOURCE_DIR}/src)
    target_link_libraries(${target} INTERFACE ${FOLDER_DEPENDS} ${FOLDER_LIBRARIES})
  endif()
endfunction()

# rolecall_compile_for_size(NAME…): folders whose code is rather small than fast in a release: a third smaller.
function(rolecall_compile_for_size)
  foreach(name ${ARGN})
    string(REPLACE "/" "_" target "rolecall_${name}")
    target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-Os>)
    set_property(GLOBAL APPEND PROPERTY ROLECALL_SMALL_FOLDERS ${name})
  endforeach()
endfunction()

# rolecall_prefer_fast(TARGET): what is compiled in both kinds of folders, templates and inline functions, is in the
# program once: as the folders for speed have it, since the linker meets their libraries first.
function(rolecall_prefer_fast target)
  get_property(folders GLOBAL PROPERTY ROLECALL_FOLDERS)
  get_property(small GLOBAL PROPERTY ROLECALL_SMALL_FOLDERS)
  list(REMOVE_ITEM folders ${small})
  foreach(name ${folders})
    string(REPLACE "/" "_" library "rolecall_${name}")
    get_target_property(type ${library} TYPE)
    if(type STREQUAL STATIC_LIBRARY AND NOT name STREQUAL authorization)
      target_link_options(${target} PRIVATE $<$<CONFIG:Release>:$<TARGET_FILE:${library}>>)
    endif()
  endforeach()
endfunction()

# rolecall_unit_test(NAME LIBRARIES…): one executable, rolecall_NAME_test, of all tests/unit/NAME/*_test.cc.
function(rolecall_unit_test name)
  string(REPLACE "/" "_" target "rolecall_${name}_test")
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/unit/${name}/*_test.cc)
  if(NOT sources)
    return()
  endif()
  string(REPLACE "/" "_" library "rolecall_${name}")
  add_executable(${target} ${sources})
  target_include_directories(${target} PRIVATE ${CMAKE_SOURCE_DIR})
  # Tests run once for each time that they are compiled: optimizing them costs more than it brings.
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O0> $<$<CONFIG:Release>:-U_FORTIFY_SOURCE>)
  target_compile_definitions(${target} PRIVATE ROLECALL_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  target_link_libraries(${target} PRIVATE ${library} ${ARGN} GTest::gtest GTest::gmock GTest::gtest_main)
  if(ROLECALL_SANITIZE)
    # One process for all tests of a folder: starting under a sanitizer takes longer than most tests.
    add_test(NAME ${target} COMMAND ${target} --gtest_brief=1)
    set_tests_properties(${target} PROPERTIES TIMEOUT 1200)
  else()
    gtest_discover_tests(${target} DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT 300)
  endif()
endfunction()

# rolecall_protobuf(TARGET PROTO): the C++ of a .proto file under src/, made in the build directory and compiled into
# TARGET. Sources include it by angle brackets, as what is not in the tree: <plugin/wire/provider.pb.h>.
function(rolecall_protobuf target proto)
  string(REGEX REPLACE "\\.proto$" "" name ${proto})
  set(generated ${CMAKE_BINARY_DIR}/generated)
  add_custom_command(OUTPUT ${generated}/${name}.pb.cc ${generated}/${name}.pb.h
    COMMAND ${CMAKE_COMMAND} -E make_directory ${generated}
    COMMAND ${PROTOC} --cpp_out=${generated} -I ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR}/src/${proto}
    DEPENDS ${CMAKE_SOURCE_DIR}/src/${proto}
    COMMENT "Generating ${name}.pb.cc")
  target_sources(${target} PRIVATE ${generated}/${name}.pb.cc ${generated}/${name}.pb.h)
  # Not ours to mend what it warns of.
  set_source_files_properties(${generated}/${name}.pb.cc PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON COMPILE_OPTIONS -w)
  target_include_directories(${target} SYSTEM PUBLIC ${generated})
endfunction()

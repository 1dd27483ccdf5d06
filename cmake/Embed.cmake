# rolecall_embed(TARGET FUNCTION PACKING GLOB): puts the files that GLOB names (relative to the checkout) into TARGET.
# The program reads them through FUNCTION of src/embedded, by their names, as if they stood beside it.
#
#   rolecall_embed(rolecall_embedded RulePages plain rules/[a-z]*.md)
#
# PACKING: plain   the texts as they are, in the program's read-only data: nothing is done at run time (files.h).
#          solid   compressed together: small texts of one kind, all wanted by whoever wants one (files.h).
#          squeezed as plain, but files of 4 KiB and more are compressed each (files.h).
#          packed  tables, compressed in blocks, for many rows of which few are asked for (packed_table.h).
# A program of our own (cmake/embed.cc), built first, writes one C++ source for each set: compilers and linkers differ
# in how they take in bytes, but all of them take string literals. A file that is new is noticed by itself.
add_executable(rolecall_embed_files ${CMAKE_SOURCE_DIR}/cmake/embed.cc)
target_link_libraries(rolecall_embed_files PRIVATE PkgConfig::LZMA)

function(rolecall_embed target function packing glob)
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${glob})
  list(SORT files)
  set(generated ${CMAKE_BINARY_DIR}/embedded/${function}.cc)
  # The names go through a file: a command line has its bounds.
  set(names ${CMAKE_BINARY_DIR}/embedded/${function}.list)
  list(JOIN files "\n" lines)
  file(CONFIGURE OUTPUT ${names} CONTENT "${lines}\n" @ONLY)
  add_custom_command(OUTPUT ${generated}
    COMMAND rolecall_embed_files ${function} ${packing} ${names} ${generated}
    DEPENDS rolecall_embed_files ${names} ${files}
    COMMENT "Embedding ${glob}")
  target_sources(${target} PRIVATE ${generated})
  set_source_files_properties(${generated} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()

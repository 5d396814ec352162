# dotpha_texts(target name dir): embeds every *.txt under the folder into `target`, as
# `const std::map<std::string, std::string>& dotpha::texts::<name>()`, path inside the folder -> text, declared in
# "texts/<name>.h". The files stay the source: a changed wording is a changed file.
function(dotpha_texts target name dir)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS ${dir}/*.txt)
  set(folder ${CMAKE_BINARY_DIR}/generated/texts)
  set(header ${folder}/${name}.h)
  set(source ${folder}/${name}.cc)
  file(MAKE_DIRECTORY ${folder})
  add_custom_command(
    OUTPUT ${header} ${source}
    COMMAND ${CMAKE_COMMAND} -DNAME=${name} -DDIR=${dir} -DHEADER=${header} -DSOURCE=${source}
            -P ${CMAKE_SOURCE_DIR}/cmake/EmbedTexts.cmake
    DEPENDS ${files} ${CMAKE_SOURCE_DIR}/cmake/EmbedTexts.cmake
    COMMENT "Embedding texts: ${name}")
  target_sources(${target} PRIVATE ${source} ${header})
  target_include_directories(${target} PUBLIC ${CMAKE_BINARY_DIR}/generated)
endfunction()

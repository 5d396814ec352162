# dotpha_migrations(target set_name dir): embeds the folder's NNNN_what.sql into `target`, as
# `dotpha::migrations::<set_name>()`, declared in "migrations/<set_name>.h" (see libs/postgres/migrations.h).
function(dotpha_migrations target set_name dir)
  file(GLOB files CONFIGURE_DEPENDS ${dir}/[0-9][0-9][0-9][0-9]_*.sql)
  list(SORT files)
  set(folder ${CMAKE_BINARY_DIR}/generated/migrations)
  set(header ${folder}/${set_name}.h)
  set(source ${folder}/${set_name}.cc)
  file(MAKE_DIRECTORY ${folder})
  add_custom_command(
    OUTPUT ${header} ${source}
    COMMAND ${CMAKE_COMMAND} -DSET_NAME=${set_name} -DDIR=${dir} -DHEADER=${header} -DSOURCE=${source}
            -P ${CMAKE_SOURCE_DIR}/cmake/EmbedMigrations.cmake
    DEPENDS ${files} ${CMAKE_SOURCE_DIR}/cmake/EmbedMigrations.cmake
    COMMENT "Embedding migrations: ${set_name}")
  target_sources(${target} PRIVATE ${source} ${header})
  target_include_directories(${target} PUBLIC ${CMAKE_BINARY_DIR}/generated)
endfunction()

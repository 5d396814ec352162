# Writes the C++ source and header of one migration set (cmake -P; see DotphaMigrations.cmake). Versions must run
# 1, 2, 3, ... without a hole.
file(GLOB files ${DIR}/[0-9][0-9][0-9][0-9]_*.sql)
list(SORT files)
set(rows "")
set(expected 0)
foreach(file ${files})
  math(EXPR expected "${expected} + 1")
  get_filename_component(name ${file} NAME)
  string(SUBSTRING ${name} 0 4 digits)
  string(REGEX REPLACE "^0+" "" version "${digits}")
  if(NOT version STREQUAL "${expected}")
    message(FATAL_ERROR "${SET_NAME}: ${name} should be number ${expected}")
  endif()
  file(READ ${file} sql)
  string(APPEND rows "    {${version}, \"${name}\", R\"~~sql~~(${sql})~~sql~~\"},\n")
endforeach()
if(rows STREQUAL "")
  message(FATAL_ERROR "${SET_NAME}: no migrations in ${DIR}")
endif()

file(WRITE ${HEADER} "#pragma once

#include \"libs/postgres/migrations.h\"

namespace dotpha::migrations {
const postgres::MigrationSet& ${SET_NAME}();
}  // namespace dotpha::migrations
")
file(WRITE ${SOURCE} "#include \"migrations/${SET_NAME}.h\"

#include <array>

namespace dotpha::migrations {
const postgres::MigrationSet& ${SET_NAME}() {
  static constexpr std::array<postgres::Migration, ${expected}> kMigrations = {{
${rows}  }};
  static const postgres::MigrationSet set{\"${SET_NAME}\", kMigrations};
  return set;
}
}  // namespace dotpha::migrations
")

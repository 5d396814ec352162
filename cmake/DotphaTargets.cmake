# One shape for every room: dotpha_library(), dotpha_binary(), dotpha_test(). Warnings are errors everywhere but in
# generated code. Includes are written from the top of the tree: #include "libs/base/result.h".

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
# -O2 without asserts disabled: an assert that fires is cheaper than a wrong flag.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1")
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")

find_program(DOTPHA_CCACHE ccache)
if(DOTPHA_CCACHE)
  # What ccache wants to be told before it keeps what a precompiled header was used for.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${DOTPHA_CCACHE})
endif()

set(DOTPHA_SANITIZE "" CACHE STRING "Sanitizers for -fsanitize=, e.g. address,undefined")

# gold comes with every binutils of Debian 12 and links these many binaries in less than half of ld's time.
include(CheckLinkerFlag)
check_linker_flag(CXX -fuse-ld=gold DOTPHA_HAS_GOLD)
if(DOTPHA_HAS_GOLD)
  add_link_options(-fuse-ld=gold)
endif()

add_library(dotpha_options INTERFACE)
target_compile_options(dotpha_options INTERFACE
  -Wall -Wextra -Wpedantic -Werror -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual -Wunused-result
  # g++ 12 at -O2 sees uninitialised values in every empty std::optional; the sanitizer presets look for real ones.
  -Wno-maybe-uninitialized)
target_include_directories(dotpha_options INTERFACE ${CMAKE_SOURCE_DIR})
if(DOTPHA_SANITIZE)
  add_compile_options(-fsanitize=${DOTPHA_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${DOTPHA_SANITIZE})
endif()

# dotpha_library(name SOURCES a.cc ... DEPS other ...): a room. DEPS are public.
function(dotpha_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  if(ARG_SOURCES)
    add_library(${name} STATIC ${ARG_SOURCES})
    target_link_libraries(${name} PUBLIC ${ARG_DEPS} PRIVATE dotpha_options)
    target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR})
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE ${ARG_DEPS})
    target_include_directories(${name} INTERFACE ${CMAKE_SOURCE_DIR})
  endif()
endfunction()

# dotpha_binary(name SOURCES main.cc DEPS ...): ends up in build/<preset>/bin.
function(dotpha_binary name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_DEPS} dotpha_options)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
endfunction()

# dotpha_compiles_fast(name): a target of test code. Its own speed matters to nobody, the time to build it to everybody:
# a quarter less in the release preset.
function(dotpha_compiles_fast name)
  target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O0>)
endfunction()

# What every test includes, read once for all of them. It needs a source file, and has nothing to say in it.
file(WRITE ${CMAKE_BINARY_DIR}/generated/test_headers.cc "")
add_library(dotpha_test_headers OBJECT ${CMAKE_BINARY_DIR}/generated/test_headers.cc)
target_link_libraries(dotpha_test_headers PRIVATE GTest::gmock dotpha_options)
target_precompile_headers(dotpha_test_headers PRIVATE <gmock/gmock.h> <gtest/gtest.h>)
dotpha_compiles_fast(dotpha_test_headers)

# dotpha_test(name SOURCES a_test.cc DEPS ... [LABELS servers ...] [TIMEOUT s] [SERIAL] [ENV A=b ...] [HEADERS target])
# HEADERS: a target whose precompiled headers fit better than those of dotpha_test_headers.
# One ctest entry per binary. Label `servers`: needs the private PostgreSQL, RabbitMQ, Redis and mail sink whose
# addresses `./dotpha test` exports (DOTPHA_TEST_*); such a test fails, never skips, when they are missing. The timeout
# (seconds) ends what hangs; no test fails because a machine is slow.
function(dotpha_test name)
  cmake_parse_arguments(ARG "SERIAL" "TIMEOUT;HEADERS" "SOURCES;DEPS;LABELS;ENV" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_DEPS} GTest::gmock GTest::gtest_main dotpha_options)
  dotpha_compiles_fast(${name})
  if(NOT ARG_HEADERS)
    set(ARG_HEADERS dotpha_test_headers)
  endif()
  target_precompile_headers(${name} REUSE_FROM ${ARG_HEADERS})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  add_test(NAME ${name} COMMAND ${name} --gtest_brief=1 WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 1500)
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}")
  set_property(TEST ${name} PROPERTY ENVIRONMENT
    "DOTPHA_SOURCE_DIR=${CMAKE_SOURCE_DIR}" "DOTPHA_BIN_DIR=${CMAKE_BINARY_DIR}/bin" ${ARG_ENV})
  if(ARG_SERIAL)
    set_tests_properties(${name} PROPERTIES RUN_SERIAL TRUE)
  endif()
endfunction()

# Compiler settings that every target of this project shares, as the interface target srcip_options.

find_program(SRCIP_CCACHE ccache)
if(SRCIP_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Paths are hashed relative to the checkout, so that another checkout on the same machine finds what this one compiled.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=true
                                  ${SRCIP_CCACHE})
endif()

add_library(srcip_options INTERFACE)
target_include_directories(srcip_options INTERFACE ${PROJECT_SOURCE_DIR}/include)

if(SRCIP_WARNINGS)
  target_compile_options(srcip_options INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Werror)
endif()

if(SRCIP_SANITIZE)
  add_compile_options(-fsanitize=${SRCIP_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${SRCIP_SANITIZE})
endif()

if(SRCIP_SANITIZE STREQUAL "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # Asio's headers use fences, which ThreadSanitizer cannot see; GCC warns of each, and warnings are errors here.
  add_compile_options(-Wno-tsan)
endif()

if(SRCIP_COVERAGE)
  add_compile_options(--coverage)
  add_link_options(--coverage)
endif()

# SRCIP_STATIC: programs that need nothing from the system they run on, not even a libc, as an image without a system
# wants them. Included before the packages are looked for: the finders read these variables.

set(Boost_USE_STATIC_LIBS ON)
set(OPENSSL_USE_STATIC_LIBS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

# Debian's packages of these three name shared libraries only. yaml-cpp has an archive beside it; spdlog and fmt have not,
# but their headers hold all of them.
macro(srcip_use_static_packages)
  find_library(SRCIP_YAML_CPP_ARCHIVE libyaml-cpp.a REQUIRED)
  set_target_properties(yaml-cpp PROPERTIES IMPORTED_LOCATION ${SRCIP_YAML_CPP_ARCHIVE} IMPORTED_LOCATION_NONE
                                                                                      ${SRCIP_YAML_CPP_ARCHIVE})
  set_target_properties(spdlog::spdlog_header_only PROPERTIES INTERFACE_LINK_LIBRARIES
                                                              "Threads::Threads;fmt::fmt-header-only")
  set(SRCIP_SPDLOG spdlog::spdlog_header_only)
endmacro()

# What nothing calls is left out; static-pie keeps the address of everything a secret although nothing is relocated by a
# loader. glibc's warning that getaddrinfo needs its shared libraries is out of date for "files" and "dns" since 2.34.
add_compile_options(-ffunction-sections -fdata-sections)
add_compile_options(-ffile-prefix-map=${PROJECT_SOURCE_DIR}=.) # the same bytes wherever the checkout stands
add_link_options(-static-pie -Wl,--gc-sections -Wl,--as-needed)
if(CMAKE_INTERPROCEDURAL_OPTIMIZATION AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_link_options(-flto=auto) # on every processor there is: what comes out is the same
endif()

# The addresses that static-pie corrects at its start, in a tenth of the space; binutils knows that for some processors.
include(CheckLinkerFlag)
check_linker_flag(CXX "LINKER:-z,pack-relative-relocs,--fatal-warnings" SRCIP_PACKS_RELOCATIONS)
if(SRCIP_PACKS_RELOCATIONS)
  add_link_options(LINKER:-z,pack-relative-relocs)
endif()

# SRCIP_VERSION_STRING: what --version prints. A checkout whose newest tag is vX.Y.Z says how far it is from it;
# a tarball, or a clone without tags, says the project's version; a build that knows better says so with SRCIP_VERSION.

set(SRCIP_VERSION "" CACHE STRING "What --version prints; empty: found out")
set(SRCIP_VERSION_STRING ${PROJECT_VERSION})
find_package(Git QUIET)
if(SRCIP_VERSION)
  set(SRCIP_VERSION_STRING ${SRCIP_VERSION})
elseif(GIT_FOUND AND EXISTS ${PROJECT_SOURCE_DIR}/.git)
  execute_process(
    COMMAND ${GIT_EXECUTABLE} describe --tags --match "v[0-9]*" --dirty
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
    OUTPUT_VARIABLE git_version
    OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  if(git_version)
    string(REGEX REPLACE "^v" "" SRCIP_VERSION_STRING ${git_version})
  endif()
endif()

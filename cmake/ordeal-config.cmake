# find_package(ordeal): the targets ordeal::checker, ordeal::actors, ordeal::runtime,
# ordeal::linearizability and ordeal::core, and what they stand on.
include(CMakeFindDependencyMacro)
find_dependency(Threads)
find_dependency(fmt)
find_dependency(nlohmann_json)
find_dependency(tl-expected)
find_dependency(Boost 1.81)
find_dependency(PkgConfig)
pkg_check_modules(HTTPLIB REQUIRED IMPORTED_TARGET cpp-httplib)
include(${CMAKE_CURRENT_LIST_DIR}/ordeal-targets.cmake)

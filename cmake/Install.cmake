# What `cmake --install build --prefix DIR` puts where: the programs, and the libraries that models
# and actors are written with, for `find_package(ordeal)`:
#
#   find_package(ordeal REQUIRED)
#   target_link_libraries(my_model PRIVATE ordeal::checker)  # and ordeal::runtime for actors
include(CMakePackageConfigHelpers)

install(TARGETS ordeal_core ordeal_linearizability ordeal_actors ordeal_runtime ordeal_checker
    ordeal_ui
    EXPORT ordeal ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT library)
foreach(room core linearizability actors checker)
    install(DIRECTORY ${PROJECT_SOURCE_DIR}/${room}
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/ordeal COMPONENT library
        FILES_MATCHING PATTERN "*.hpp")
endforeach()

set(ordeal_package ${CMAKE_INSTALL_LIBDIR}/cmake/ordeal)
install(EXPORT ordeal NAMESPACE ordeal:: FILE ordeal-targets.cmake DESTINATION ${ordeal_package}
    COMPONENT library)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/ordeal-config-version.cmake
    COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_SOURCE_DIR}/cmake/ordeal-config.cmake
    ${PROJECT_BINARY_DIR}/ordeal-config-version.cmake
    DESTINATION ${ordeal_package} COMPONENT library)

get_property(examples GLOBAL PROPERTY ORDEAL_EXAMPLES)
install(TARGETS ordeal ordeal-init ${examples}
    RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT programs)
install(TARGETS ordeal-points LIBRARY DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/ordeal
    COMPONENT programs)

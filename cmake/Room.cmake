# A room of the design is one static library, ordeal::<room>, made of every .cpp below its folder.
# A folder inside a room that is a room of its own (actors/runtime) is left out with EXCLUDE.
#
#   ordeal_room(core PUBLIC fmt::fmt PRIVATE xxhash)
function(ordeal_room name)
    cmake_parse_arguments(ROOM "" "FOLDER" "PUBLIC;PRIVATE;EXCLUDE" ${ARGN})
    if(NOT ROOM_FOLDER)
        set(ROOM_FOLDER ${name})
    endif()
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${ROOM_FOLDER}/*.cpp)
    foreach(pattern ${ROOM_EXCLUDE})
        list(FILTER sources EXCLUDE REGEX "${PROJECT_SOURCE_DIR}/${pattern}")
    endforeach()
    if(sources)
        add_library(ordeal_${name} STATIC ${sources})
        target_include_directories(ordeal_${name} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>
            $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/ordeal>)
        target_link_libraries(ordeal_${name}
            PUBLIC $<BUILD_INTERFACE:ordeal_flags> ${ROOM_PUBLIC} PRIVATE ${ROOM_PRIVATE})
        target_compile_features(ordeal_${name} PUBLIC cxx_std_20)
    else()
        add_library(ordeal_${name} INTERFACE)
        target_include_directories(ordeal_${name} INTERFACE ${PROJECT_SOURCE_DIR})
        target_link_libraries(ordeal_${name} INTERFACE ordeal_flags ${ROOM_PUBLIC})
    endif()
    set_target_properties(ordeal_${name} PROPERTIES EXPORT_NAME ${name})
    add_library(ordeal::${name} ALIAS ordeal_${name})
endfunction()

# The tests of a room: every .cpp in tests/<room>/, one program test-<room>, each case a ctest.
# In a sanitized build their names begin with "sanitized.", so that both builds can be run together.
#
#   ordeal_tests(core ordeal::core)
function(ordeal_tests name)
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/${name}/*.cpp)
    if(NOT sources)
        return()
    endif()
    add_executable(test-${name} ${sources})
    if(NOT TARGET room-tests)  # all of these programs
        add_custom_target(room-tests)
    endif()
    add_dependencies(room-tests test-${name})
    target_link_libraries(test-${name} PRIVATE ${ARGN} GTest::gtest GTest::gmock GTest::gtest_main)
    set(most_seconds 300)
    set(environment)
    if(ORDEAL_SANITIZE)
        set(most_seconds 1200)  # the same tests take ten times as long
        # A child that is forked while another thread lets the store of stacks grow finds
        # it locked for good. With one frame of each allocation the store is large enough at once.
        set(environment ENVIRONMENT ASAN_OPTIONS=malloc_context_size=1)
    endif()
    gtest_discover_tests(test-${name} DISCOVERY_MODE PRE_TEST
        TEST_PREFIX "${ORDEAL_TEST_PREFIX}${name}."
        PROPERTIES LABELS ${name} TIMEOUT ${most_seconds} ${environment})
endfunction()

# A benchmark: bench/<name>_bench.cpp, program bench-<name>.
function(ordeal_bench name)
    if(EXISTS ${PROJECT_SOURCE_DIR}/bench/${name}_bench.cpp)
        add_executable(bench-${name} ${PROJECT_SOURCE_DIR}/bench/${name}_bench.cpp)
        target_link_libraries(bench-${name} PRIVATE ${ARGN} benchmark::benchmark)
    endif()
endfunction()

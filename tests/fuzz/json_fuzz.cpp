// A fuzzer of JSON: the quick reader and the strict one must agree on every text.
#include <cstdint>

#include "core/check.hpp"
#include "tests/core/history/reader_checks.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto differ =
        ordeal::testing::readers_differ({reinterpret_cast<const char*>(data), size});
    CHECK(differ.empty(), "{}", differ);
    return 0;
}

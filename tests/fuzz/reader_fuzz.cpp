// A fuzzer of one reader of histories: ORDEAL_FUZZ_FORMAT is the format's name. It stops at the
// first input on which a promise of tests/core/history/reader_checks.hpp is broken.
#include <cstdint>

#include "core/check.hpp"
#include "tests/core/history/reader_checks.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ordeal;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto broken = testing::broken_promise(text, *core::history_format(ORDEAL_FUZZ_FORMAT));
    CHECK(broken.empty(), "{}", broken);
    const auto detected = core::read_history(text, "x");
    CHECK(detected || detected.error().message.starts_with("x:"), "{}", detected.error().message);
    return 0;
}

#include "core/byte_size.hpp"

#include <charconv>

#include "core/text/words.hpp"

namespace ordeal::core {

namespace {

struct Unit {
    std::string_view name;
    double bytes;
};

constexpr double kib = 1024;
constexpr Unit units[] = {{"B", 1},
                          {"kB", 1e3},
                          {"KB", 1e3},
                          {"MB", 1e6},
                          {"GB", 1e9},
                          {"TB", 1e12},
                          {"KiB", kib},
                          {"MiB", kib* kib},
                          {"GiB", kib* kib* kib},
                          {"TiB", kib* kib* kib* kib}};

}  // namespace

Result<std::size_t> parse_byte_size(std::string_view text) {
    const auto refuse = [text] {
        return fail("expected a size such as 512MB, 2GB or 1.5GiB, got {}", in_quotes(text));
    };
    double number = 0;
    const auto digits = text.substr(0, text.find_first_not_of("0123456789."));
    const char* const end = digits.data() + digits.size();
    const auto [stop, problem] = std::from_chars(digits.data(), end, number);
    if (problem != std::errc{} || stop != end) return refuse();
    const auto name = text.substr(digits.size());
    if (name.empty() && number == 0) return 0;
    for (const Unit& unit : units) {
        const double bytes = number * unit.bytes;
        if (name == unit.name) {
            if (bytes >= 0x1p63) return refuse();
            return static_cast<std::size_t>(bytes);
        }
    }
    return refuse();
}

}  // namespace ordeal::core

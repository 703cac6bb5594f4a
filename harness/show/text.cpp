#include "harness/show/text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "core/duration.hpp"
#include "core/json.hpp"
#include "core/text/utf8.hpp"
#include "core/text/words.hpp"
#include "harness/report/operation_columns.hpp"

namespace ordeal::harness {

using core::Nanoseconds;

namespace {

std::size_t length_of_character(unsigned char first) {
    return first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

/// Does it steer a terminal, or turn the direction of what stands behind it?
bool steers(std::string_view character) {
    const auto byte = [character](std::size_t at) {
        return static_cast<unsigned char>(character[at]);
    };
    if (character.size() == 1) return (byte(0) < 0x20 && byte(0) != '\t') || byte(0) == 0x7F;
    if (character.size() == 2) return byte(0) == 0xC2 && byte(1) < 0xA0;  // U+0080 to U+009F
    if (character.size() != 3 || byte(0) != 0xE2) return false;
    const unsigned last = (byte(1) - 0x80U) << 6 | (byte(2) - 0x80U);  // from U+2000
    return last == 0x0E || last == 0x0F || (last >= 0x28 && last <= 0x2E) ||
           (last >= 0x66 && last <= 0x69);
}

void append_escaped(std::string& out, std::string_view bytes) {
    for (const char byte : bytes)
        out += fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
}

}  // namespace

std::string printable(std::string_view text, std::size_t most) {
    const bool cut = most > 0 && text.size() > most;
    if (cut) text = text.substr(0, most);
    std::string out;
    std::size_t good = core::utf8_prefix(text);
    for (std::size_t at = 0; at < text.size();) {
        if (at == good) {  // what is not UTF-8; of a text that was cut its last bytes
            if (cut && text.size() - at < 4) break;
            append_escaped(out, text.substr(at++, 1));
            good = at + core::utf8_prefix(text.substr(at));
            continue;
        }
        const auto character =
            text.substr(at, length_of_character(static_cast<unsigned char>(text[at])));
        if (steers(character))
            append_escaped(out, character);
        else
            out += character;
        at += character.size();
    }
    return cut ? out + "..." : out;
}

std::string short_json(const core::Value& value) {
    return printable(core::to_json(value), 100);
}

std::string as_duration(Nanoseconds time) {
    const auto ns = static_cast<double>(time.count());
    const double size = std::abs(ns);
    if (size >= 1e9) return fmt::format("{:.3f} s", ns / 1e9);
    if (size >= 1e6) return fmt::format("{:.2f} ms", ns / 1e6);
    if (size >= 1e3) return fmt::format("{:.1f} us", ns / 1e3);
    return fmt::format("{} ns", time.count());
}

std::string deed_of(const core::Operation& operation) {
    std::string out = printable(operation.f, 60);
    if (operation.key) out += " " + short_json(*operation.key);
    if (!operation.argument.is_null()) out += " " + short_json(operation.argument);
    const bool told = operation.outcome == core::EventType::ok &&
                      (operation.result != operation.argument || operation.argument.is_null());
    if (told) out += " -> " + short_json(operation.result);
    if (operation.error) out += " (" + printable(*operation.error, 200) + ")";
    return out;
}

core::Result<Nanoseconds> parse_moment(std::string_view text) {
    double seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    const bool plain = error == std::errc() && end == text.data() + text.size() && !text.empty();
    if (!plain) return core::parse_duration(text);
    if (!(seconds >= 0 && seconds < 1e9))
        return core::fail("{} is no time within a run", core::in_quotes(text));
    return Nanoseconds(std::llround(seconds * 1e9));
}

std::string left_out(std::uint64_t count) {
    if (count == 0) return {};
    return fmt::format("({} more; --limit 0 shows all)\n", core::with_commas(count));
}

}  // namespace ordeal::harness

#include "core/text/utf8.hpp"

namespace ordeal::core {

namespace {

unsigned byte_at(std::string_view text, std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
}

bool within(unsigned byte, unsigned least, unsigned most) {
    return byte >= least && byte <= most;
}

/// The length of the character of several bytes that begins here; 0: there is none.
std::size_t length_at(std::string_view text, std::size_t i) {
    const unsigned lead = byte_at(text, i);
    const unsigned second = byte_at(text, i + 1);
    if (within(lead, 0xC2, 0xDF)) return within(second, 0x80, 0xBF) ? 2 : 0;
    if (!within(byte_at(text, i + 2), 0x80, 0xBF)) return 0;
    if (within(lead, 0xE0, 0xEF)) {
        const bool right = within(second, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF);
        return right ? 3 : 0;
    }
    if (!within(lead, 0xF0, 0xF4) || !within(byte_at(text, i + 3), 0x80, 0xBF)) return 0;
    return within(second, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF) ? 4 : 0;
}

}  // namespace

void append_utf8(std::string& out, unsigned code_point) {
    const auto rest = [&](unsigned shift) {
        out += static_cast<char>(0x80 | (code_point >> shift & 0x3F));
    };
    if (code_point < 0x80) {
        out += static_cast<char>(code_point);
    } else if (code_point < 0x800) {
        out += static_cast<char>(0xC0 | code_point >> 6);
        rest(0);
    } else if (code_point < 0x10000) {
        out += static_cast<char>(0xE0 | code_point >> 12);
        rest(6);
        rest(0);
    } else {
        out += static_cast<char>(0xF0 | code_point >> 18);
        rest(12);
        rest(6);
        rest(0);
    }
}

std::size_t utf8_prefix(std::string_view text) {
    std::size_t i = 0;
    while (i < text.size()) {
        const std::size_t length = byte_at(text, i) < 0x80 ? 1 : length_at(text, i);
        if (length == 0) break;
        i += length;
    }
    return i;
}

bool is_utf8(std::string_view text) {
    return utf8_prefix(text) == text.size();
}

}  // namespace ordeal::core

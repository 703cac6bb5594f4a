#include "harness/report/columns.hpp"

#include <algorithm>
#include <array>

#include <zlib.h>

#include "core/check.hpp"
#include "core/json.hpp"

namespace ordeal::harness {

namespace {

constexpr std::int64_t most = std::int64_t{1} << 46;

std::uint64_t zigzag(std::int64_t value) {
    const auto bits = static_cast<std::uint64_t>(value);
    return value < 0 ? ~(bits << 1) : bits << 1;
}

std::vector<std::uint64_t> coded(const std::vector<std::int64_t>& values, Coding coding) {
    std::vector<std::uint64_t> out;
    out.reserve(values.size());
    std::int64_t before = 0;
    for (const std::int64_t value : values) {
        const std::int64_t within = std::clamp(value, -most, most);
        out.push_back(zigzag(within - (coding == Coding::differences ? before : 0)));
        before = within;
    }
    return out;
}

std::string deflated(const std::string& bytes) {
    uLongf size = ::compressBound(bytes.size());
    std::string out(size, '\0');
    const int done = ::compress2(reinterpret_cast<Bytef*>(out.data()), &size,
                                 reinterpret_cast<const Bytef*>(bytes.data()), bytes.size(),
                                 Z_DEFAULT_COMPRESSION);
    CHECK(done == Z_OK, "deflate: {}", done);
    out.resize(size);
    return out;
}

std::string base64(const std::string& bytes) {
    constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t here = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k)
            group = group << 8 | (k < here ? static_cast<unsigned char>(bytes[i + k]) : 0U);
        for (std::size_t k = 0; k < 4; ++k)
            out += k <= here ? digits[group >> (18 - 6 * k) & 63] : '=';
    }
    return out;
}

}  // namespace

void Columns::add(std::string_view name, std::string_view kind, std::size_t count,
                  const std::string& bytes) {
    list_.push(core::Value::object(
        {{"name", name}, {"kind", kind}, {"count", count}, {"bytes", bytes.size()}}));
    bytes_ += bytes;
}

void Columns::numbers(std::string_view name, const std::vector<std::int64_t>& values,
                      Coding coding) {
    const auto unsigneds = coded(values, coding);
    const std::uint64_t largest = unsigneds.empty() ? 0 : *std::ranges::max_element(unsigneds);
    std::string bytes;
    for (unsigned shift = 0; shift == 0 || largest >> shift > 0; shift += 8)
        for (const std::uint64_t number : unsigneds)
            bytes += static_cast<char>(number >> shift & 0xFF);
    add(name, coding == Coding::plain ? "plain" : "differences", values.size(), bytes);
}

void Columns::texts(std::string_view name, const std::vector<std::string>& texts) {
    std::string bytes;
    for (const std::string& text : texts) {
        if (!bytes.empty() || &text != texts.data()) bytes += '\n';
        bytes += text;
    }
    add(name, "texts", texts.size(), bytes);
}

std::string Columns::packed(core::Value document) const {
    document.set("columns", list_);
    const std::string header = core::to_json(document);
    std::string bytes;
    bytes.reserve(4 + header.size() + bytes_.size());
    for (unsigned shift = 0; shift < 32; shift += 8)
        bytes += static_cast<char>(header.size() >> shift & 0xFF);
    return base64(deflated(bytes + header + bytes_));
}

}  // namespace ordeal::harness

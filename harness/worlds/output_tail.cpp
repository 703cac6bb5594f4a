#include "harness/worlds/output_tail.hpp"

#include <algorithm>
#include <fstream>
#include <ios>
#include <system_error>
#include <vector>

#include <boost/algorithm/string/classification.hpp>
#include <boost/algorithm/string/predicate.hpp>
#include <boost/algorithm/string/split.hpp>

namespace ordeal::harness {

namespace {

constexpr std::uintmax_t most_bytes = 16384;

/// The bytes of the file from `begin` on.
std::string read_from(const std::filesystem::path& file, std::uintmax_t begin,
                      std::uintmax_t size) {
    std::ifstream in(file, std::ios::binary);
    in.seekg(static_cast<std::streamoff>(begin));
    std::string text(static_cast<std::size_t>(size), '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
    return text;
}

}  // namespace

std::string last_lines(const std::filesystem::path& file, std::size_t lines, std::uintmax_t from) {
    std::error_code error;
    const std::uintmax_t size = std::filesystem::file_size(file, error);
    if (error || size <= from) return {};
    const std::uintmax_t begin = std::max(from, size > most_bytes ? size - most_bytes : 0);
    std::string text = read_from(file, begin, size - begin);
    while (text.ends_with('\n'))
        text.pop_back();
    std::size_t start = text.size();
    for (std::size_t count = 0; count < lines; ++count) {
        if (start == 0) return text;
        const std::size_t newline = text.rfind('\n', start - 1);
        if (newline == std::string::npos) return text;
        start = newline;
    }
    return text.substr(start + 1);
}

std::string telling_line(const std::string& lines) {
    std::vector<std::string> all;
    boost::split(all, lines, boost::is_any_of("\n"));
    for (const char* word :
         {"panic", "fatal", "assert", "sanitizer", "terminate", "exception", "abort", "error"})
        for (const std::string& line : all)
            if (boost::icontains(line, word)) return line;
    return all.back();
}

std::string shown(const std::string& lines) {
    if (lines.empty()) return "it wrote nothing";
    std::string text = "its last lines:\n    ";
    for (const char c : lines) {
        text += c;
        if (c == '\n') text += "    ";
    }
    return text;
}

}  // namespace ordeal::harness

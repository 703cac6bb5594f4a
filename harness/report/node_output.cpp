#include "harness/report/node_output.hpp"

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include "harness/show/log_lines.hpp"

namespace ordeal::harness {

using core::Nanoseconds;
using core::Value;
namespace fs = std::filesystem;

namespace {

/// Bytes of a file, the end not included.
struct Range {
    std::uintmax_t from = 0;
    std::uintmax_t to = 0;
};

std::string read_at(std::ifstream& file, Range range) {
    std::string bytes(range.to - range.from, '\0');
    file.clear();
    file.seekg(static_cast<std::streamoff>(range.from));
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, file.gcount())));
    return bytes;
}

/// Where the first line that was written after the moment begins; none: no line was.
std::optional<std::uintmax_t> first_after(std::ifstream& file, const LogMoment& moment) {
    file.clear();
    file.seekg(0);
    std::uintmax_t at = 0;
    std::optional<Nanoseconds> zone;
    for (std::string line; std::getline(file, line); at += line.size() + 1) {
        const auto stamp = stamp_of(line);
        if (!stamp) continue;
        if (!zone) zone = zone_of(*stamp - moment.zero);
        if (zone && *stamp - moment.zero - *zone > moment.time) return at;
    }
    return std::nullopt;
}

/// Those that overlap or touch become one. Requires: they are in order of their beginnings.
std::vector<Range> merged(const std::vector<Range>& ranges) {
    std::vector<Range> out;
    for (const Range& range : ranges)
        if (out.empty() || range.from > out.back().to)
            out.push_back(range);
        else
            out.back().to = std::max(out.back().to, range.to);
    return out;
}

/// The beginning, the end, and as much around a place as both together.
std::vector<Range> kept_of(std::uintmax_t size, std::uintmax_t room,
                           std::optional<std::uintmax_t> place) {
    if (size <= room) return {{0, size}};
    if (!place) return {{0, room / 4}, {size - room / 4 * 3, size}};
    const std::uintmax_t quarter = room / 4;
    return merged({{0, quarter},
                   {*place - std::min(*place, quarter), std::min(*place + quarter, size)},
                   {size - quarter, size}});
}

/// Whole lines of the range.
Range whole_lines(std::ifstream& file, Range range, std::uintmax_t size) {
    const std::string bytes = read_at(file, range);
    if (range.to < size) range.to = range.from + bytes.find_last_of('\n') + 1;
    if (range.from > 0) range.from += bytes.find('\n') + 1;
    return {range.from, std::max(range.from, range.to)};
}

Value parts_of(const fs::path& path, std::uintmax_t room, const std::optional<LogMoment>& moment) {
    std::error_code error;
    const std::uintmax_t size = fs::file_size(path, error);
    std::ifstream file(path, std::ios::binary);
    if (error || !file) return Value();
    const auto place =
        size > room && moment ? first_after(file, *moment) : std::optional<std::uintmax_t>();
    Value parts{Value::List{}};
    std::uintmax_t before = 0;
    for (const Range& range : kept_of(size, room, place)) {
        const Range lines = whole_lines(file, range, size);
        parts.push(Value::object({{"left_out", static_cast<std::int64_t>(lines.from - before)},
                                  {"text", read_at(file, lines)}}));
        before = lines.to;
    }
    return parts;
}

}  // namespace

Value node_output(const fs::path& run, std::optional<LogMoment> moment) {
    std::vector<fs::path> nodes;
    std::error_code ignored;
    for (const auto& node : fs::directory_iterator(run / "nodes", ignored))
        nodes.push_back(node.path());
    std::ranges::sort(nodes);
    const std::uintmax_t room = std::clamp<std::uintmax_t>(
        1'000'000 / std::max<std::size_t>(1, nodes.size()), 4'000, 128'000);
    Value list{Value::List{}};
    for (const fs::path& node : nodes) {
        Value parts = parts_of(node / "output.log", room, moment);
        if (!parts.is_list()) continue;
        list.push(Value::object({{"node", node.filename().string()}, {"parts", std::move(parts)}}));
    }
    return list;
}

}  // namespace ordeal::harness

#include "harness/report/node_output.hpp"

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

namespace ordeal::harness {

using core::Value;
namespace fs = std::filesystem;

namespace {

std::string read_at(std::ifstream& file, std::uintmax_t from, std::uintmax_t count) {
    std::string bytes(count, '\0');
    file.clear();
    file.seekg(static_cast<std::streamoff>(from));
    file.read(bytes.data(), static_cast<std::streamsize>(count));
    bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, file.gcount())));
    return bytes;
}

/// Whole lines: a quarter of the room for the beginning, the rest for the end.
Value output_of(const fs::path& path, std::uintmax_t room) {
    std::error_code error;
    const std::uintmax_t size = fs::file_size(path, error);
    std::ifstream file(path, std::ios::binary);
    if (error || !file) return Value();
    if (size <= room) return Value::object({{"text", read_at(file, 0, size)}, {"left_out", 0}});
    std::string head = read_at(file, 0, room / 4);
    head.resize(head.find_last_of('\n') + 1);
    std::string tail = read_at(file, size - room / 4 * 3, room / 4 * 3);
    tail.erase(0, tail.find('\n') + 1);
    const std::uintmax_t kept = head.size() + tail.size();
    return Value::object({{"text", head},
                          {"then", tail},
                          {"left_out", static_cast<std::int64_t>(size - std::min(kept, size))}});
}

}  // namespace

Value node_output(const fs::path& run) {
    std::vector<fs::path> nodes;
    std::error_code ignored;
    for (const auto& node : fs::directory_iterator(run / "nodes", ignored))
        nodes.push_back(node.path());
    std::ranges::sort(nodes);
    const std::uintmax_t room = std::clamp<std::uintmax_t>(
        1'000'000 / std::max<std::size_t>(1, nodes.size()), 4'000, 128'000);
    Value list{Value::List{}};
    for (const fs::path& node : nodes) {
        Value output = output_of(node / "output.log", room);
        if (output.is_null()) continue;
        output.set("node", node.filename().string());
        list.push(std::move(output));
    }
    return list;
}

}  // namespace ordeal::harness

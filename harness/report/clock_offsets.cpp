#include "harness/report/clock_offsets.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/history/jsonl.hpp"
#include "core/json.hpp"

namespace ordeal::harness {

using core::Value;

namespace {

struct Offset {
    std::int64_t time = 0;    // microseconds
    std::int64_t offset = 0;  // microseconds
};

using Offsets = std::map<std::string, std::vector<Offset>>;  // by node

const Value* extra_of(const core::Event& event, std::string_view name) {
    const auto found = std::ranges::find(event.extra, name, &Value::Member::name);
    return found == event.extra.end() ? nullptr : &found->value;
}

std::int64_t microseconds(core::Nanoseconds time) {
    return std::chrono::duration_cast<std::chrono::microseconds>(time).count();
}

Offsets read_offsets(const std::filesystem::path& history) {
    Offsets offsets;
    std::ifstream file(history);
    for (std::string line; std::getline(file, line);) {
        if (line.find("\"clock-offset\"") == std::string::npos) continue;
        const auto event = core::parse_event(line);
        if (!event) continue;
        const Value* offset = extra_of(*event, "clock-offset");
        const Value* node = extra_of(*event, "clock-node");
        if (offset && offset->is_int() && node && node->is_string())
            offsets[node->as_string()].push_back(
                {microseconds(event->time), microseconds(core::Nanoseconds(offset->as_int()))});
    }
    return offsets;
}

/// Of each of so many stretches of equal numbers the first, the last, the least and the greatest.
std::vector<Offset> thinned(const std::vector<Offset>& all, std::size_t stretches) {
    if (all.size() <= 4 * stretches) return all;
    std::vector<Offset> out;
    for (std::size_t stretch = 0; stretch < stretches; ++stretch) {
        const std::size_t from = stretch * all.size() / stretches;
        const std::size_t to = (stretch + 1) * all.size() / stretches;
        const auto at = [&all](std::size_t place) {
            return all.begin() + static_cast<std::ptrdiff_t>(place);
        };
        const auto [least, greatest] = std::minmax_element(
            at(from), at(to), [](const Offset& a, const Offset& b) { return a.offset < b.offset; });
        std::vector kept{at(from), least, greatest, at(to - 1)};
        std::ranges::sort(kept);
        kept.erase(std::ranges::unique(kept).begin(), kept.end());
        for (const auto& each : kept)
            out.push_back(*each);
    }
    return out;
}

}  // namespace

Value add_clock_offsets(Columns& columns, const std::filesystem::path& history) {
    const Offsets offsets = read_offsets(history);
    if (offsets.empty()) return {};
    const std::size_t stretches = std::max<std::size_t>(20, 1500 / offsets.size());
    std::vector<std::int64_t> time, node, offset;
    std::vector<std::string> nodes;
    std::size_t all = 0;
    for (const auto& [name, of_node] : offsets) {
        all += of_node.size();
        for (const Offset& each : thinned(of_node, stretches)) {
            time.push_back(each.time);
            node.push_back(static_cast<std::int64_t>(nodes.size()));
            offset.push_back(each.offset);
        }
        nodes.push_back(core::to_json(name));
    }
    columns.numbers("clock-time", time, Coding::differences);
    columns.numbers("clock-node", node, Coding::differences);
    columns.numbers("clock-offset", offset, Coding::differences);
    columns.texts("clock-nodes", nodes);
    return Value::object({{"all", all}, {"shown", time.size()}});
}

}  // namespace ordeal::harness

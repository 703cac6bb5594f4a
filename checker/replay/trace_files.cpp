#include "checker/replay/trace_files.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "core/history/file_text.hpp"
#include "core/json.hpp"

namespace ordeal::checker {

namespace {

using core::Result;
using core::Value;
namespace fs = std::filesystem;

/// Calls take(line) for each whole line.
template <typename Take>
Result<void> for_each_line(const fs::path& file, const Take& take) {
    const auto text = core::file_text(file.string());
    if (!text) return tl::unexpected(text.error());
    std::string_view rest = *text;
    for (std::size_t number = 1;; ++number) {
        const auto end = rest.find('\n');
        if (end == std::string_view::npos) return {};
        auto line = core::parse_json(rest.substr(0, end));
        if (!line) return core::fail("{}:{}: {}", file.string(), number, line.error().message);
        if (auto taken = take(*std::move(line)); !taken)
            return core::fail("{}:{}: {}", file.string(), number, taken.error().message);
        rest.remove_prefix(end + 1);
    }
}

Result<void> add(Value line, std::vector<NodeTrace>& traces) {
    const auto name = core::string_at(line, "node");
    if (!name) return tl::unexpected(name.error());
    const auto id = actors::parse_id(*name);
    const auto found = std::ranges::find_if(
        traces, [&](const NodeTrace& trace) { return id && trace.node == *id; });
    if (found == traces.end()) return core::fail("the run has no node \"{}\"", *name);
    if (auto event = core::string_at(line, "event"); !event) return tl::unexpected(event.error());
    found->lines.push_back(std::move(line));
    return {};
}

/// Whether the world wrote down there what the nodes did. World `router` writes what was sent, and
/// what became of it: the nodes' own traces tell more.
bool tells_events(const fs::path& file) {
    std::ifstream in(file);
    std::string line;
    if (!std::getline(in, line)) return in.eof();
    const auto first = core::parse_json(line);
    return !first || first->find("fate") == nullptr;
}

}  // namespace

Result<std::vector<NodeTrace>> load_traces(const std::string& directory, std::size_t nodes) {
    std::vector<NodeTrace> traces;
    for (const actors::Self& self : actors::selves(nodes))
        traces.push_back({self.id, {}});
    const auto take = [&traces](Value line) { return add(std::move(line), traces); };
    std::error_code ignored;
    const fs::path whole = fs::path(directory) / "trace.jsonl";
    if (fs::exists(whole, ignored) && tells_events(whole)) {
        if (auto read = for_each_line(whole, take); !read) return tl::unexpected(read.error());
        return traces;
    }
    bool any = false;
    for (const NodeTrace& trace : traces) {
        const fs::path file =
            fs::path(directory) / "nodes" / actors::to_text(trace.node) / "data" / "trace.jsonl";
        if (!fs::exists(file, ignored)) continue;
        any = true;
        if (auto read = for_each_line(file, take); !read) return tl::unexpected(read.error());
    }
    if (!any)
        return core::fail(
            "{}: the run has no traces: neither trace.jsonl (simulate with --trace keeps one) nor "
            "nodes/n1/data/trace.jsonl (actors with --data keep one)",
            directory);
    return traces;
}

}  // namespace ordeal::checker

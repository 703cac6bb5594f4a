#include "harness/serve/run_list.hpp"

#include <algorithm>
#include <array>

#include "core/history/file_text.hpp"
#include "core/json.hpp"

namespace ordeal::harness {

using core::Value;
namespace fs = std::filesystem;

namespace {

constexpr std::array files = {"scenario.json", "run.json",     "history.jsonl", "faults.jsonl",
                              "trace.jsonl",   "verdict.json", "report.html"};

/// A name of one thing in a directory, and not of the way to another.
bool is_plain(const std::string& name) {
    return !name.empty() && name != "." && name != ".." &&
           name.find_first_of(std::string_view("/\\\0", 3)) == std::string::npos;
}

/// Not a link to one.
bool is_own_directory(const fs::path& path) {
    std::error_code ignored;
    return fs::symlink_status(path, ignored).type() == fs::file_type::directory;
}

bool is_own_file(const fs::path& path) {
    std::error_code ignored;
    return fs::symlink_status(path, ignored).type() == fs::file_type::regular;
}

std::vector<std::string> directories_in(const fs::path& path) {
    std::vector<std::string> names;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(path, ignored))
        if (is_own_directory(entry.path())) names.push_back(entry.path().filename().string());
    return names;
}

std::optional<Value> document(const fs::path& path) {
    if (!is_own_file(path)) return std::nullopt;
    const auto text = core::file_text(path.string());
    if (!text) return std::nullopt;
    auto value = core::parse_long_json(*text);
    return value && value->is_object() ? std::optional(std::move(*value)) : std::nullopt;
}

void take(Value& to, const Value& from, std::string_view name) {
    if (const Value* member = from.find(name)) to.set(name, *member);
}

/// What a verdict says of a run that is over.
void take_verdict(Value& to, const Value& verdict) {
    for (const char* name :
         {"verdict", "sentence", "seed", "seconds", "operations", "repeat", "expected", "error"})
        take(to, verdict, name);
    if (const Value* faults = verdict.find("faults"); faults && faults->is_list())
        to.set("faults", faults->as_list().size());
}

Value summary(const fs::path& run, const RunName& name) {
    Value told = Value::object({{"scenario", name.scenario}, {"time", name.time}});
    if (const auto ran = document(run / "run.json"))
        for (const char* member : {"seed", "repeat", "began", "version"})
            take(told, *ran, member);
    const auto verdict = document(run / "verdict.json");
    told.set("state", verdict ? "over" : "unfinished");
    if (verdict) take_verdict(told, *verdict);
    return told;
}

}  // namespace

RunList::RunList(fs::path store) : store_(std::move(store)) {}

std::optional<fs::path> RunList::find(const RunName& name) const {
    if (!is_plain(name.scenario) || !is_plain(name.time)) return std::nullopt;
    const fs::path run = store_ / name.scenario / name.time;
    if (!is_own_directory(store_ / name.scenario) || !is_own_directory(run)) return std::nullopt;
    return run;
}

std::optional<fs::path> RunList::file(const RunName& run, const std::string& name) const {
    const auto found = find(run);
    if (!found) return std::nullopt;
    if (std::ranges::find(files, name) != files.end())
        return is_own_file(*found / name) ? std::optional(*found / name) : std::nullopt;
    constexpr std::string_view end = "/output.log";
    if (!name.starts_with("nodes/") || !name.ends_with(end)) return std::nullopt;
    const std::size_t length = name.size() - end.size();
    if (length <= 6) return std::nullopt;
    const std::string node = name.substr(6, length - 6);
    const fs::path folder = *found / "nodes" / node;
    const bool there = is_plain(node) && is_own_directory(*found / "nodes") &&
                       is_own_directory(folder) && is_own_file(folder / "output.log");
    return there ? std::optional(folder / "output.log") : std::nullopt;
}

Value RunList::one(const RunName& name) {
    const auto run = find(name);
    if (!run) return Value();
    const std::scoped_lock lock(mutex_);
    if (const auto known = over_.find(name); known != over_.end()) return known->second;
    Value told = summary(*run, name);
    if (told.find("state")->as_string() == "over") over_.emplace(name, told);
    return told;
}

Value RunList::all() {
    std::vector<RunName> names;
    for (const std::string& scenario : directories_in(store_))
        for (const std::string& time : directories_in(store_ / scenario))
            names.push_back({scenario, time});
    std::ranges::sort(names, [](const RunName& a, const RunName& b) {
        return std::tie(b.time, a.scenario) < std::tie(a.time, b.scenario);
    });
    Value list{Value::List{}};
    for (const RunName& name : names)
        if (Value told = one(name); !told.is_null()) list.push(std::move(told));
    return list;
}

}  // namespace ordeal::harness

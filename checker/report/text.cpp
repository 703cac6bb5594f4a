#include "checker/report/text.hpp"

#include <fmt/format.h>

namespace ordeal::checker {

namespace {

core::Value to_value(const PropertyText& property) {
    auto value = core::Value::object({{"name", property.name},
                                      {"kind", std::string(to_text(property.kind))},
                                      {"verdict", core::to_text(property.verdict)},
                                      {"discovered", property.path.has_value()}});
    if (!property.path) return value;
    core::Value::List actions;
    for (const auto& action : property.path->actions)
        actions.emplace_back(action);
    value.set("path", std::move(actions));
    if (property.path->loop) value.set("loop", static_cast<std::int64_t>(*property.path->loop));
    return value;
}

std::string_view outcome(const PropertyText& property) {
    const bool sometimes = property.kind == Kind::sometimes;
    if (property.verdict == core::Verdict::valid) return "holds";
    if (property.verdict == core::Verdict::invalid)
        return sometimes ? "FAILS: it never happens" : "FAILS";
    return sometimes ? "not found so far" : "no counterexample so far";
}

/// What the path comes to, after its last action.
std::string ending(const PropertyText& property) {
    const auto& loop = property.path->loop;
    if (loop)
        return fmt::format("and so on for ever, from {} again, where the state is", *loop + 1);
    if (is_of_paths(property.kind)) return "and there it may end, in";
    if (property.kind == Kind::deadlock_free) return "and there is nothing more to be done, in";
    return "which leads to";
}

void append_path(std::string& out, const PropertyText& property) {
    const PathText& path = *property.path;
    for (std::size_t i = 0; i < path.actions.size(); ++i) {
        if (path.loop == i) out += "      from here it repeats:\n";
        out += fmt::format("  {:>3}. {}\n", i + 1, path.actions[i]);
    }
    out += fmt::format("  {}\n", ending(property));
    std::size_t begin = 0;
    while (begin < path.last.size()) {
        const std::size_t end = std::min(path.last.find('\n', begin), path.last.size());
        out += fmt::format("       {}\n", path.last.substr(begin, end - begin));
        begin = end + 1;
    }
}

}  // namespace

core::Value to_value(const ReportText& report) {
    const auto& numbers = report.numbers;
    auto value = core::Value::object({{"verdict", core::to_text(numbers.verdict)},
                                      {"states", static_cast<std::int64_t>(numbers.generated)},
                                      {"unique", static_cast<std::int64_t>(numbers.unique)},
                                      {"max_depth", static_cast<std::int64_t>(numbers.max_depth)},
                                      {"seconds", numbers.seconds}});
    core::Value::List properties;
    for (const auto& property : report.properties)
        properties.push_back(to_value(property));
    value.set("properties", std::move(properties));
    if (!numbers.stopped.empty()) value.set("stopped", numbers.stopped);
    if (numbers.reductions.merged > 0)
        value.set("merged_by_symmetry", static_cast<std::int64_t>(numbers.reductions.merged));
    if (numbers.disk_bytes > 0)
        value.set("disk_bytes", static_cast<std::int64_t>(numbers.disk_bytes));
    if (numbers.collision_probability > 0)
        value.set("collision_probability", numbers.collision_probability);
    return value;
}

std::string to_text(const PropertyText& property) {
    std::string out =
        fmt::format("{} \"{}\": {}\n", to_text(property.kind), property.name, outcome(property));
    if (property.path) append_path(out, property);
    return out;
}

std::string to_text(const ReportText& report) {
    const auto& numbers = report.numbers;
    std::string out;
    for (const auto& property : report.properties)
        out += to_text(property);
    out +=
        fmt::format("{}: {} states generated, ", core::to_text(numbers.verdict), numbers.generated);
    if (numbers.unique > 0) out += fmt::format("{} unique, ", numbers.unique);
    out += fmt::format("depth {}, {:.2f} s\n", numbers.max_depth, numbers.seconds);
    if (numbers.reductions.merged > 0)
        out += fmt::format("symmetry: {} states were replaced by one that is like them\n",
                           numbers.reductions.merged);
    if (numbers.reductions.rounds > 0)
        out += fmt::format("partial order: {} states reduced, {} steps saved, {} rounds\n",
                           numbers.reductions.reduced, numbers.reductions.saved,
                           numbers.reductions.rounds);
    if (numbers.disk_bytes > 0)
        out += fmt::format("on disk: {:.1f} MB\n", static_cast<double>(numbers.disk_bytes) / 1e6);
    if (numbers.collision_probability > 0)
        out += fmt::format("a state was missed with a probability of at most {:.1e}\n",
                           numbers.collision_probability);
    if (!numbers.stopped.empty()) out += fmt::format("it stopped: {}\n", numbers.stopped);
    return out;
}

}  // namespace ordeal::checker

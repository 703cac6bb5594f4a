#include <fmt/format.h>

#include "core/history/jsonl.hpp"
#include "core/json.hpp"
#include "harness/lock_step/reproduce.hpp"

namespace ordeal::harness {

using core::Value;

namespace {

std::string history_text(const core::History& history) {
    std::string text;
    for (const core::Event& event : history) {
        text += fmt::format("  {:>4}  {:<7} {}", core::to_text(event.process), to_text(event.type),
                            event.f);
        if (event.key) text += " " + core::to_json(*event.key);
        if (event.f != "read" || event.type == core::EventType::ok)
            text += " " + core::to_json(event.value);
        if (event.error) text += " (" + *event.error + ")";
        text += "\n";
    }
    return text;
}

}  // namespace

std::string to_text(const Reproduction& reproduction, const actors::Path& path) {
    const std::size_t all = path.steps.size();
    if (const auto& difference = reproduction.difference)
        return fmt::format(
            "{}: the processes leave the path at step {} of {}: {}\n{} is not the same\n"
            "  the path     {}\n  the process  {}\n",
            path.program, difference->step + 1, all, to_text(path.steps[difference->step]),
            difference->what, difference->path, difference->process);
    std::string text = fmt::format("{}: the processes did the same as the path in all {} steps\n",
                                   path.program, all);
    if (!reproduction.judgement) return text + "nothing was judged: the path names no model\n";
    text += fmt::format("{}: the history of the clients, as a {}\n{}",
                        core::to_text(reproduction.verdict()), path.model,
                        history_text(reproduction.history));
    for (const auto& partition : reproduction.judgement->partitions)
        if (partition.verdict == core::Verdict::invalid)
            text += "\n" + linearizability::explain(partition, reproduction.operations);
    return text;
}

Value to_value(const Reproduction& reproduction, const actors::Path& path) {
    Value history = Value::List{};
    for (const core::Event& event : reproduction.history)
        history.push(core::parse_json(core::to_jsonl({event})).value());
    Value document = Value::object({{"program", path.program},
                                    {"verdict", core::to_text(reproduction.verdict())},
                                    {"steps", path.steps.size()},
                                    {"followed", reproduction.steps}});
    if (const auto& difference = reproduction.difference)
        document.set("difference", Value::object({{"step", difference->step},
                                                  {"what", difference->what},
                                                  {"path", difference->path},
                                                  {"process", difference->process}}));
    document.set("history", std::move(history));
    if (reproduction.judgement) document.set("judgement", to_value(*reproduction.judgement));
    return document;
}

}  // namespace ordeal::harness

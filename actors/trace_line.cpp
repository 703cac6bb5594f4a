#include "actors/trace_line.hpp"

#include <string_view>
#include <utility>
#include <variant>

#include <fmt/format.h>

namespace ordeal::actors {

using core::Value;

namespace {

/// Sorts the effects of one event into the lists of its line.
struct Lists {
    Value sent = Value::List{};
    Value set = Value::List{};
    Value cancelled = Value::List{};
    Value choose = Value::List{};
    Value saved;

    void operator()(const Send<Value>& e) {
        sent.push(Value::object({{"dest", to_text(e.to)}, {"body", e.message}}));
    }
    void operator()(const SetTimer<Value>& e) {
        set.push(
            Value::object({{"timer", e.timer}, {"low", e.low.count()}, {"high", e.high.count()}}));
    }
    void operator()(const CancelTimer<Value>& e) { cancelled.push(e.timer); }
    void operator()(const Choose<Value>& e) {
        choose.push(Value::object({{"name", e.name}, {"alternatives", Value(e.alternatives)}}));
    }
    void operator()(const Save<Value>& e) { saved = e.storage; }
};

void add_effects(Value& line, const AnyOutbox& effects) {
    Lists lists;
    for (const auto& effect : effects.effects())
        std::visit(lists, effect);
    const auto add = [&line](std::string_view name, Value& list) {
        if (!list.as_list().empty()) line.set(name, std::move(list));
    };
    add("sent", lists.sent);
    add("set", lists.set);
    add("cancelled", lists.cancelled);
    add("choose", lists.choose);
    if (!lists.saved.is_null()) line.set("saved", std::move(lists.saved));
}

}  // namespace

Value start_event(const Self& self, std::uint64_t seed, const Value& configuration,
                  const std::optional<Value>& recovered) {
    Value event = Value::object(
        {{"event", "start"}, {"peers", encode(self.peers)}, {"seed", fmt::format("{}", seed)}});
    if (!configuration.is_null()) event.set("configuration", configuration);
    if (recovered) event.set("recovered", *recovered);
    return event;
}

Value message_event(Id from, Value body, std::string_view name) {
    const std::string id = to_text(from);
    Value event = Value::object({{"event", "message"}, {"src", id}});
    if (!name.empty() && name != id) event.set("name", name);
    event.set("body", std::move(body));
    return event;
}

Value timer_event(Value timer) {
    return Value::object({{"event", "timer"}, {"timer", std::move(timer)}});
}

Value choice_event(const std::string& name, Value chosen) {
    return Value::object({{"event", "choice"}, {"name", name}, {"chosen", std::move(chosen)}});
}

Value trace_line(const TraceStamp& stamp, const Value& event, const AnyOutbox& effects,
                 std::uint64_t state_hash) {
    Value line =
        Value::object({{"node", stamp.node}, {"index", stamp.index}, {"time", stamp.time.count()}});
    for (const auto& member : event.as_object())
        line.set(member.name, member.value);
    add_effects(line, effects);
    line.set("state", fmt::format("{:016x}", state_hash));
    return line;
}

}  // namespace ordeal::actors

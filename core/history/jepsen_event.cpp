#include "core/history/jepsen_event.hpp"

#include <iterator>

#include "core/edn/edn.hpp"
#include "core/edn/write_edn.hpp"
#include "core/json.hpp"

namespace ordeal::core {

namespace {

Result<void> take_member(Event& event, Value::Member& member) {
    Value& value = member.value;
    const auto is_count = [&value] { return value.is_int() && value.as_int() >= 0; };
    if (member.name == "process") {
        if (is_count())
            event.process = {value.as_int(), {}};
        else if (value.is_string() && !value.as_string().empty())
            event.process = {-1, value.as_string()};
        else
            return fail("process: expected a number from 0 or a name, got {}", to_json(value));
    } else if (member.name == "type") {
        const auto type = value.is_string() ? event_type(value.as_string()) : std::nullopt;
        if (!type) return fail("type: expected invoke, ok, fail or info, got {}", to_json(value));
        event.type = *type;
    } else if (member.name == "f") {
        event.f = value.is_string() ? value.as_string() : to_json(value);
    } else if (member.name == "value") {
        event.value = std::move(value);
    } else if (member.name == "key") {
        event.key = std::move(value);
    } else if (member.name == "error") {
        if (!value.is_null()) event.error = value.is_string() ? value.as_string() : to_json(value);
    } else if (member.name == "index" && is_count()) {
        event.index = static_cast<std::size_t>(value.as_int());
    } else if (member.name == "time" && value.is_int()) {
        event.time = Nanoseconds{value.as_int()};
    } else {
        event.extra.push_back(std::move(member));
    }
    return {};
}

Result<void> add_event(History& history, Value&& map) {
    const bool numbered = map.find("index") != nullptr;
    auto event = jepsen_event(std::move(map));
    if (!event) return tl::unexpected(event.error());
    if (!numbered) event->index = history.size();
    history.push_back(std::move(*event));
    return {};
}

}  // namespace

Result<Event> jepsen_event(Value&& map) {
    if (!map.is_object()) return fail("expected a map with an event, got {}", map.kind());
    for (const auto* name : {"process", "type", "f"})
        if (!map.find(name)) return fail("the event has no {}", name);
    Event event;
    for (auto& member : map.as_object())
        if (auto taken = take_member(event, member); !taken) return tl::unexpected(taken.error());
    return event;
}

void append_jepsen_edn(std::string& out, const Event& event) {
    fmt::format_to(std::back_inserter(out), "{{:index {}, :time {}, :process ", event.index,
                   event.time.count());
    if (event.process.is_client())
        out += std::to_string(event.process.number);
    else
        append_edn_word(out, event.process.name);
    fmt::format_to(std::back_inserter(out), ", :type :{}, :f ", to_text(event.type));
    append_edn_word(out, event.f);
    const auto member = [&out](std::string_view name, const Value& value) {
        out += ", ";
        append_edn_word(out, name);
        out += ' ';
        append_edn(out, value);
    };
    if (event.key) member("key", *event.key);
    member("value", event.value);
    if (event.error) member("error", Value(*event.error));
    for (const auto& extra : event.extra)
        member(extra.name, extra.value);
    out += '}';
}

Result<History> parse_jepsen_edn(std::string_view text, std::string_view name) {
    History history;
    EdnReader reader(text);
    bool inside = false;
    for (;;) {
        if (!inside && reader.enter()) inside = true;
        if (inside && reader.leave()) {
            inside = false;
            continue;
        }
        auto form = reader.next();
        if (!form) return fail("{}:{}", name, form.error().message);
        if (!*form) return history;
        if (auto added = add_event(history, std::move(**form)); !added)
            return fail("{}:{}: {}", name, reader.line(), added.error().message);
    }
}

Result<History> parse_json_history(std::string_view text, std::string_view name) {
    auto document = parse_json(text);
    if (!document) return fail("{}: {}", name, document.error().message);
    if (!document->is_list()) return fail("{}: expected an array of events", name);
    History history;
    for (Value& item : document->as_list())
        if (auto added = add_event(history, std::move(item)); !added)
            return fail("{}: event {}: {}", name, history.size(), added.error().message);
    return history;
}

}  // namespace ordeal::core

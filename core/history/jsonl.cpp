#include "core/history/jsonl.hpp"

#include <algorithm>

#include "core/json.hpp"

namespace ordeal::core {

namespace {

using Reader = Result<void> (*)(Event&, Value&);

Result<void> read_index(Event& event, Value& value) {
    if (!value.is_int() || value.as_int() < 0) return fail("\"index\": expected 0 or more");
    event.index = static_cast<std::size_t>(value.as_int());
    return {};
}

Result<void> read_time(Event& event, Value& value) {
    if (!value.is_int()) return fail("\"time\": expected integer nanoseconds");
    event.time = Nanoseconds{value.as_int()};
    return {};
}

Result<void> read_process(Event& event, Value& value) {
    if (value.is_int() && value.as_int() >= 0)
        event.process = {value.as_int(), {}};
    else if (value.is_string() && !value.as_string().empty())
        event.process = {-1, value.as_string()};
    else
        return fail("\"process\": expected a number from 0, or a name");
    return {};
}

Result<void> read_type(Event& event, Value& value) {
    const auto type = value.is_string() ? event_type(value.as_string()) : std::nullopt;
    if (!type) return fail("\"type\": expected invoke, ok, fail or info, got {}", to_json(value));
    event.type = *type;
    return {};
}

Result<void> read_f(Event& event, Value& value) {
    if (!value.is_string()) return fail("\"f\": expected a string, got {}", value.kind());
    event.f = value.as_string();
    return {};
}

Result<void> read_key(Event& event, Value& value) {
    event.key = std::move(value);
    return {};
}

Result<void> read_value(Event& event, Value& value) {
    event.value = std::move(value);
    return {};
}

Result<void> read_error(Event& event, Value& value) {
    if (!value.is_null()) event.error = value.is_string() ? value.as_string() : to_json(value);
    return {};
}

struct Field {
    std::string_view name;
    Reader read;
    bool required;
};

constexpr Field fields[] = {
    {"index", read_index, false}, {"time", read_time, false},  {"process", read_process, true},
    {"type", read_type, true},    {"f", read_f, true},         {"key", read_key, false},
    {"value", read_value, false}, {"error", read_error, false}};

}  // namespace

Result<Event> parse_event(std::string_view line) {
    auto document = parse_json(line);
    if (!document) return tl::unexpected(document.error());
    if (!document->is_object()) return fail("expected an object, got {}", document->kind());
    Event event;
    for (const Field& field : fields)
        if (field.required && !document->find(field.name))
            return fail("the field \"{}\" is missing", field.name);
    for (auto& member : document->as_object()) {
        const Field* known = nullptr;
        for (const Field& field : fields)
            if (field.name == member.name) known = &field;
        if (!known) {
            event.extra.push_back(std::move(member));
            continue;
        }
        if (auto read = known->read(event, member.value); !read)
            return tl::unexpected(read.error());
    }
    return event;
}

void append_event(std::string& out, const Event& event) {
    fmt::format_to(std::back_inserter(out), R"({{"index":{},"time":{},"process":)", event.index,
                   event.time.count());
    if (event.process.is_client())
        out += std::to_string(event.process.number);
    else
        append_json(out, event.process.name);
    fmt::format_to(std::back_inserter(out), R"(,"type":"{}","f":)", to_text(event.type));
    append_json(out, event.f);
    if (event.key) {
        out += ",\"key\":";
        append_json(out, *event.key);
    }
    out += ",\"value\":";
    append_json(out, event.value);
    if (event.error) {
        out += ",\"error\":";
        append_json(out, *event.error);
    }
    for (const auto& member : event.extra) {
        out += ',';
        append_json(out, member.name);
        out += ':';
        append_json(out, member.value);
    }
    out += '}';
}

Result<History> parse_jsonl_history(std::string_view text, std::string_view name) {
    History history;
    std::size_t line_number = 0;
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        ++line_number;
        if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
        auto event = parse_event(line);
        if (!event) return fail("{}:{}: {}", name, line_number, event.error().message);
        history.push_back(std::move(*event));
    }
    return history;
}

}  // namespace ordeal::core

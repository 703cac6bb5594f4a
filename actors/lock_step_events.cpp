#include <algorithm>
#include <charconv>

#include "actors/codec.hpp"
#include "actors/lock_step.hpp"
#include "core/json.hpp"

namespace ordeal::actors::lock_step {

using core::Result;
using core::Value;

namespace {

/// Who sends the init. No client has that name.
constexpr std::string_view harness = "ordeal";

Value* member(Value& object, std::string_view name) {
    for (Value::Member& each : object.as_object())
        if (each.name == name) return &each.value;
    return nullptr;
}

Result<Self> self_of(const Value& init) {
    const auto name = core::string_at(init, "node_id");
    if (!name) return tl::unexpected(name.error());
    const auto id = parse_id(*name);
    if (!id || id->is_client()) return core::fail("node_id: expected a node's name, as n1 is");
    const Value* const list = init.find("node_ids");
    auto peers = decode<std::vector<Id>>(list == nullptr ? Value() : *list, "node_ids");
    if (!peers) return tl::unexpected(peers.error());
    std::ranges::sort(*peers);
    if (std::erase(*peers, *id) != 1 || std::ranges::adjacent_find(*peers) != peers->end())
        return core::fail("node_ids: expected each node once, {} among them", *name);
    if (!peers->empty() && peers->back().is_client())
        return core::fail("node_ids: {} is a client", to_text(peers->back()));
    return Self{*id, *std::move(peers)};
}

Result<std::uint64_t> seed_of(const Value& init) {
    const Value* const text = init.find("seed");
    if (text == nullptr) return std::uint64_t{0};
    return decode<std::uint64_t>(*text, "seed");
}

Result<Start> read_start(Value& init) {
    auto self = self_of(init);
    if (!self) return tl::unexpected(self.error());
    const auto seed = seed_of(init);
    if (!seed) return tl::unexpected(seed.error());
    Start start{*std::move(self), *seed};
    if (Value* const recovered = member(init, "recovered")) start.recovered = std::move(*recovered);
    const Value* const tell = init.find("tell_state");
    start.tell_state = tell != nullptr && *tell == Value(true);
    return start;
}

Result<std::variant<Start, Message, TimerFires, Chosen>> read_message(Value& line) {
    const auto src = core::string_at(line, "src");
    if (!src) return tl::unexpected(src.error());
    Value* const body = member(line, "body");
    if (body == nullptr || !body->is_object()) return core::fail("body: expected an object");
    const Value* const type = body->find("type");
    if (type != nullptr && *type == Value("init")) {
        auto start = read_start(*body);
        if (!start) return core::fail("init: {}", start.error().message);
        return *std::move(start);
    }
    const auto from = parse_id(*src);
    if (!from) return core::fail("src: {}", from.error().message);
    return Message{*from, std::move(*body)};
}

Result<std::variant<Start, Message, TimerFires, Chosen>> read_what(Value& line) {
    if (line.find("src") != nullptr) return read_message(line);
    if (Value* const timer = member(line, "timer")) return TimerFires{std::move(*timer)};
    if (line.find("choice") != nullptr) {
        auto name = core::string_at(line, "choice");
        if (!name) return tl::unexpected(name.error());
        Value* const chosen = member(line, "chosen");
        if (chosen == nullptr) return core::fail("chosen: is missing");
        return Chosen{*std::move(name), std::move(*chosen)};
    }
    return core::fail("expected a message (src, dest, body), a timer or a choice");
}

void append_time(std::string& out, core::Nanoseconds time) {
    char digits[24];
    const auto end = std::to_chars(std::begin(digits), std::end(digits), time.count()).ptr;
    out += R"({"time":)";
    out.append(std::begin(digits), end);
}

void append_envelope(std::string& out, core::Nanoseconds time, std::string_view from, Id to,
                     std::string_view body) {
    append_time(out, time);
    out += R"(,"src":")";
    out += from;
    out += R"(","dest":")";
    out += to_text(to);
    out += R"(","body":)";
    out += body;
    out += "}\n";
}

}  // namespace

Result<Event> read_event(std::string_view line) {
    auto document = core::parse_json(line);
    if (!document) return tl::unexpected(document.error());
    if (!document->is_object()) return core::fail("expected an object, got {}", document->kind());
    Event event;
    if (document->find("time") != nullptr) {
        const auto time = core::int_at(*document, "time");
        if (!time) return tl::unexpected(time.error());
        event.time = core::Nanoseconds(*time);
    }
    auto what = read_what(*document);
    if (!what) return tl::unexpected(what.error());
    event.what = *std::move(what);
    return event;
}

void append_start(std::string& out, core::Nanoseconds time, const Start& start) {
    std::vector<Id> nodes = start.self.peers;
    nodes.insert(std::ranges::upper_bound(nodes, start.self.id), start.self.id);
    Value init = Value::object({{"type", "init"},
                                {"msg_id", 1},
                                {"node_id", encode(start.self.id)},
                                {"node_ids", encode(nodes)},
                                {"seed", encode(start.seed)}});
    if (start.recovered) init.set("recovered", *start.recovered);
    if (start.tell_state) init.set("tell_state", true);
    append_envelope(out, time, harness, start.self.id, core::to_json(init));
}

void append_message(std::string& out, core::Nanoseconds time, Id from, Id to,
                    std::string_view body) {
    append_envelope(out, time, to_text(from), to, body);
}

void append_timer(std::string& out, core::Nanoseconds time, const Value& timer) {
    append_time(out, time);
    out += R"(,"timer":)";
    core::append_json(out, timer);
    out += "}\n";
}

void append_choice(std::string& out, core::Nanoseconds time, const Chosen& chosen) {
    append_time(out, time);
    out += R"(,"choice":)";
    core::append_json(out, chosen.name);
    out += R"(,"chosen":)";
    core::append_json(out, chosen.alternative);
    out += "}\n";
}

}  // namespace ordeal::actors::lock_step

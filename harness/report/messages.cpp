#include "harness/report/messages.hpp"

#include <algorithm>
#include <deque>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <unordered_map>

#include "core/json.hpp"
#include "harness/report/operation_columns.hpp"

namespace ordeal::harness {

using core::Nanoseconds;
using core::Value;
namespace fs = std::filesystem;

namespace {

/// Calls `take` with each line that is a JSON object.
void for_each_line(const fs::path& path, const std::function<void(const Value&)>& take) {
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);)
        if (const auto value = core::parse_json(line); value && value->is_object()) take(*value);
}

Nanoseconds time_at(const Value& object, std::string_view name) {
    return Nanoseconds(core::int_at(object, name).value_or(0));
}

std::string text_at(const Value& object, std::string_view name) {
    return core::string_at(object, name).value_or("");
}

std::string body_of(const Value& object) {
    const Value* body = object.find("body");
    return body ? core::to_json(*body) : "null";
}

SentMessage routed(const Value& line) {
    SentMessage message{.sent = time_at(line, "sent"),
                        .src = text_at(line, "src"),
                        .dest = text_at(line, "dest"),
                        .fate = text_at(line, "fate"),
                        .body = body_of(line)};
    if (message.fate == "delivered") message.arrived = time_at(line, "time");
    const Value* copy = line.find("copy");
    if (message.arrived && copy && *copy == Value(true)) message.fate = "copy";
    return message;
}

/// One event of a node's own trace.
struct NodeEvent {
    Nanoseconds time{0};
    std::string node;
    std::vector<SentMessage> sent;
    std::optional<SentMessage> handled;
};

NodeEvent node_event(const Value& line, Nanoseconds zero) {
    const std::string node = text_at(line, "node");
    NodeEvent event{.time = time_at(line, "time") - zero, .node = node, .sent = {}, .handled = {}};
    if (text_at(line, "event") == "message")
        event.handled = SentMessage{.sent = event.time,
                                    .arrived = event.time,
                                    .src = text_at(line, "src"),
                                    .dest = node,
                                    .fate = "delivered",
                                    .body = body_of(line)};
    if (const Value* sent = line.find("sent"); sent && sent->is_list())
        for (const Value& message : sent->as_list())
            event.sent.push_back({.sent = event.time,
                                  .arrived = {},
                                  .src = node,
                                  .dest = text_at(message, "dest"),
                                  .fate = "lost",
                                  .body = body_of(message)});
    return event;
}

/// Joins what was sent with what was handled.
class Joining {
  public:
    explicit Joining(const std::vector<NodeEvent>& events) {
        for (const NodeEvent& event : events)
            tracing_.insert(event.node);
        for (const NodeEvent& event : events) {
            if (event.handled) take(*event.handled);
            for (const SentMessage& message : event.sent)
                send(message);
        }
    }

    std::vector<SentMessage> messages() && { return std::move(messages_); }

  private:
    void send(const SentMessage& message) {
        messages_.push_back(message);
        if (tracing_.contains(message.dest)) {
            under_way_[identity(message)].push_back(messages_.size() - 1);
            return;
        }
        messages_.back().arrived = message.sent;
        messages_.back().fate = "unseen";
    }

    static std::string identity(const SentMessage& message) {
        return message.src + '\n' + message.dest + '\n' + message.body;
    }

    void take(const SentMessage& handled) {
        auto& waiting = under_way_[identity(handled)];
        const bool again = waiting.size() == 1 && messages_[waiting.front()].arrived;
        if (waiting.empty() || again) {
            messages_.push_back(handled);  // of a client, or a copy
            if (!again) return;
            messages_.back().sent = messages_[waiting.front()].sent;
            messages_.back().fate = "copy";
            return;
        }
        if (messages_[waiting.front()].arrived) waiting.pop_front();
        messages_[waiting.front()].arrived = handled.arrived;
        messages_[waiting.front()].fate = "delivered";
    }

    std::vector<SentMessage> messages_;
    std::set<std::string> tracing_;  // the nodes that kept a trace
    /// Of each identity what is under way, after the one that arrived last, if any.
    std::unordered_map<std::string, std::deque<std::size_t>> under_way_;
};

std::vector<SentMessage> joined(std::vector<NodeEvent> events) {
    std::ranges::stable_sort(events, {}, &NodeEvent::time);
    return Joining(events).messages();
}

std::vector<SentMessage> of_world(const fs::path& trace) {
    std::vector<SentMessage> messages;
    std::vector<NodeEvent> events;
    for_each_line(trace, [&](const Value& line) {
        if (line.find("fate"))
            messages.push_back(routed(line));
        else if (line.find("event"))
            events.push_back(node_event(line, Nanoseconds{0}));
    });
    return messages.empty() ? joined(std::move(events)) : messages;
}

std::vector<SentMessage> of_nodes(const fs::path& run, Nanoseconds zero) {
    std::vector<NodeEvent> events;
    std::error_code ignored;
    for (const auto& node : fs::directory_iterator(run / "nodes", ignored))
        for_each_line(node.path() / "data/trace.jsonl",
                      [&](const Value& line) { events.push_back(node_event(line, zero)); });
    return joined(std::move(events));
}

/// Different texts by their places.
class Names {
  public:
    std::int64_t place(const std::string& name) {
        const auto [found, added] =
            places_.try_emplace(name, static_cast<std::int64_t>(texts_.size()));
        if (added) texts_.push_back(name);
        return found->second;
    }
    const std::vector<std::string>& texts() const { return texts_; }

  private:
    std::map<std::string, std::int64_t> places_;
    std::vector<std::string> texts_;
};

std::int64_t microseconds(Nanoseconds time) {
    return std::chrono::duration_cast<std::chrono::microseconds>(time).count();
}

std::vector<const SentMessage*> of_stretch(const std::vector<SentMessage>& messages,
                                           std::optional<Stretch> stretch) {
    constexpr std::size_t most = 8000;
    std::vector<const SentMessage*> out;
    for (const SentMessage& message : messages) {
        const Nanoseconds end = message.arrived.value_or(message.sent);
        if (!stretch || (message.sent <= stretch->to && end >= stretch->from))
            out.push_back(&message);
    }
    if (out.size() <= most) return out;
    // The end of a story is what it is about; of a whole run its beginning is.
    return stretch ? std::vector(out.end() - most, out.end())
                   : std::vector(out.begin(), out.begin() + most);
}

}  // namespace

std::vector<SentMessage> read_messages(const fs::path& run,
                                       std::optional<Nanoseconds> steady_zero) {
    std::vector<SentMessage> messages;
    std::error_code ignored;
    if (fs::exists(run / "trace.jsonl", ignored))
        messages = of_world(run / "trace.jsonl");
    else if (steady_zero)
        messages = of_nodes(run, *steady_zero);
    std::ranges::stable_sort(messages, {}, &SentMessage::sent);
    return messages;
}

Value add_messages(Columns& columns, const std::vector<SentMessage>& messages,
                   std::optional<Stretch> stretch) {
    const auto shown = of_stretch(messages, stretch);
    std::vector<std::int64_t> sent, took, src, dest, fate, body;
    Names names, bodies;
    for (const SentMessage* message : shown) {
        sent.push_back(microseconds(message->sent));
        took.push_back(message->arrived ? microseconds(*message->arrived - message->sent) : -1);
        src.push_back(names.place(core::to_json(message->src)));
        dest.push_back(names.place(core::to_json(message->dest)));
        fate.push_back(names.place(core::to_json(message->fate)));
        body.push_back(bodies.place(cut_text(message->body, 240)));
    }
    columns.numbers("message-sent", sent, Coding::differences);
    columns.numbers("message-took", took);
    columns.numbers("message-src", src);
    columns.numbers("message-dest", dest);
    columns.numbers("message-fate", fate);
    columns.numbers("message-body", body, Coding::differences);
    columns.texts("message-names", names.texts());
    columns.texts("message-bodies", bodies.texts());
    Value told = Value::object({{"all", messages.size()}, {"shown", shown.size()}});
    if (stretch) {
        told.set("from", microseconds(stretch->from));
        told.set("to", microseconds(stretch->to));
    }
    return told;
}

}  // namespace ordeal::harness

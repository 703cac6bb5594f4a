#include "core/history/jepsen_event.hpp"

#include <algorithm>
#include <iterator>

#include "core/edn/edn.hpp"
#include "core/edn/write_edn.hpp"
#include "core/history/jepsen_scanner.hpp"
#include "core/json.hpp"
#include "core/json_scanner.hpp"
#include "core/text/line_counter.hpp"

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
    } else if (member.name == "index") {
        if (!value.is_int() && !value.is_null())
            return fail("index: expected a number, got {}", to_json(value));
        if (is_count()) event.index = static_cast<std::size_t>(value.as_int());
    } else if (member.name == "time") {
        if (!value.is_int() && !value.is_null())
            return fail("time: expected integer nanoseconds, got {}", to_json(value));
        if (value.is_int()) event.time = Nanoseconds{value.as_int()};
    } else {
        event.extra.push_back(std::move(member));
    }
    return {};
}

/// Gathers the events of a history; what is none is an error, or skipped.
class Items {
  public:
    Items(std::string_view name, Skipped* skipped) : name_(name), skipped_(skipped) {}

    /// Room for the events of a text of that size, so that they are moved at most once: no event is
    /// written in less than 32 bytes.
    void reserve(std::string_view text) {
        std::size_t braces = 0;
        for (const char c : text)
            braces += c == '{';
        history_.reserve(std::min(braces, text.size() / 32 + 1));
    }

    /// `place` gives "LINE: column C"; asked only when there is something to say.
    template <typename Place>
    Result<void> add(Value&& map, const Place& place) {
        const Value* const index = map.find("index");
        const bool numbered = index && index->is_int() && index->as_int() >= 0;
        auto event = jepsen_event(std::move(map));
        if (!event) return refuse(fmt::format("{}: {}", place(), event.error().message));
        if (!numbered) event->index = history_.size();
        history_.push_back(std::move(*event));
        return {};
    }
    /// Adds the event that the text begins with, if it is of the usual kind; gives the bytes read.
    std::size_t scan(std::string_view text) {
        Event& event = history_.emplace_back();
        event.index = history_.size() - 1;
        const std::size_t read = scan_jepsen_event(text, event);
        if (read == 0) history_.pop_back();
        return read;
    }
    Result<void> refuse(std::string_view problem) {
        std::string message = fmt::format("{}:{}", name_, problem);
        if (!skipped_) return tl::unexpected(Error{std::move(message)});
        skipped_->add(std::move(message));
        return {};
    }
    History take() { return std::move(history_); }

  private:
    std::string_view name_;
    Skipped* skipped_;
    History history_;
};

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

Result<History> parse_jepsen_edn(std::string_view text, std::string_view name, Skipped* skipped) {
    Items items(name, skipped);
    items.reserve(text);
    EdnReader reader(text);
    bool inside = false;
    for (;;) {
        if (!inside && reader.enter()) inside = true;
        if (inside && reader.leave()) {
            inside = false;
            continue;
        }
        if (const auto read = items.scan(reader.rest())) {
            reader.pass(read);
            continue;
        }
        auto form = reader.next();
        if (!form) {
            if (auto noted = items.refuse(form.error().message); !noted)
                return tl::unexpected(noted.error());
            if (!reader.skip_line()) return items.take();
        } else if (!*form) {
            return items.take();
        } else if (auto added = items.add(std::move(**form), [&] { return reader.place(); });
                   !added) {
            return tl::unexpected(added.error());
        }
    }
}

Result<History> parse_json_history(std::string_view text, std::string_view name, Skipped* skipped) {
    Items items(name, skipped);
    items.reserve(text);
    JsonScanner json(text);
    LineCounter lines(text);
    const auto wrong = [&] {
        const auto whole = parse_long_json(text);
        return fail("{}:{}", name,
                    whole ? "1: column 1: expected an array of events" : whole.error().message);
    };
    if (!json.take('[')) return wrong();
    for (bool first = true; !first || !json.take(']'); first = false) {
        json.skip_blanks();
        const std::size_t start = json.position();
        Value item;
        if (!json.value(item)) return wrong();
        const auto place = [&] {
            lines.advance(start);
            return lines.place(start);
        };
        if (auto added = items.add(std::move(item), place); !added)
            return tl::unexpected(added.error());
        if (json.take(',')) continue;
        if (!json.take(']')) return wrong();
        break;
    }
    if (!json.at_end()) return wrong();
    return items.take();
}

}  // namespace ordeal::core

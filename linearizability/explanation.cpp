#include "linearizability/explanation.hpp"

#include <algorithm>

#include "core/check.hpp"
#include "core/json.hpp"

namespace ordeal::linearizability {

namespace {

using core::EventType;
using core::Operation;

/// Where in the text a character begins, at `at` or before.
std::size_t character_start(const std::string& text, std::size_t at) {
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80)
        --at;
    return at;
}

/// Beginning and end of a long text: of strings that grow, the end tells them apart.
std::string shortened(const std::string& text, std::size_t longest) {
    if (text.size() <= longest) return text;
    const std::size_t head = character_start(text, (longest - 3) / 3);
    const std::size_t tail = character_start(text, text.size() - 2 * (longest - 3) / 3);
    return text.substr(0, head) + "..." + text.substr(tail);
}

std::string short_text(const core::Value& value, std::size_t longest = 40) {
    return shortened(core::to_json(value), longest);
}

std::string of_key(const Operation& operation) {
    return operation.key ? " of " + short_text(*operation.key) : "";
}

bool is_register_cas(const Operation& operation) {
    return operation.f == "cas" && operation.argument.is_list() &&
           operation.argument.as_list().size() == 2;
}

/// The value that a register's operation puts there, if it takes effect.
const core::Value* left_by(const Operation& operation) {
    if (operation.f == "write") return &operation.argument;
    if (!is_register_cas(operation)) return nullptr;
    const auto& pair = operation.argument.as_list();
    return pair[0] == pair[1] ? nullptr : &pair[1];
}

/// The value that a register's operation saw.
const core::Value* seen_by(const Operation& operation) {
    if (operation.f == "read" && operation.outcome == EventType::ok) return &operation.result;
    const bool saw = is_register_cas(operation) && operation.outcome == EventType::ok;
    return saw ? &operation.argument.as_list()[0] : nullptr;
}

bool returned_before(const Operation& a, const Operation& b) {
    return a.outcome == EventType::ok && a.completed && *a.completed < b.invoked;
}

std::string with_process(const Operation& operation) {
    return fmt::format("{} of process {}", label(operation), operation.process);
}

Operations::const_iterator last_returned(const Operations& operations) {
    return std::max_element(operations.begin(), operations.end(),
                            [](const Operation* a, const Operation* b) {
                                return a->completed.value_or(0) < b->completed.value_or(0);
                            });
}

/// One operation after the other, for as long as the limits allow.
class Walk {
  public:
    Walk(const Operations& operations, Limits* limits) : operations_(operations), limits_(limits) {}

    template <typename Use>
    void each(Use&& use) const {
        for (std::size_t i = 0; i < operations_.size(); ++i) {
            if (limits_ && limits_->over(i)) return;
            use(operations_[i]);
        }
    }
    /// What was found by walking, if all walks came to their end.
    std::optional<StaleValue> finished(StaleValue found) const {
        if (limits_ && limits_->look(0)) return std::nullopt;
        return found;
    }

  private:
    const Operations& operations_;
    Limits* limits_;
};

/// Those that may have left the value before the broken operation returned.
Operations writers_of(const core::Value& value, const Operation& broken, const Walk& walk) {
    Operations out;
    walk.each([&](const Operation* operation) {
        const core::Value* left = left_by(*operation);
        const bool early = operation->invoked < *broken.completed && operation != &broken;
        if (left && *left == value && early && operation->outcome != EventType::fail)
            out.push_back(operation);
    });
    return out;
}

/// An operation that came after all the writers and before the broken one, and put or saw another
/// value: the last one that put one, else the last one that saw one. Null: there is none.
const Operation* overwriter(const core::Value& value, const Operation& broken,
                            const Operations& writers, const Walk& walk) {
    std::size_t written = 0;  // all writers had returned by then
    for (const Operation* writer : writers) {
        if (writer->outcome != EventType::ok) return nullptr;
        written = std::max(written, *writer->completed);
    }
    Operations put;
    Operations saw;
    walk.each([&](const Operation* operation) {
        const bool between = returned_before(*operation, broken) &&
                             (writers.empty() || operation->invoked > written);
        const core::Value* left = left_by(*operation);
        const core::Value* other = left ? left : seen_by(*operation);
        if (between && other && *other != value) (left ? put : saw).push_back(operation);
    });
    const Operations& found = put.empty() ? saw : put;
    return found.empty() ? nullptr : *last_returned(found);
}

std::string nobody_wrote(const core::Value& value, const Operation& broken, const Walk& walk) {
    const Operation* found = nullptr;
    walk.each([&](const Operation* operation) {
        const core::Value* left = left_by(*operation);
        if (!found && left && *left == value && operation != &broken) found = operation;
    });
    if (!found) return fmt::format("nobody ever wrote {}", short_text(value));
    return fmt::format("{} {}", with_process(*found),
                       found->outcome == EventType::fail ? "had failed" : "began only later");
}

std::string overwritten(const core::Value& value, const Operation* writer, const Operation& next) {
    const auto set =
        writer ? fmt::format("{} was last set by {}", short_text(value), with_process(*writer))
               : fmt::format("{} was there at the start", short_text(value));
    if (left_by(next))
        return fmt::format("{}, then overwritten by {} before this began", set, with_process(next));
    return fmt::format("{}, and process {} had read {} after that and before this began", set,
                       next.process, short_text(*seen_by(next)));
}

}  // namespace

std::string describe(const Operation& operation) {
    const auto by = fmt::format("{} by process {}", of_key(operation), operation.process);
    const bool ok = operation.outcome == EventType::ok;
    if (is_register_cas(operation)) {
        const auto& pair = operation.argument.as_list();
        const auto did = ok ? " succeeded" : operation.outcome == EventType::fail ? " failed" : "";
        return fmt::format("cas{} from {} to {}{}", by, short_text(pair[0]), short_text(pair[1]),
                           did);
    }
    if (operation.f == "read" && ok)
        return fmt::format("read{} returned {}", by, short_text(operation.result));
    if (operation.f == "write")
        return fmt::format("write{} of {}", by, short_text(*left_by(operation)));
    auto text = operation.f + by;
    if (!operation.argument.is_null()) text += " with " + short_text(operation.argument);
    if (ok && operation.result != operation.argument)
        text += " returned " + short_text(operation.result);
    return text;
}

std::string label(const Operation& operation) {
    constexpr std::size_t longest = 18;
    if (is_register_cas(operation)) {
        const auto& pair = operation.argument.as_list();
        return fmt::format("cas {}>{}", short_text(pair[0], longest), short_text(pair[1], longest));
    }
    std::string text = operation.f;
    if (!operation.argument.is_null() && operation.f != "read")
        text += " " + short_text(operation.argument, longest);
    const bool answered = operation.outcome == EventType::ok && operation.f != "write";
    if (answered && operation.f == "read")
        text += " " + short_text(operation.result, longest);
    else if (answered && operation.result != operation.argument && !operation.result.is_null())
        text += "=" + short_text(operation.result, longest);
    return text;
}

std::optional<StaleValue> stale_value(const Operation& broken, const Operations& operations,
                                      const JudgeOptions& options, Limits* limits) {
    const core::Value* value = seen_by(broken);
    if (!value) return std::nullopt;
    const Walk walk(operations, limits);
    const auto writers = writers_of(*value, broken, walk);
    if (writers.empty() && *value != options.initial)
        return walk.finished({{broken.id}, nobody_wrote(*value, broken, walk)});
    const Operation* next = overwriter(*value, broken, writers, walk);
    if (!next) return std::nullopt;
    const Operation* writer = writers.empty() ? nullptr : *last_returned(writers);
    StaleValue out{{next->id, broken.id}, overwritten(*value, writer, *next)};
    if (writer) out.concerned.insert(out.concerned.begin(), writer->id);
    return walk.finished(std::move(out));
}

std::string alternatives(const std::vector<std::string>& texts) {
    constexpr std::size_t most = 6;
    std::string out;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (i == most) return out + fmt::format(" or one of {} others", texts.size() - most);
        const bool last = i + 1 == texts.size();
        out += i == 0 ? "" : last ? " or " : ", ";
        out += shortened(texts[i], 40);
    }
    return out;
}

std::string were_possible(const Counterexample& counterexample) {
    const auto& possible = counterexample.possible;
    return fmt::format("only {} {} {}possible", alternatives(possible),
                       possible.size() == 1 ? "was" : "were",
                       counterexample.all_possible ? "" : "found ");
}

std::string explanation(const Counterexample& counterexample, const Operation& broken,
                        const std::optional<StaleValue>& stale,
                        const std::optional<std::string>& story, const std::string& cut_short) {
    std::string text = describe(broken);
    const auto& possible = counterexample.possible;
    if (!possible.empty()) text += ", but " + were_possible(counterexample);
    if (stale) return text + ": " + stale->why;
    if (story) return text + ": " + *story;
    if (!cut_short.empty() && counterexample.concerned.size() == 1)
        return fmt::format("{}; what contradicts it was not looked for to the end: {}", text,
                           cut_short);
    return fmt::format("{}: no order of the {} operations concerned explains it", text,
                       counterexample.concerned.size());
}

}  // namespace ordeal::linearizability

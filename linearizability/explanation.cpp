#include "linearizability/explanation.hpp"

#include <algorithm>

#include "core/check.hpp"
#include "core/json.hpp"

namespace ordeal::linearizability {

namespace {

using core::EventType;
using core::Operation;

constexpr std::size_t longest_value = 40;

std::string short_text(const core::Value& value) {
    std::string text = core::to_json(value);
    if (text.size() <= longest_value) return text;
    std::size_t cut = longest_value - 3;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80)
        --cut;  // never inside a character
    return text.substr(0, cut) + "...";
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

/// Why a register cannot have held the value that the broken operation saw.
class StaleValue {
  public:
    StaleValue(const Operation& broken, const core::Value& value, const Operations& operations,
               const JudgeOptions& options)
        : broken_(broken), value_(value), operations_(operations), initial_(options.initial) {}

    /// Empty if there is no reason that a sentence can tell.
    std::string why(const Counterexample& counterexample) const {
        const auto producers = writers();
        if (producers.empty() && value_ != initial_) return nobody_wrote_it();
        for (const Operation* next : operations_)
            if (is_concerned(*next, counterexample) && comes_after(*next, producers))
                return overwritten_by(*next, producers);
        return {};
    }

  private:
    std::string overwritten_by(const Operation& next, const Operations& producers) const {
        const auto returned_earlier = [](const Operation* a, const Operation* b) {
            return *a->completed < *b->completed;
        };
        const auto set =
            producers.empty()
                ? fmt::format("{} was there at the start", short_text(value_))
                : fmt::format("{} was last set by {}", short_text(value_),
                              with_process(**std::max_element(producers.begin(), producers.end(),
                                                              returned_earlier)));
        if (left_by(next))
            return fmt::format("{}, then overwritten by {} before this began", set,
                               with_process(next));
        return fmt::format("{}, and process {} had read {} after that and before this began", set,
                           next.process, short_text(*seen_by(next)));
    }

    /// Those that may have left the value before the broken operation returned.
    Operations writers() const {
        Operations out;
        for (const Operation* operation : operations_) {
            const core::Value* left = left_by(*operation);
            const bool early = operation->invoked < *broken_.completed && operation != &broken_;
            if (left && *left == value_ && early && operation->outcome != EventType::fail)
                out.push_back(operation);
        }
        return out;
    }

    static bool is_concerned(const Operation& operation, const Counterexample& counterexample) {
        const auto& ids = counterexample.concerned;
        return std::find(ids.begin(), ids.end(), operation.id) != ids.end();
    }

    /// After all producers and before the broken operation, the register held another value.
    bool comes_after(const Operation& next, const Operations& producers) const {
        const core::Value* value = left_by(next) ? left_by(next) : seen_by(next);
        return value && *value != value_ && returned_before(next, broken_) &&
               std::all_of(producers.begin(), producers.end(), [&next](const Operation* writer) {
                   return returned_before(*writer, next);
               });
    }

    std::string nobody_wrote_it() const {
        for (const Operation* operation : operations_) {
            const core::Value* left = left_by(*operation);
            if (!left || *left != value_ || operation == &broken_) continue;
            if (operation->outcome == EventType::fail)
                return fmt::format("{} had failed", with_process(*operation));
            return fmt::format("{} began only later", with_process(*operation));
        }
        return fmt::format("nobody ever wrote {}", short_text(value_));
    }

    const Operation& broken_;
    const core::Value& value_;
    const Operations& operations_;
    const core::Value& initial_;
};

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
    if (is_register_cas(operation)) {
        const auto& pair = operation.argument.as_list();
        return fmt::format("cas {}>{}", short_text(pair[0]), short_text(pair[1]));
    }
    std::string text = operation.f;
    if (!operation.argument.is_null() && operation.f != "read")
        text += " " + short_text(operation.argument);
    const bool answered = operation.outcome == EventType::ok && operation.f != "write";
    if (answered && operation.f == "read")
        text += " " + short_text(operation.result);
    else if (answered && operation.result != operation.argument && !operation.result.is_null())
        text += "=" + short_text(operation.result);
    return text;
}

std::string alternatives(const std::vector<std::string>& texts) {
    constexpr std::size_t most = 6;
    std::string out;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (i == most) return out + fmt::format(" or one of {} others", texts.size() - most);
        const bool last = i + 1 == texts.size();
        out += i == 0 ? "" : last ? " or " : ", ";
        out += texts[i];
    }
    return out;
}

std::string explanation(const Counterexample& counterexample, const Operations& operations,
                        const JudgeOptions& options) {
    const auto found = std::find_if(
        operations.begin(), operations.end(),
        [&](const Operation* operation) { return operation->id == counterexample.broken; });
    CHECK(found != operations.end());
    const Operation& broken = **found;
    std::string text = describe(broken);
    const auto& possible = counterexample.possible;
    if (!possible.empty())
        text += fmt::format(", but only {} {} possible", alternatives(possible),
                            possible.size() == 1 ? "was" : "were");
    std::string why;
    if (const core::Value* value = seen_by(broken))
        why = StaleValue(broken, *value, operations, options).why(counterexample);
    if (why.empty())
        why = fmt::format("no order of the {} operations concerned explains it",
                          counterexample.concerned.size());
    return text + ": " + why;
}

}  // namespace ordeal::linearizability

#include "linearizability/explain_pile.hpp"

#include <algorithm>

#include "core/json.hpp"
#include "linearizability/explanation.hpp"

namespace ordeal::linearizability {

namespace {

using core::EventType;
using core::Operation;
using core::Value;

struct Words {
    std::string_view model;
    std::string_view in;
    std::string_view out;
    std::string_view was_in;   // "enqueued"
    std::string_view was_out;  // "dequeued"
};

const Words* words_of(std::string_view model) {
    static constexpr Words all[] = {
        {"fifo-queue", "enqueue", "dequeue", "enqueued", "dequeued"},
        {"unordered-queue", "enqueue", "dequeue", "enqueued", "dequeued"},
        {"stack", "push", "pop", "pushed", "popped"},
        {"priority-queue", "insert", "remove-min", "inserted", "removed"}};
    const auto* const found =
        std::ranges::find_if(all, [&](const Words& words) { return words.model == model; });
    return found == std::end(all) ? nullptr : found;
}

bool precedes(const Operation& a, const Operation& b) {
    return a.outcome == EventType::ok && a.completed && *a.completed < b.invoked;
}

std::string by(const Operation& operation) {
    return fmt::format("{} by process {}", label(operation), operation.process);
}

/// What became of one value.
struct Stay {
    const Operation* put = nullptr;
    const Operation* take = nullptr;  // the first that returned with it
    std::size_t puts = 0;
};

class PileStory {
  public:
    PileStory(const Words& words, const Operation& broken, const Operations& operations,
              const Operations& concerned, const JudgeOptions& options)
        : words_(words), broken_(broken), operations_(operations), concerned_(concerned) {
        told_ = options.initial.is_null() ||
                (options.initial.is_list() && options.initial.as_list().empty());
    }

    std::optional<std::string> tell() const {
        if (!told_ || broken_.f != words_.out || broken_.outcome != EventType::ok)
            return std::nullopt;
        if (broken_.result.is_null()) return was_not_empty();
        const Stay own = stay_of(broken_.result);
        if (!own.put) return nobody_put();
        if (own.puts > 1) return std::nullopt;
        if (own.take && own.take != &broken_)
            return fmt::format("{} was {} only once, and {} had it already", text(broken_.result),
                               words_.was_in, by(*own.take));
        return in_the_way(own);
    }

  private:
    static std::string text(const Value& value) { return core::to_json(value); }

    bool began(const Operation& operation) const {
        return operation.invoked < *broken_.completed && operation.outcome != EventType::fail;
    }

    /// Of what began before the broken return; of takes only those that returned by then.
    Stay stay_of(const Value& value) const {
        Stay stay;
        for (const Operation* operation : operations_) {
            if (operation->f == words_.in && operation->argument == value && began(*operation)) {
                stay.put = operation;
                ++stay.puts;
            }
            const bool took = operation->f == words_.out && operation->outcome == EventType::ok &&
                              operation->result == value &&
                              *operation->completed <= *broken_.completed;
            if (took && (!stay.take || *operation->completed < *stay.take->completed))
                stay.take = operation;
        }
        return stay;
    }

    std::string nobody_put() const {
        for (const Operation* operation : operations_) {
            if (operation->f != words_.in || operation->argument != broken_.result) continue;
            return operation->outcome == EventType::fail ? by(*operation) + " had failed"
                                                         : by(*operation) + " began only later";
        }
        return fmt::format("nobody ever {} {}", words_.was_in, text(broken_.result));
    }

    /// May somebody have taken the value, other than who certainly did, by the broken return?
    bool may_be_gone(const Value& value) const {
        return std::ranges::any_of(operations_, [&](const Operation* operation) {
            if (operation->f != words_.out || operation == &broken_ || !began(*operation))
                return false;
            return operation->outcome == EventType::info || operation->result == value;
        });
    }

    /// A value that was there before the broken operation began, until it returned.
    std::optional<std::string> was_not_empty() const {
        for (const Operation* put : concerned_) {
            if (put->f != words_.in || !precedes(*put, broken_) || stay_of(put->argument).puts > 1)
                continue;
            if (may_be_gone(put->argument)) continue;
            return fmt::format("{} was there: {} had returned before this began, and {}",
                               text(put->argument), by(*put), not_out(put->argument));
        }
        return std::nullopt;
    }

    /// Requires: it may not be gone.
    std::string not_out(const Value& value) const {
        for (const Operation* operation : operations_)
            if (operation->f == words_.out && operation->outcome == EventType::ok &&
                operation->result == value)
                return fmt::format("{} began only after it returned", by(*operation));
        return fmt::format("nobody ever {} it", words_.was_out);
    }

    /// Another value that had to leave before.
    std::optional<std::string> in_the_way(const Stay& own) const {
        for (const Operation* put : concerned_) {
            if (put->f != words_.in || put == own.put || put->argument == broken_.result) continue;
            const auto how = hinders(*put, own);
            if (!how || stay_of(put->argument).puts > 1 || may_be_gone(put->argument)) continue;
            return fmt::format("{}, and {}", *how, not_out(put->argument));
        }
        return std::nullopt;
    }

    std::optional<std::string> hinders(const Operation& put, const Stay& own) const {
        const auto other = text(put.argument);
        const auto mine = text(broken_.result);
        if (words_.model == "fifo-queue" && precedes(put, *own.put))
            return fmt::format("{} was enqueued before {}: {} had returned when {} began", other,
                               mine, by(put), by(*own.put));
        if (words_.model == "stack" && precedes(*own.put, put) && precedes(put, broken_))
            return fmt::format("{} was pushed on top of {}: {} began after {} had returned", other,
                               mine, by(put), by(*own.put));
        if (words_.model == "priority-queue" && put.argument < broken_.result &&
            precedes(put, broken_))
            return fmt::format(
                "{} is less than {} and was there: {} had returned before this began", other, mine,
                by(put));
        return std::nullopt;
    }

    const Words& words_;
    const Operation& broken_;
    const Operations& operations_;
    const Operations& concerned_;
    bool told_ = false;
};

/// What a story can be about: the values of the few, and takes that may have had any value.
Operations those_told_of(const Words& words, const Operations& operations, const Operations& few,
                         Limits& limits) {
    const auto is_of_few = [&](const Value& value) {
        return std::ranges::any_of(few, [&](const Operation* operation) {
            return operation->argument == value || operation->result == value;
        });
    };
    Operations out;
    for (std::size_t i = 0; i < operations.size() && !limits.over(i); ++i) {
        const Operation& operation = *operations[i];
        const bool take = operation.f == words.out;
        if ((take && operation.outcome == EventType::info) ||
            is_of_few(take ? operation.result : operation.argument))
            out.push_back(&operation);
    }
    return out;
}

}  // namespace

std::optional<std::string> pile_story(const Operation& broken, const Operations& operations,
                                      const std::vector<std::size_t>& concerned,
                                      const JudgeOptions& options, Limits& limits) {
    constexpr std::size_t most = 12;
    const Words* words = words_of(options.model);
    if (!words || !broken.completed || concerned.size() > most) return std::nullopt;
    Operations few;
    for (std::size_t i = 0; i < operations.size(); ++i) {
        if (limits.over(i)) return std::nullopt;
        if (std::ranges::count(concerned, operations[i]->id) > 0) few.push_back(operations[i]);
    }
    const auto told_of = those_told_of(*words, operations, few, limits);
    if (limits.look(0)) return std::nullopt;
    return PileStory(*words, broken, told_of, few, options).tell();
}

}  // namespace ordeal::linearizability

#include "tests/linearizability/model_kinds.hpp"

namespace ordeal::testing {

namespace {

using core::Value;
using Kinds = std::vector<core::Operation>;

/// An operation that is told nothing: it succeeds, it fails, or nobody knows.
void add_change(Kinds& kinds, const std::string& f, const Value& argument) {
    kinds.push_back(make_kind(f, argument));
    kinds.push_back(make_kind(f, argument, nullptr, "fail"));
    kinds.push_back(make_kind(f, argument, nullptr, "info"));
}

/// An operation that asks, and what it may be told.
void add_question(Kinds& kinds, const std::string& f, const Value& argument,
                  const Value::List& answers) {
    for (const Value& answer : answers)
        kinds.push_back(make_kind(f, argument, answer));
    kinds.push_back(make_kind(f, argument, nullptr, "info"));
}

Kinds register_kinds(bool with_cas, bool with_delete) {
    Kinds kinds;
    add_question(kinds, "read", nullptr, {nullptr, 1, 2});
    add_change(kinds, "write", 1);
    add_change(kinds, "write", 2);
    if (with_cas) {
        add_change(kinds, "cas", Value::list({1, 2}));
        add_change(kinds, "cas", Value::list({2, 1}));
        kinds.push_back(make_kind("cas", Value::list({2, 2})));
    }
    if (with_delete) add_change(kinds, "delete", nullptr);
    return kinds;
}

Kinds append_kinds() {
    Kinds kinds;
    add_question(kinds, "get", nullptr, {"", "a", "b", "ab", "ba"});
    add_change(kinds, "append", "a");
    add_change(kinds, "append", "b");
    add_change(kinds, "put", "b");
    return kinds;
}

Kinds transaction_kinds() {
    const auto step = [](const char* f, const char* key, Value value) {
        return Value::list({f, key, std::move(value)});
    };
    const Value asks = Value::list({step("read", "x", nullptr), step("read", "y", nullptr)});
    const Value writes = Value::list({step("write", "x", 1)});
    const Value writes_both = Value::list({step("write", "x", 2), step("write", "y", 1)});
    const Value mixed = Value::list({step("read", "x", nullptr), step("write", "y", 2)});
    Kinds kinds;
    add_question(kinds, "txn", asks, {asks});
    kinds.push_back(
        make_kind("txn", asks, Value::list({step("read", "x", 1), step("read", "y", nullptr)})));
    kinds.push_back(
        make_kind("txn", asks, Value::list({step("read", "x", 2), step("read", "y", 1)})));
    kinds.push_back(
        make_kind("txn", asks, Value::list({step("read", "x", 1), step("read", "y", 2)})));
    add_question(kinds, "txn", writes, {writes});
    kinds.push_back(make_kind("txn", writes, nullptr, "fail"));
    add_question(kinds, "txn", writes_both, {writes_both});
    add_question(kinds, "txn", mixed, {mixed});
    kinds.push_back(
        make_kind("txn", mixed, Value::list({step("read", "x", 1), step("write", "y", 2)})));
    return kinds;
}

Kinds counter_kinds() {
    Kinds kinds;
    add_question(kinds, "read", nullptr, {0, 1, 2, 3});
    add_change(kinds, "add", 1);
    add_change(kinds, "add", 2);
    add_change(kinds, "add", 0);
    return kinds;
}

Kinds set_kinds() {
    Kinds kinds;
    add_change(kinds, "add", 1);
    add_change(kinds, "add", 2);
    add_change(kinds, "remove", 1);
    add_question(kinds, "contains", 1, {true, false});
    add_question(kinds, "read", nullptr, {Value::list({}), Value::list({1}), Value::list({2, 1})});
    return kinds;
}

Kinds queue_kinds(const std::string& in, const std::string& out) {
    Kinds kinds;
    add_change(kinds, in, 1);
    add_change(kinds, in, 2);
    add_question(kinds, out, nullptr, {nullptr, 1, 2});
    kinds.push_back(make_kind(out, nullptr, nullptr, "fail"));
    return kinds;
}

Kinds mutex_kinds() {
    Kinds kinds;
    add_change(kinds, "acquire", nullptr);
    add_change(kinds, "release", nullptr);
    return kinds;
}

Kinds log_kinds() {
    Kinds kinds;
    add_change(kinds, "append", 1);
    add_change(kinds, "append", 2);
    add_question(kinds, "read", nullptr,
                 {Value::list({}), Value::list({1}), Value::list({2}), Value::list({1, 2})});
    return kinds;
}

}  // namespace

std::vector<ModelKinds> all_model_kinds() {
    return {
        {"register", nullptr, register_kinds(false, false)},
        {"cas-register", 1, register_kinds(true, false)},
        {"kv", nullptr, register_kinds(true, true)},
        {"append-kv", nullptr, append_kinds()},
        {"multi-register", Value::object({{"x", nullptr}, {"y", nullptr}}), transaction_kinds()},
        {"write-once-register", nullptr, register_kinds(false, false)},
        {"counter", nullptr, counter_kinds()},
        {"set", nullptr, set_kinds()},
        {"fifo-queue", Value::list({2, 1}), queue_kinds("enqueue", "dequeue")},
        {"unordered-queue", nullptr, queue_kinds("enqueue", "dequeue")},
        {"stack", nullptr, queue_kinds("push", "pop")},
        {"priority-queue", nullptr, queue_kinds("insert", "remove-min")},
        {"mutex", nullptr, mutex_kinds()},
        {"log", nullptr, log_kinds()}};
}

namespace {

class Plausible {
  public:
    Plausible(core::Random& random, const ModelKinds& of, double chance_of_error)
        : random_(random),
          of_(of),
          chance_of_error_(chance_of_error),
          state_(reference_initial(of.model, of.initial)) {}

    std::vector<Placed> make(std::size_t count, std::size_t processes) {
        while (history_.size() < count || !waiting_.empty() || !served_.empty()) {
            const bool may_begin =
                history_.size() < count && waiting_.size() + served_.size() < processes;
            if (may_begin && random_.chance(0.4)) {
                waiting_.push_back(history_.size());
                history_.push_back({0, position_++, {}});
            } else if (!waiting_.empty() && random_.chance(0.5)) {
                serve(taken(waiting_));
            } else if (!served_.empty()) {
                history_[taken(served_)].returned = position_++;
            }
        }
        return history_;
    }

  private:
    std::size_t taken(std::vector<std::size_t>& from) {
        const std::size_t which = random_.below(from.size());
        const std::size_t place = from[which];
        from.erase(from.begin() + static_cast<std::ptrdiff_t>(which));
        return place;
    }

    /// Decides what the operation was: something that is possible.
    void serve(std::size_t place) {
        served_.push_back(place);
        for (;;) {
            history_[place].kind = random_.below(of_.kinds.size());
            const auto& kind = of_.kinds[history_[place].kind];
            const bool counts = reference_counts(kind, linearizability::FailedCas::dropped);
            if (!counts || random_.chance(chance_of_error_)) return;
            const auto next = reference_next(of_.model, state_, kind);
            if (next.empty()) continue;
            if (kind.outcome == core::EventType::ok || random_.chance(0.5))
                state_ = next[random_.below(next.size())];
            return;
        }
    }

    core::Random& random_;
    const ModelKinds& of_;
    double chance_of_error_;
    core::Value state_;
    std::vector<Placed> history_;
    std::vector<std::size_t> waiting_;  // under way, and have not taken effect
    std::vector<std::size_t> served_;   // under way, and have
    std::size_t position_ = 0;
};

}  // namespace

std::vector<Placed> plausible_history(core::Random& random, const ModelKinds& of, std::size_t count,
                                      std::size_t processes, double chance_of_error) {
    return Plausible(random, of, chance_of_error).make(count, processes);
}

}  // namespace ordeal::testing

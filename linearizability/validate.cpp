#include "linearizability/validate.hpp"

#include <algorithm>
#include <deque>
#include <limits>
#include <map>
#include <set>
#include <unordered_map>

namespace ordeal::linearizability {

namespace {

using core::EventType;
using core::Operation;
using Sequence = std::vector<const Operation*>;

/// Did it happen for certain, so that the witness must have it?
bool must_be_there(const Operation& operation, const JudgeOptions& options) {
    if (operation.outcome == EventType::ok) return true;
    return operation.outcome == EventType::fail && operation.f == "cas" &&
           options.failed_cas == FailedCas::observed;
}

bool may_be_there(const Operation& operation, const JudgeOptions& options) {
    return operation.outcome == EventType::info || must_be_there(operation, options);
}

/// Operations by id. Where ids are counted on from the first one, they are found at once.
class ById {
  public:
    explicit ById(const Sequence& operations) : operations_(operations) {}

    /// The place among the operations; none if there is no such operation.
    std::optional<std::size_t> place(std::size_t id) {
        if (operations_.empty()) return std::nullopt;
        const std::size_t usual = id - operations_[0]->id;
        if (usual < operations_.size() && operations_[usual]->id == id) return usual;
        if (sorted_.empty()) sort();
        const auto found = std::ranges::lower_bound(sorted_, std::pair(id, std::size_t{0}));
        if (found == sorted_.end() || found->first != id) return std::nullopt;
        return found->second;
    }

  private:
    void sort() {
        sorted_.reserve(operations_.size());
        for (std::size_t place = 0; place < operations_.size(); ++place)
            sorted_.emplace_back(operations_[place]->id, place);
        if (!std::ranges::is_sorted(sorted_)) std::ranges::sort(sorted_);
    }

    const Sequence& operations_;
    std::vector<std::pair<std::size_t, std::size_t>> sorted_;  // id and place
};

/// What a witness consists of: each operation at most once, all that must be there, none that must
/// not.
class Inventory {
  public:
    Inventory(const Sequence& operations, const JudgeOptions& options)
        : operations_(operations),
          options_(options),
          by_id_(operations),
          there_(operations.size()) {}

    core::Result<const Operation*> take(std::size_t id) {
        const auto place = by_id_.place(id);
        if (!place || there_[*place])
            return core::fail("operation {} is there twice or not of this partition", id);
        const Operation* operation = operations_[*place];
        if (!may_be_there(*operation, options_))
            return core::fail("operation {} did not happen", id);
        there_[*place] = true;
        return operation;
    }
    core::Result<void> check_missing() const {
        for (std::size_t place = 0; place < there_.size(); ++place)
            if (!there_[place] && must_be_there(*operations_[place], options_))
                return core::fail("operation {} is missing", operations_[place]->id);
        return {};
    }

  private:
    const Sequence& operations_;
    const JudgeOptions& options_;
    ById by_id_;
    std::vector<bool> there_;
};

/// The witness as operations.
core::Result<Sequence> sequence_of(const Sequence& operations,
                                   const std::vector<std::size_t>& witness,
                                   const JudgeOptions& options) {
    Inventory inventory(operations, options);
    Sequence sequence;
    sequence.reserve(witness.size());
    for (const std::size_t id : witness) {
        const auto operation = inventory.take(id);
        if (!operation) return tl::unexpected(operation.error());
        sequence.push_back(*operation);
    }
    if (auto missing = inventory.check_missing(); !missing) return tl::unexpected(missing.error());
    return sequence;
}

/// Nothing may stand before something that had returned before it was invoked.
class RealTime {
  public:
    void take(const Operation& operation) {
        const bool late = latest_ && operation.outcome != EventType::info &&
                          operation.completed.value_or(0) < latest_->invoked;
        if (late && !early_) early_ = latest_;
        if (!latest_ || operation.invoked > latest_->invoked) latest_ = &operation;
    }
    core::Result<void> check() const {
        if (!early_) return {};
        return core::fail("operation {} stands before one that had returned before it began",
                          early_->id);
    }

  private:
    const Operation* latest_ = nullptr;  // of those so far, the one that was invoked last
    const Operation* early_ = nullptr;
};

using List = std::deque<core::Value>;

struct Heap {
    struct Open {
        std::size_t put;       // how many values had been put in by then
        std::size_t to_spare;  // how many of them are left, besides one for each open one so far
    };
    std::unordered_map<core::Value, std::vector<std::size_t>> ages;  // of the values in it
    std::vector<Open> open;                                          // dequeues of unknown answer
    std::size_t put = 0;
    std::size_t taken = 0;
};

/// All that the models need: a value, an order of values, values by name. A player changes the
/// state by an operation; it answers false if the operation could not have gone so.
struct State {
    core::Value value;
    List list;                                   // queue, stack, log: front first
    std::map<core::Value, core::Value> by_name;  // multi-register
    std::set<core::Value> elements;              // set
    std::multiset<core::Value> sorted;           // priority queue
    Heap heap;                                   // unordered queue
};
using Player = bool (*)(State&, const Operation&);

bool is_ok(const Operation& operation) {
    return operation.outcome == EventType::ok;
}

bool play_register(State& state, const Operation& operation) {
    if (operation.f == "read") return !is_ok(operation) || state.value == operation.result;
    if (operation.f == "cas") {
        const bool equal = state.value == operation.argument.as_list().at(0);
        if (operation.outcome == EventType::fail) return !equal;
        if (equal) state.value = operation.argument.as_list().at(1);
        return equal;
    }
    state.value = operation.f == "delete" ? core::Value() : operation.argument;
    return true;
}

bool play_write_once(State& state, const Operation& operation) {
    if (operation.f == "read") return !is_ok(operation) || state.value == operation.result;
    if (state.by_name.contains("written")) return state.value == operation.argument;
    // Whatever is written first; writing what is there already leaves it open.
    if (state.value != operation.argument) state.by_name["written"] = true;
    state.value = operation.argument;
    return true;
}

bool play_counter(State& state, const Operation& operation) {
    const std::int64_t count = state.value.is_int() ? state.value.as_int() : 0;
    if (operation.f == "read") return !is_ok(operation) || operation.result == core::Value(count);
    state.value =
        static_cast<std::int64_t>(static_cast<std::uint64_t>(count) +
                                  static_cast<std::uint64_t>(operation.argument.as_int()));
    return true;
}

bool play_mutex(State& state, const Operation& operation) {
    const bool held = !state.value.is_null() && state.value != core::Value(false);
    const bool acquire = operation.f == "acquire";
    state.value = acquire;
    return held != acquire;
}

bool play_append_kv(State& state, const Operation& operation) {
    const std::string text = state.value.is_string() ? state.value.as_string() : "";
    if (operation.f == "get") {
        const auto& seen = operation.result;
        return !is_ok(operation) || seen == core::Value(text) || (seen.is_null() && text.empty());
    }
    state.value = (operation.f == "append" ? text : "") + operation.argument.as_string();
    return true;
}

/// Takes from one end; null stands for an empty queue or stack.
bool play_take(State& state, const Operation& operation, bool from_back) {
    if (state.list.empty()) return !is_ok(operation) || operation.result.is_null();
    const core::Value taken = from_back ? state.list.back() : state.list.front();
    from_back ? state.list.pop_back() : state.list.pop_front();
    return !is_ok(operation) || taken == operation.result;
}

bool play_sequence(State& state, const Operation& operation) {
    if (operation.f == "dequeue") return play_take(state, operation, false);
    if (operation.f == "pop") return play_take(state, operation, true);
    if (operation.f != "read") {
        state.list.push_back(operation.argument);
        return true;
    }
    const auto& seen = operation.result;
    if (!is_ok(operation) || seen.is_null()) return !is_ok(operation) || state.list.empty();
    return std::ranges::equal(state.list, seen.as_list());
}

/// Null stands for an empty queue.
bool play_priority(State& state, const Operation& operation) {
    if (operation.f == "insert") return state.sorted.insert(operation.argument), true;
    if (state.sorted.empty()) return !is_ok(operation) || operation.result.is_null();
    const core::Value least = *state.sorted.begin();
    state.sorted.erase(state.sorted.begin());
    return !is_ok(operation) || least == operation.result;
}

/// A dequeue of unknown answer took, if there was anything, one of the values that were there then.
/// Which one is left open: it is enough that of those values there are always as many left as there
/// are such dequeues up to then (Hall's condition, for sets that contain each other).
bool play_unordered(State& state, const Operation& operation) {
    Heap& heap = state.heap;
    if (operation.f == "enqueue") return heap.ages[operation.argument].push_back(heap.put++), true;
    const bool empty = heap.put == heap.taken + heap.open.size();
    if (empty) return !is_ok(operation) || operation.result.is_null();
    if (!is_ok(operation)) {
        heap.open.push_back({heap.put, heap.put - heap.taken - heap.open.size() - 1});
        return true;
    }
    const auto found = heap.ages.find(operation.result);
    if (found == heap.ages.end()) return false;
    const std::size_t age = found->second.back();  // the last one is of least use to the others
    found->second.pop_back();
    if (found->second.empty()) heap.ages.erase(found);
    ++heap.taken;
    for (Heap::Open& open : heap.open)
        if (age < open.put && open.to_spare-- == 0) return false;
    return true;
}

bool play_set(State& state, const Operation& operation) {
    const core::Value& item = operation.argument;
    if (operation.f == "add") return state.elements.insert(item), true;
    if (operation.f == "remove") return state.elements.erase(item), true;
    if (!is_ok(operation)) return true;
    if (operation.f == "contains")
        return operation.result == core::Value(state.elements.contains(item));
    if (operation.result.is_null()) return state.elements.empty();
    const auto& seen = operation.result.as_list();
    return seen.size() == state.elements.size() &&
           std::set<core::Value>(seen.begin(), seen.end()) == state.elements;
}

bool play_transaction(State& state, const Operation& operation) {
    const auto& list = is_ok(operation) ? operation.result : operation.argument;
    for (const core::Value& step : list.as_list()) {
        core::Value& place = state.by_name[step.as_list().at(1)];
        if (step.as_list().at(0).as_string()[0] == 'w')
            place = step.as_list().at(2);
        else if (is_ok(operation) && place != step.as_list().at(2))
            return false;
    }
    return true;
}

Player player_of(const std::string& model) {
    static const std::map<std::string, Player, std::less<>> players{
        {"register", play_register},
        {"cas-register", play_register},
        {"kv", play_register},
        {"append-kv", play_append_kv},
        {"multi-register", play_transaction},
        {"write-once-register", play_write_once},
        {"counter", play_counter},
        {"set", play_set},
        {"fifo-queue", play_sequence},
        {"unordered-queue", play_unordered},
        {"stack", play_sequence},
        {"priority-queue", play_priority},
        {"mutex", play_mutex},
        {"log", play_sequence}};
    const auto found = players.find(model);
    return found == players.end() ? nullptr : found->second;
}

State initial_state(const core::Value& initial) {
    State state{initial, {}, {}, {}, {}, {}};
    const auto items = initial.is_list() ? initial.as_list() : core::Value::List{};
    state.list.assign(items.begin(), items.end());
    state.elements.insert(items.begin(), items.end());
    state.sorted.insert(items.begin(), items.end());
    for (const core::Value& item : items)
        state.heap.ages[item].push_back(state.heap.put++);
    if (initial.is_object())
        for (const auto& [name, value] : initial.as_object())
            state.by_name[name] = value;
    return state;
}

core::Result<void> check_process_order(const Sequence& sequence) {
    std::map<std::int64_t, const Operation*> last;
    for (const Operation* operation : sequence) {
        const Operation*& before = last[operation->process];
        if (before && before->invoked > operation->invoked)
            return core::fail("operation {} stands after a later one of its process",
                              operation->id);
        before = operation;
    }
    return {};
}

core::Result<void> impossible(const Operation& operation) {
    return core::fail("operation {} could not have gone so after those before it", operation.id);
}

/// `state_of(operation)`: the state that the operation acts on.
template <typename StateOf>
core::Result<void> play_all(const Sequence& sequence, const JudgeOptions& options,
                            const StateOf& state_of) {
    const Player play = player_of(options.model);
    if (!play) return core::fail("no player for the model {}", options.model);
    for (const Operation* operation : sequence)
        if (!play(state_of(*operation), *operation)) return impossible(*operation);
    return {};
}

}  // namespace

core::Result<bool> validate_witness(const std::vector<const Operation*>& operations,
                                    const std::vector<std::size_t>& witness,
                                    const JudgeOptions& options, Limits* limits) {
    const Player play = player_of(options.model);
    if (!play) return core::fail("no player for the model {}", options.model);
    Inventory inventory(operations, options);
    RealTime real_time;
    State state = initial_state(options.initial);
    core::Result<void> played;
    for (std::size_t i = 0; i < witness.size(); ++i) {
        if (limits && limits->over(i)) return false;
        const auto operation = inventory.take(witness[i]);
        if (!operation) return tl::unexpected(operation.error());
        real_time.take(**operation);
        if (played && !play(state, **operation)) played = impossible(**operation);
    }
    for (const auto& checked : {inventory.check_missing(), real_time.check(), played})
        if (!checked) return tl::unexpected(checked.error());
    return true;
}

core::Result<void> validate_sequential(const std::vector<Operation>& operations,
                                       const std::vector<std::size_t>& witness,
                                       const JudgeOptions& options) {
    std::vector<const Operation*> all;
    for (const Operation& operation : operations)
        all.push_back(&operation);
    const auto sequence = sequence_of(all, witness, options);
    if (!sequence) return tl::unexpected(sequence.error());
    if (auto order = check_process_order(*sequence); !order) return order;
    std::map<std::optional<core::Value>, State> states;
    return play_all(*sequence, options, [&](const Operation& operation) -> State& {
        const auto found = states.find(operation.key);
        if (found != states.end()) return found->second;
        return states.emplace(operation.key, initial_state(options.initial)).first->second;
    });
}

}  // namespace ordeal::linearizability

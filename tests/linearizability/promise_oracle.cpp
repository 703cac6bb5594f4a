#include "tests/linearizability/promise_oracle.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "tests/linearizability/reference.hpp"

namespace ordeal::testing {

namespace {

using core::EventType;
using core::Operation;
using core::Value;
using linearizability::JudgeOptions;
using linearizability::Promise;

class Interleavings {
  public:
    Interleavings(const std::vector<Operation>& operations, const JudgeOptions& options)
        : options_(options) {
        for (const Operation& operation : operations)
            if (reference_counts(operation, options.failed_cas))
                processes_[operation.process].push_back(&operation);
    }

    bool any_is_legal() {
        bool all_done = true;
        for (const auto& [process, operations] : processes_) {
            const std::size_t done = done_[process];
            if (done == operations.size()) continue;
            const Operation& operation = *operations[done];
            all_done &= operation.outcome == EventType::info;
            if (takes(process, operation)) return true;
        }
        return all_done;
    }

  private:
    bool takes(std::int64_t process, const Operation& operation) {
        const Value before = states_.contains(operation.key)
                                 ? states_[operation.key]
                                 : reference_initial(options_.model, options_.initial);
        ++done_[process];
        for (const Value& after : reference_next(options_.model, before, operation)) {
            states_[operation.key] = after;
            if (any_is_legal()) return true;
        }
        states_[operation.key] = before;
        --done_[process];
        return false;
    }

    const JudgeOptions& options_;
    std::map<std::int64_t, std::vector<const Operation*>> processes_;
    std::map<std::int64_t, std::size_t> done_;
    std::map<std::optional<Value>, Value> states_;
};

constexpr int first_value = -1;
constexpr int nobody = -2;

/// Reads and writes by number; sources by number of the writer.
class Writes {
  public:
    Writes(const std::vector<Operation>& operations, const JudgeOptions& options)
        : options_(options) {
        for (const Operation& operation : operations)
            if (operation.outcome != EventType::fail) all_.push_back(operation);
        drop_what_nobody_saw();
        find_causes();
    }

    bool keep(Promise promise) {
        for (int i = 0; i < size(); ++i)
            if (read(i) && source(i) == nobody) return false;
        std::vector<int> order;
        for (int i = 0; i < size(); ++i) {
            if (promise == Promise::causal && cause(i, i)) return false;
            if (written(i)) order.push_back(i);
        }
        do {
            if (explains(order, promise)) return true;
        } while (std::next_permutation(order.begin(), order.end()));
        return false;
    }

  private:
    int size() const { return static_cast<int>(all_.size()); }
    const Operation& at(int i) const { return all_[static_cast<std::size_t>(i)]; }
    std::optional<Value> read(int i) const {
        if (at(i).f == "read") return at(i).result;
        if (at(i).f == "cas") return at(i).argument.as_list()[0];
        return std::nullopt;
    }
    std::optional<Value> written(int i) const {
        if (at(i).f == "write") return at(i).argument;
        if (at(i).f == "cas") return at(i).argument.as_list()[1];
        return std::nullopt;
    }
    int source(int i) const {
        for (int j = 0; j < size(); ++j)
            if (at(j).key == at(i).key && written(j) && *written(j) == *read(i)) return j;
        return *read(i) == options_.initial ? first_value : nobody;
    }
    bool same_session(int i, int j) const { return at(i).process == at(j).process; }

    /// Of those that may not have happened only what one that did has seen, or what that has seen.
    void drop_what_nobody_saw() {
        std::set<int> kept;
        for (int i = 0; i < size(); ++i)
            if (at(i).outcome == EventType::ok) kept.insert(i);
        for (std::size_t before = 0; before != kept.size();) {
            before = kept.size();
            for (const int i : std::set<int>(kept))
                if (read(i) && source(i) >= 0) kept.insert(source(i));
        }
        std::vector<Operation> rest;
        for (const int i : kept)
            rest.push_back(at(i));
        all_ = std::move(rest);
    }

    void find_causes() {
        for (int i = 0; i < size(); ++i)
            for (int j = 0; j < size(); ++j)
                if ((i < j && same_session(i, j)) || (read(j) && source(j) == i))
                    causes_.insert({i, j});
        for (int k = 0; k < size(); ++k)
            for (int i = 0; i < size(); ++i)
                for (int j = 0; j < size(); ++j)
                    if (cause(i, k) && cause(k, j)) causes_.insert({i, j});
    }
    bool cause(int i, int j) const { return causes_.contains({i, j}); }

    /// Must the read `r` see what `w` wrote (or the first value)?
    bool must_see(int r, int w, Promise promise) const {
        const bool earlier = w >= 0 && w < r && same_session(w, r);
        if (promise == Promise::read_your_writes) return earlier;
        if (promise == Promise::causal) return w >= 0 && cause(w, r);
        for (int seen_by = 0; seen_by <= r; ++seen_by) {
            if (!read(seen_by) || !same_session(seen_by, r)) continue;
            const int seen = source(seen_by);
            if (promise == Promise::monotonic_reads && seen_by < r && seen == w) return true;
            if (seen == first_value) continue;
            if (promise == Promise::monotonic_writes && w >= 0 && w < seen && same_session(w, seen))
                return true;
            for (int before = 0; before <= seen; ++before)
                if (promise == Promise::writes_follow_reads && same_session(before, seen) &&
                    at(before).key == at(r).key && read(before) && source(before) == w)
                    return true;
        }
        return false;
    }

    bool explains(const std::vector<int>& order, Promise promise) const {
        const auto place = [&](int w) {
            return w == first_value ? -1
                                    : static_cast<int>(std::ranges::find(order, w) - order.begin());
        };
        for (const int a : order)
            for (const int b : order)
                if (promise == Promise::causal && cause(a, b) && place(a) > place(b)) return false;
        for (int i = 0; i < size(); ++i) {
            if (!read(i)) continue;
            if (written(i) && place(source(i)) > place(i)) return false;
            for (int w = first_value; w < size(); ++w) {
                const bool of_key = w == first_value || (written(w) && at(w).key == at(i).key);
                if (of_key && must_see(i, w, promise) && place(w) > place(source(i))) return false;
            }
        }
        return true;
    }

    const JudgeOptions& options_;
    std::vector<Operation> all_;
    std::set<std::pair<int, int>> causes_;
};

}  // namespace

bool keeps(Promise promise, const std::vector<Operation>& operations, const JudgeOptions& options) {
    if (promise == Promise::sequential) return Interleavings(operations, options).any_is_legal();
    return Writes(operations, options).keep(promise);
}

}  // namespace ordeal::testing

// The histories of clients as numbers. Two histories are the same if each client did the same
// operations with the same answers, and the same operations had returned when each began: the
// order of what overlaps makes no difference to any judge. A history is judged once, when it first
// appears, and only if an operation returned: one more that is under way never makes a valid
// history invalid.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "checker/actor_model/participant.hpp"
#include "checker/actor_model/stable_vector.hpp"
#include "checker/history/tester.hpp"
#include "core/hash.hpp"
#include "core/history/event.hpp"

namespace ordeal::checker {

enum class Consistency { linearizable, sequential };

struct HistoryOptions {
    std::string model;    // a name of the judge's; empty: histories are not recorded
    core::Value initial;  // the state before the first operation
    Consistency consistency = Consistency::linearizable;
    /// On ordered networks an answer that its client ignores is recorded all the same, as the
    /// result of whatever the client has under way; nothing is: the history is broken, and not
    /// valid. It is a mistake, and makes histories that no client saw; for comparing counts with
    /// checkers that make it.
    bool records_ignored_answers = false;
    /// Histories may have any number of operations, and are judged when they are asked for: of
    /// recorded runs. Else one of more than 64 operations of a key cannot be judged (checked).
    bool of_any_length = false;
};

class LongHistories;

/// From any thread. Histories are judged side by side.
class Histories {
  public:
    static constexpr std::uint32_t empty = 0;

    /// Requires: the model exists (checked), at most 255 processes.
    Histories(const HistoryOptions& options, std::size_t processes);
    ~Histories();

    /// The history after one more event. Requires: a completion of an operation that is under way,
    /// an invocation where none is (checked, unless ignored answers are recorded); operations that
    /// the model knows (checked).
    std::uint32_t next(std::uint32_t history, std::size_t process, const ClientEvent& event);

    /// The same history with processes renamed: process i becomes to[i].
    std::uint32_t exchanged(std::uint32_t history, const std::vector<std::uint32_t>& to);

    /// Not known to be invalid, that is.
    bool valid(std::uint32_t history) const {
        return long_ ? !is_invalid_long(history) : histories_[history].valid;
    }
    /// Of one that takes too long to judge why; empty: its verdict is known.
    std::string why_unknown(std::uint32_t history) const;
    std::size_t size() const;
    std::size_t bytes() const;
    /// A line for each operation, indented. `names`: of the processes; none: "client 1", ...
    std::string text(std::uint32_t history, const std::vector<std::string>& names = {}) const;

  private:
    using Words = std::vector<std::uint32_t>;

    /// For each process the number of its operations and then, for each of them: call, answer (0:
    /// none yet) and how many operations of each process had returned when it began.
    struct History {
        Words words;  // of a broken one there is one more
        bool valid = true;
        bool broken = false;
    };
    struct Call {
        std::string f;
        core::Value key;
        core::Value argument;
        auto operator<=>(const Call&) const = default;
    };
    struct Answer {
        core::EventType type = core::EventType::ok;
        core::Value result;
        auto operator<=>(const Answer&) const = default;
    };
    struct Entry {
        std::uint32_t call = 0;
        std::uint32_t answer = 0;
        std::vector<std::uint32_t> returned;
    };
    using Table = std::vector<std::vector<Entry>>;

    struct HashWords {
        std::size_t operator()(const Words* words) const {
            return core::hash_bytes(words->data(), words->size() * sizeof(std::uint32_t));
        }
    };
    struct EqualWords {
        bool operator()(const Words* a, const Words* b) const { return *a == *b; }
    };

    /// A tester knows the first of the operations that were compiled; all is what it has to know.
    struct Judge {
        std::unique_ptr<Tester> tester;
        std::size_t operations = 0;
    };
    using Questions = std::vector<std::vector<TestedOperation>>;  // one for each key

    bool is_invalid_long(std::uint32_t history) const;
    Table unpack(const Words& words) const;
    Words pack(const Table& table) const;
    std::size_t entry_words() const { return 2 + processes_; }
    std::size_t begin_of(const Words& words, std::size_t process) const;

    // Requires: the lock.

    bool under_way(const Words& words, std::size_t process) const;
    Words invoked(const Words& words, std::size_t process, const ClientEvent& event);
    Words answered(const Words& words, std::size_t process, const ClientEvent& event);
    std::uint32_t intern(Words words, bool valid, bool broken = false);
    std::uint32_t break_off(std::uint32_t history);
    Questions questions(const Table& table);
    std::vector<TestedOperation> question(const Table& table, const core::Value& key);
    std::uint32_t compiled(std::uint32_t call, std::uint32_t answer);
    /// One that nobody else uses, which knows all operations.
    Judge take_judge();

    HistoryOptions options_;
    std::size_t processes_;
    std::unique_ptr<LongHistories> long_;      // instead of what follows, or none
    mutable std::mutex mutex_;                 // of what follows
    std::vector<Judge> judges_;                // that nobody uses
    std::vector<core::Operation> operations_;  // compiled
    std::vector<Call> calls_;
    std::vector<Answer> answers_;
    boost::unordered_flat_map<std::uint64_t, std::uint32_t> compiled_;
    StableVector<History> histories_;
    boost::unordered_flat_map<const Words*, std::uint32_t, HashWords, EqualWords> numbers_;
    std::size_t bytes_ = 0;
};

}  // namespace ordeal::checker

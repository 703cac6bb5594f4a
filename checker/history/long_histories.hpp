// The histories of long runs as numbers: a history is an event more than another one, so a run of
// n events costs n of these, and each branch that leaves it as many as it has events of its own.
// Verdicts are computed when they are asked for, and are those of the judge: they are true, or they
// are unknown.
//
// Two histories are the same if each client did the same operations with the same answers, and the
// same operations had returned when each began. Such histories differ in the order of neighbours
// that both begin, or both end, an operation; so of these those of lower clients come first.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "checker/history/histories.hpp"
#include "core/clock.hpp"
#include "core/verdict.hpp"
#include "linearizability/incremental.hpp"

namespace ordeal::checker {

/// Where a history is followed no further, and where the judge of whole ones, which knows all
/// answers, is asked no longer.
struct LongHistoryBounds {
    std::uint64_t steps = 20'000;  // of the search that one return asks for
    core::Nanoseconds patience = std::chrono::seconds(2);
};

/// From any thread.
class LongHistories {
  public:
    static constexpr std::uint32_t empty = Histories::empty;

    /// Requires: the model exists (checked), and is judged by linearizability.
    explicit LongHistories(const HistoryOptions& options, const LongHistoryBounds& bounds = {});

    /// The history after one more event; after `info` the same one, as an operation of which nobody
    /// hears again is still under way. Requires: an invocation of a client that has nothing under
    /// way, or the completion of what it has.
    std::uint32_t next(std::uint32_t history, std::size_t process, const ClientEvent& event);

    /// Whether some order of the operations explains the history. Every beginning of a history that
    /// can be explained can be, too, so what is found out of one settles others.
    core::Verdict verdict(std::uint32_t history) const;
    /// Of an unknown one why; empty: it is known.
    std::string why_unknown(std::uint32_t history) const;

    std::size_t size() const;
    std::size_t bytes() const;
    /// A line for each of the latest operations, in the order in which they began, indented.
    std::string text(std::uint32_t history, const std::vector<std::string>& names) const;

  private:
    using Verdict = core::Verdict;
    using Online = std::optional<linearizability::Incremental>;
    using Numbers = std::vector<std::uint32_t>;

    struct ClientsEvent {
        std::uint32_t process = 0;
        ClientEvent event;
        bool invokes() const { return event.type == core::EventType::invoke; }
    };
    struct Node {
        std::uint32_t before = empty;
        std::uint32_t event = 0;
        std::uint32_t operations = 0;    // that began so far
        std::optional<Verdict> verdict;  // none: nobody asked yet
        Online online;                   // where the verdict is valid, and it did not give up
    };

    // Requires: the lock.

    std::uint32_t number_of(std::size_t process, const ClientEvent& event);
    std::uint32_t child(std::uint32_t before, std::uint32_t event);
    const ClientsEvent& event_of(std::uint32_t history) const {
        return events_[nodes_[history].event];
    }
    Verdict settle(std::uint32_t history) const;
    /// Follows a way, of which the first one is settled, event by event. How far it is settled
    /// then: to before that place.
    std::size_t follow(const Numbers& way) const;
    bool advance(linearizability::Incremental& online, std::uint32_t history) const;
    void settle_by_halving(const Numbers& way, std::size_t from) const;
    /// Of the last one of the way. Requires: what comes before `from` on it is valid.
    Verdict judge(const Numbers& way, std::size_t from) const;
    core::History events_up_to(std::uint32_t history, const std::set<core::Value>& keys) const;

    linearizability::JudgeOptions options_;
    mutable std::mutex mutex_;
    std::vector<ClientsEvent> events_;
    std::map<
        std::tuple<std::uint32_t, core::EventType, std::string, core::Value, core::Value, bool>,
        std::uint32_t>
        numbers_;
    mutable std::vector<Node> nodes_;
    mutable std::map<std::uint32_t, std::string> unknown_;  // why
    boost::unordered_flat_map<std::uint64_t, std::uint32_t> children_;
};

}  // namespace ordeal::checker

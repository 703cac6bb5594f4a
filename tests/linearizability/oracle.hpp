// Brute force: tries every order of the operations that real time allows. Shares nothing with the
// judge but the definition of an operation; right by being simple, for histories of a few
// operations only.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "tests/linearizability/reference.hpp"

namespace ordeal::testing {

/// An operation of one of the kinds that the oracle was made with, at its place in a history.
/// Without a return: it may take effect at any time from its invocation on, or never.
struct Placed {
    std::size_t kind = 0;
    std::size_t invoked = 0;
    std::optional<std::size_t> returned;
};

class Oracle {
  public:
    Oracle(std::string model, const core::Value& initial, linearizability::FailedCas failed_cas,
           std::vector<core::Operation> kinds);

    struct Answer {
        bool valid = false;
        std::size_t broken = 0;          // if not: the place whose return nothing explains
        std::set<core::Value> possible;  // and the states that were possible just before
    };
    Answer judge(const std::vector<Placed>& history);

    /// Is there a legal order of everything that returned before `moment`, with or without what
    /// was still under way? The states in which such orders end.
    std::set<std::size_t> states_before(const std::vector<Placed>& history, std::size_t moment);

    bool is_valid(const std::vector<Placed>& history);
    bool counts(std::size_t kind) const { return counts_[kind]; }
    const core::Operation& kind(std::size_t number) const { return kinds_[number]; }

  private:
    const std::vector<std::size_t>& next(std::size_t state, std::size_t kind);
    std::size_t number_of(const core::Value& state);
    void extend(const std::vector<Placed>& history, std::size_t moment, unsigned done,
                std::size_t state, std::set<std::size_t>& out);

    std::string model_;
    std::vector<core::Operation> kinds_;
    std::vector<bool> counts_;
    std::vector<core::Value> states_;
    std::map<core::Value, std::size_t> numbers_;
    std::vector<std::vector<std::optional<std::vector<std::size_t>>>> next_;
    std::size_t initial_;
};

}  // namespace ordeal::testing

// Holds the online search against brute force on a small history: heard event by event, and by one
// who is late and knows the answers.
#pragma once

#include <algorithm>

#include "linearizability/search/online.hpp"
#include "tests/linearizability/order_oracle.hpp"
#include "tests/linearizability/small_domain.hpp"

namespace ordeal::testing {

template <linearizability::OnlineSpecification S>
class OnlineCheck {
  public:
    explicit OnlineCheck(const SmallDomain& domain)
        : oracle_(domain.model, domain.initial, domain.kinds),
          spec_(domain.initial, domain.failed_cas),
          search_(spec_),
          domain_(domain) {}

    /// How it was heard when the search was wrong, or an empty text.
    std::string wrong(const SmallHistory& history) {
        const bool valid = oracle_.is_valid(history);
        if (explains(history, true) != valid) return "online, answers known";
        if (domain_.model != "multi-register" && explains(history, false) != valid) return "online";
        return {};
    }

    std::uint64_t explored() const { return search_.explored(); }

  private:
    using Search = linearizability::OnlineSearch<S, 1>;

    bool explains(const SmallHistory& history, bool known) {
        auto frontier = search_.start();
        linearizability::Limits none;
        for (std::uint8_t block = 0; block < 2 * SmallHistory::most; ++block) {
            for (std::uint32_t i = 0; i < history.size; ++i)
                if (history.begin[i] == block) invoke(frontier, history, i, known);
            for (std::uint32_t i = 0; i < history.size; ++i)
                if (history.end[i] == block &&
                    !search_.complete(frontier, i, domain_.kinds[history.kind[i]], none))
                    return false;
        }
        return true;
    }

    /// One of unknown outcome crashes at once.
    void invoke(typename Search::Frontier& frontier, const SmallHistory& history, std::uint32_t i,
                bool known) {
        core::Operation operation = domain_.kinds[history.kind[i]];
        const bool returns = history.end[i] != SmallHistory::never;
        if (!known || !returns) {
            operation.outcome = core::EventType::info;
            operation.result = nullptr;
        }
        const bool is_known = known && returns;
        const std::size_t due =
            is_known ? history.end[i] * SmallHistory::most + i : linearizability::not_known;
        search_.invoke(frontier, i, search_.kind(operation), due);
        if (!returns) search_.crash(frontier, i);
    }

    OrderOracle oracle_;
    S spec_;
    Search search_;
    const SmallDomain& domain_;
};

}  // namespace ordeal::testing

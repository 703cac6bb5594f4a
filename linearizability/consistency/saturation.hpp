// What must come before what, if one order of all accesses is to explain a history of registers:
// the sessions' orders and who reads from whom, closed under two rules. For a read r of what w
// wrote, and another write v of the same key: if v is before r then v is before w, and if w is
// before v then r is before v. A cycle refutes sequential consistency; without one, a search for
// an order has much less to try. (The constraints that Gibbons & Korach 1997 derive for a memory
// whose reads-from is known; deciding stays NP-complete, so the rules alone do not prove.)
#pragma once

#include <memory>
#include <vector>

#include "linearizability/consistency/sessions.hpp"
#include "linearizability/search/limits.hpp"

namespace ordeal::linearizability {

struct Saturation {
    std::optional<std::vector<CycleStep>> cycle;  // refuted
    std::optional<Before> before;                 // else: what was derived; none where that would
                                                  // take more memory than there is
};

/// Stops early, with what it has by then, when the limits say so.
Saturation saturate(const Accesses& accesses, Limits& limits);

/// Which access may be next in an order, by what saturation derived and because a value that is
/// overwritten never comes back. Take and undo as a stack.
class Guide {
  public:
    Guide(const Accesses& accesses, const Before& before);

    bool allows(std::uint32_t access) const;
    void take(std::uint32_t access);
    void undo(std::uint32_t access);

  private:
    std::size_t written_by(const Access& access) const;

    const Accesses& accesses_;
    const Before& before_;
    std::vector<std::uint32_t> taken_;    // of each session
    std::vector<std::uint32_t> readers_;  // of each access and first value: those not yet taken
    std::vector<std::vector<std::size_t>> current_;  // of each key: the writers so far
};

}  // namespace ordeal::linearizability

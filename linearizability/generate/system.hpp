// The correct systems that made-up histories come from, one for each specification, and the
// violations that can be planted in each: short *episodes* of operations, one after the other, with
// values that nobody else uses, and answers that cannot all be right whatever else happens beside
// them. So a planted violation is one by construction, not by luck; each has its argument.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/history/event.hpp"
#include "core/random.hpp"

namespace ordeal::linearizability {

/// What a client asks for, and what the system said.
struct Request {
    std::string f;
    core::Value argument;
    core::Value result = nullptr;
    core::EventType outcome = core::EventType::ok;
};

/// A step of an episode: it takes effect like any other, and then answers ok, with `forge` of the
/// true answer; without one, with its argument.
struct ForgedStep {
    std::string f;
    core::Value argument;
    std::function<core::Value(const core::Value& truth)> forge;
};

/// Forges this answer, whatever the true one is.
inline auto always(core::Value answer) {
    return [answer = std::move(answer)](const core::Value&) { return answer; };
}

struct Episode {
    std::vector<ForgedStep> steps;
    bool one_by_one = true;  // a step begins after the one before it has returned, others beside
                             // it; if not, nothing else begins while the episode goes on
};

/// A correct system for one key.
class SimulatedSystem {
  public:
    virtual ~SimulatedSystem() = default;
    /// What a client asks for next. `worker`: which client, from 0.
    virtual Request draw(core::Random& random, std::size_t worker) = 0;
    /// Takes effect: sets result and outcome.
    virtual void apply(Request& request) = 0;
    /// Told of each completion: ok, fail or info.
    virtual void completed(std::size_t, const Request&, core::EventType) {}
    /// Requires: one of the model's kinds of violation.
    virtual Episode episode(std::string_view kind) const = 0;
};

/// The values that are written: so many different ones, or with 0 each one once.
class ValueSource {
  public:
    explicit ValueSource(std::size_t count) : count_(count) {}
    core::Value draw(core::Random& random) {
        return count_ == 0 ? core::Value(next_++) : core::Value(random.below(count_));
    }
    bool all_different() const { return count_ == 0; }

  private:
    std::size_t count_;
    std::size_t next_ = 0;
};

/// A model, how to make its system, and which violations that knows, the usual one first.
struct SystemKind {
    std::string_view model;
    std::unique_ptr<SimulatedSystem> (*make)(std::size_t values);
    std::vector<std::string_view> violations;
};

std::vector<SystemKind> register_systems();   // those that hold a value or a few
std::vector<SystemKind> container_systems();  // those that hold many, the counter and the mutex

}  // namespace ordeal::linearizability

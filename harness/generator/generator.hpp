// Generators: which operation comes next, as immutable values. A generator is asked (`op`) with a
// context and answers with an invocation to be made at once, with `Pending`, or with `Exhausted`,
// and with the generator that takes its place; it is told (`update`) of each event. Both are pure,
// so a workload can be run for real, simulated, repeated and shrunk.
//
// After the generators of Jepsen (K. Kingsbury), with one difference: an operation is never
// promised for later. Where Jepsen answers "this, at time t", ours says "ask again at t"; so no
// answer is ever thrown away, and whoever asks always goes on with `next`.
//
// combinators.hpp holds the generators; driver.hpp the bookkeeping of whoever runs one.
#pragma once

#include <memory>
#include <optional>
#include <variant>

#include "clients/client.hpp"
#include "core/clock.hpp"
#include "core/history/event.hpp"
#include "harness/generator/context.hpp"

namespace ordeal::harness::gen {

/// What is to be done: f, key, value. A client takes it as it is.
using Call = clients::Invocation;

/// A call, by whom and when: f, key, value, process, time.
struct Invocation : Call {
    core::Process process;
    Thread thread = 0;
    core::Nanoseconds time{0};  // that of the context
};

/// The line of the history that records the invocation (its index is 0).
core::Event to_event(const Invocation& invocation);

struct Exhausted;
struct Pending;
struct Ready;
using Step = std::variant<Exhausted, Pending, Ready>;

class Node;

/// A value: copies share the same immutable nodes. The default one is exhausted.
class Generator {
  public:
    Generator() = default;
    explicit Generator(std::shared_ptr<const Node> node) : node_(std::move(node)) {}

    /// Guarantees: the process of a Ready is free in the context and its time is the context's.
    /// A generator that has answered Exhausted has no more operations for ever.
    Step op(const Context& context) const;

    /// To be told of every invocation and every completion, in order, with the workers as they are
    /// after it: busy after an invocation, free after a completion and still under the process
    /// number of the event.
    Generator update(const Context& context, const core::Event& event) const;
    /// False: update() never changes it, so nobody need tell it of anything.
    bool watches() const;

    /// Whether both share the same node: then they are the same value.
    bool is(const Generator& other) const { return node_ == other.node_; }

  private:
    std::shared_ptr<const Node> node_;
};

/// There is nothing more to do.
struct Exhausted {};

/// Nothing to do at this moment: ask `next` again after the next event, and at `wake` if that
/// comes first.
struct Pending {
    Generator next;
    std::optional<core::Nanoseconds> wake;  // later than the context's time
    bool firm = false;  // until `wake` the answer stays the same, unless `next` watches
};

/// Make this invocation now; then tell `next` of it by update().
struct Ready {
    Invocation invocation;
    Generator next;
    std::optional<core::Nanoseconds>
        idle_until;  // the answer of `next` is firmly Pending till then
};

/// One kind of generator. Derived classes are immutable: op and update are pure functions.
class Node : public std::enable_shared_from_this<Node> {
  public:
    /// `watches`: whether events may change it, or what it is made of.
    explicit Node(bool watches = true) : watches_(watches) {}
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;
    virtual ~Node() = default;
    virtual Step op(const Context& context) const = 0;
    /// By default events change nothing.
    virtual Generator update(const Context& context, const core::Event& event) const;
    bool watches() const { return watches_; }

  protected:
    Generator self() const { return Generator(shared_from_this()); }

  private:
    bool watches_;
};

inline bool Generator::watches() const {
    return node_ != nullptr && node_->watches();
}

}  // namespace ordeal::harness::gen

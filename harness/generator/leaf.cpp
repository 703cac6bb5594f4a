// The generators that make operations: once, calls, generate, defer, sleep.
#include <memory>
#include <utility>

#include "harness/generator/combinators.hpp"
#include "harness/generator/wrap.hpp"

namespace ordeal::harness::gen {

namespace {

Invocation by(const Worker& worker, const Context& context, Call&& call) {
    return {std::move(call), worker.process, worker.thread, context.time()};
}

class Once final : public Node {
  public:
    explicit Once(Call call) : Node(false), call_(std::move(call)) {}

    Step op(const Context& context) const override {
        if (context.workers().empty()) return Exhausted{};
        const Worker* worker = context.draw_free();
        if (!worker) return Pending{self(), {}};
        return Ready{by(*worker, context, Call(call_)), Generator()};
    }

  private:
    Call call_;
};

class Generate final : public Node {
  public:
    explicit Generate(std::function<std::optional<Call>(const Context&)> make)
        : Node(false), make_(std::move(make)) {}

    Step op(const Context& context) const override {
        if (context.workers().empty()) return Exhausted{};
        const Worker* worker = context.draw_free();
        if (!worker) return Pending{self(), {}};
        auto call = make_(context.inner());
        if (!call) return Exhausted{};
        return Ready{by(*worker, context, std::move(*call)), self()};
    }

  private:
    std::function<std::optional<Call>(const Context&)> make_;
};

class Defer final : public Node {
  public:
    explicit Defer(std::function<Generator(const Context&)> make)
        : Node(false), make_(std::move(make)) {}

    Step op(const Context& context) const override { return make_(context).op(context.inner()); }

  private:
    std::function<Generator(const Context&)> make_;
};

class Sleep final : public Node {
  public:
    Sleep(core::Nanoseconds duration, std::optional<core::Nanoseconds> end)
        : Node(false), duration_(duration), end_(end) {}

    Step op(const Context& context) const override {
        const core::Nanoseconds end = end_.value_or(context.time() + duration_);
        if (context.time() >= end) return Exhausted{};
        return Pending{make<Sleep>(duration_, end), end, true};
    }

  private:
    core::Nanoseconds duration_;
    std::optional<core::Nanoseconds> end_;
};

}  // namespace

Generator once(Call call) {
    return make<Once>(std::move(call));
}

Generator calls(std::vector<Call> list) {
    std::vector<Generator> generators;
    for (Call& call : list)
        generators.push_back(once(std::move(call)));
    return sequence(std::move(generators));
}

Generator generate(std::function<std::optional<Call>(const Context&)> make) {
    return gen::make<Generate>(std::move(make));
}

Generator defer(std::function<Generator(const Context&)> make) {
    return gen::make<Defer>(std::move(make));
}

Generator sleep(core::Nanoseconds duration) {
    return make<Sleep>(duration, std::nullopt);
}

}  // namespace ordeal::harness::gen

#include "harness/generator/planned.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace ordeal::harness::gen {

namespace {

/// The operations of each client are a queue of places in one list, which is in order of time.
struct Plan {
    std::vector<PlannedOperation> operations;
    std::vector<std::vector<std::size_t>> of_client;
};

class Planned final : public Node {
  public:
    /// `done`: how many operations of each client were made.
    Planned(std::shared_ptr<const Plan> plan, std::vector<std::size_t> done)
        : plan_(std::move(plan)), done_(std::move(done)) {}

    Step op(const Context& context) const override {
        const Worker* chosen = nullptr;  // the free worker whose next operation is the earliest
        std::size_t place = plan_->operations.size();
        bool anything = false;
        for (const Worker& worker : context.workers()) {
            const auto next = next_of(worker.thread);
            if (!next) continue;
            anything = true;
            if (!worker.free || *next >= place) continue;
            chosen = &worker;
            place = *next;
        }
        if (!anything) return Exhausted{};
        if (!chosen) return Pending{self(), {}};
        const PlannedOperation& operation = plan_->operations[place];
        if (operation.at > context.time()) return Pending{self(), operation.at};
        return Ready{{{operation.f, operation.key, operation.value},
                      chosen->process,
                      chosen->thread,
                      context.time()},
                     after(operation.client)};
    }

  private:
    std::optional<std::size_t> next_of(Thread thread) const {
        const auto client = static_cast<std::size_t>(thread);
        if (thread < 0 || client >= done_.size()) return std::nullopt;
        const auto& places = plan_->of_client[client];
        if (done_[client] == places.size()) return std::nullopt;
        return places[done_[client]];
    }

    Generator after(std::size_t client) const {
        std::vector<std::size_t> done = done_;
        ++done[client];
        return Generator(std::make_shared<Planned>(plan_, std::move(done)));
    }

    std::shared_ptr<const Plan> plan_;
    std::vector<std::size_t> done_;  // by client
};

}  // namespace

Generator planned(std::vector<PlannedOperation> operations) {
    Plan plan{std::move(operations), {}};
    std::ranges::stable_sort(plan.operations, {}, &PlannedOperation::at);
    for (std::size_t i = 0; i < plan.operations.size(); ++i) {
        const std::size_t client = plan.operations[i].client;
        if (plan.of_client.size() <= client) plan.of_client.resize(client + 1);
        plan.of_client[client].push_back(i);
    }
    std::vector<std::size_t> done(plan.of_client.size());
    return Generator(
        std::make_shared<Planned>(std::make_shared<const Plan>(std::move(plan)), std::move(done)));
}

}  // namespace ordeal::harness::gen

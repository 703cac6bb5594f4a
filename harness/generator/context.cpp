#include "harness/generator/context.hpp"

#include <algorithm>
#include <utility>

namespace ordeal::harness::gen {

Context::Context(core::Nanoseconds time, std::vector<Worker> workers, core::Random random,
                 std::uint64_t invocation)
    : time_(time),
      workers_(std::make_shared<const std::vector<Worker>>(std::move(workers))),
      random_(random),
      invocation_(invocation) {}

bool Context::all_free() const {
    return std::ranges::all_of(*workers_, &Worker::free);
}

const Worker* Context::find(const core::Process& process) const {
    const auto found = std::ranges::find(*workers_, process, &Worker::process);
    return found == workers_->end() ? nullptr : &*found;
}

const Worker* Context::draw_free() const {
    const auto free = static_cast<std::uint64_t>(std::ranges::count_if(*workers_, &Worker::free));
    if (free == 0) return nullptr;
    std::uint64_t skip = random_.split("worker").below(free);
    for (const Worker& worker : *workers_)
        if (worker.free && skip-- == 0) return &worker;
    return nullptr;
}

Context Context::inner(std::uint64_t child) const {
    Context context = *this;
    context.random_ = random_.split(child);
    return context;
}

Context Context::on(const ThreadPredicate& predicate) const {
    if (std::ranges::all_of(*workers_, predicate, &Worker::thread)) return *this;
    Context context = *this;
    std::vector<Worker> kept;
    std::ranges::copy_if(*workers_, std::back_inserter(kept), predicate, &Worker::thread);
    context.workers_ = std::make_shared<const std::vector<Worker>>(std::move(kept));
    return context;
}

}  // namespace ordeal::harness::gen

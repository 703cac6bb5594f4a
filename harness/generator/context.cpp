#include "harness/generator/context.hpp"

#include <algorithm>
#include <utility>

#include "core/hash.hpp"

namespace ordeal::harness::gen {

namespace {

/// Of Random(seed).split(child), without the stream between the two.
std::uint64_t seed_of_child(std::uint64_t seed, std::uint64_t child) {
    return core::hash_combine(core::hash_number(seed), child);
}

}  // namespace

Context::Context(core::Nanoseconds time, std::vector<Worker> workers, const core::Random& random,
                 std::uint64_t invocation)
    : Context(time, nullptr, random.seed(), invocation) {
    own(std::move(workers));
}

Context Context::borrowing(core::Nanoseconds time, const std::vector<Worker>& workers,
                           const core::Random& random, std::uint64_t invocation) {
    return Context(time, &workers, random.seed(), invocation);
}

void Context::own(std::vector<Worker> workers) {
    owned_ = std::make_shared<const std::vector<Worker>>(std::move(workers));
    workers_ = owned_.get();
}

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
    std::uint64_t skip = random().split("worker").below(free);
    for (const Worker& worker : *workers_)
        if (worker.free && skip-- == 0) return &worker;
    return nullptr;
}

Context Context::inner(std::uint64_t child) const {
    Context context = *this;
    context.seed_ = seed_of_child(seed_, child);
    return context;
}

Context Context::on(const ThreadPredicate& predicate) const {
    if (std::ranges::all_of(*workers_, predicate, &Worker::thread)) return *this;
    Context context = *this;
    std::vector<Worker> kept;
    std::ranges::copy_if(*workers_, std::back_inserter(kept), predicate, &Worker::thread);
    context.own(std::move(kept));
    return context;
}

}  // namespace ordeal::harness::gen

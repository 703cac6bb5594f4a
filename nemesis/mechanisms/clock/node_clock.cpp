#include "nemesis/mechanisms/clock/node_clock.hpp"

#include <cmath>
#include <utility>

#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

namespace ordeal::nemesis {

namespace {

/// CLOCK_REALTIME as the kernel tells it to those whose clock is not skewed.
std::int64_t true_time_ns() {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec * std::int64_t{1'000'000'000} + now.tv_nsec;
}

}  // namespace

core::Result<std::unique_ptr<NodeClock>> NodeClock::create() {
    FileDescriptor file(::memfd_create(clock_file_name, MFD_CLOEXEC));
    if (!file || ::ftruncate(file.get(), clock_page_bytes) != 0)
        return core::fail("cannot make memory for a node's clock: {}", core::errno_text());
    void* const page =
        ::mmap(nullptr, clock_page_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file.get(), 0);
    if (page == MAP_FAILED)
        return core::fail("cannot map memory for a node's clock: {}", core::errno_text());
    return std::unique_ptr<NodeClock>(
        new NodeClock(std::move(file), static_cast<ClockPage*>(page)));
}

NodeClock::~NodeClock() {
    ::munmap(page_, clock_page_bytes);
}

core::Result<void> NodeClock::begin(FaultId fault, ClockTerm term) {
    const std::lock_guard lock(mutex_);
    if (terms_.size() == most_clock_terms)
        return core::fail("{} faults hold the node's clock already", most_clock_terms);
    term.since = true_time_ns();
    terms_.insert_or_assign(fault, term);
    publish();
    return {};
}

core::Nanoseconds NodeClock::end(FaultId fault) {
    const std::lock_guard lock(mutex_);
    const auto ended = terms_.extract(fault);
    if (!ended) return {};
    publish();
    return core::Nanoseconds(true_time_ns() - ended.mapped().since);
}

core::Nanoseconds NodeClock::offset() const {
    return core::Nanoseconds(skew_at(*page_, true_time_ns()));
}

core::Nanoseconds NodeClock::offset_by(FaultId fault) const {
    const std::lock_guard lock(mutex_);
    const auto found = terms_.find(fault);
    return core::Nanoseconds(found == terms_.end() ? 0 : added_by(found->second, true_time_ns()));
}

/// A reader that is still in the slot that is written here sees that the generation has changed.
void NodeClock::publish() {
    const std::uint64_t next = page_->generation + 1;
    ClockTerms& slot = page_->slots[next % clock_slots];
    slot.count = 0;
    for (const auto& [fault, term] : terms_)
        slot.terms[slot.count++] = term;
    __atomic_store_n(&page_->generation, next, __ATOMIC_RELEASE);
}

ClockTerm drift_term(double rate) {
    return {.drift = std::llround((rate - 1) * 0x1p32)};
}

}  // namespace ordeal::nemesis

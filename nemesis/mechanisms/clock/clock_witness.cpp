#include "nemesis/mechanisms/clock/clock_witness.hpp"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include <sys/mman.h>
#include <unistd.h>

namespace ordeal::nemesis {

core::Result<std::unique_ptr<ClockWitness>> ClockWitness::create() {
    FileDescriptor file(::memfd_create("ordeal-clock-witness", MFD_CLOEXEC));
    if (!file || ::ftruncate(file.get(), witness_page_bytes) != 0)
        return core::fail("cannot make memory for the witness of a clock: {}", core::errno_text());
    void* const page = ::mmap(nullptr, witness_page_bytes, PROT_READ, MAP_SHARED, file.get(), 0);
    if (page == MAP_FAILED)
        return core::fail("cannot map memory for the witness of a clock: {}", core::errno_text());
    return std::unique_ptr<ClockWitness>(
        new ClockWitness(std::move(file), static_cast<const WitnessPage*>(page)));
}

ClockWitness::~ClockWitness() {
    ::munmap(const_cast<WitnessPage*>(page_), witness_page_bytes);
}

std::optional<ClockSample> ClockWitness::latest(core::Nanoseconds age) const {
    const auto recent = since(monotonic_ns() - age.count());
    if (recent.empty()) return std::nullopt;
    return recent.back();
}

std::optional<ClockSample> ClockWitness::next(core::Nanoseconds most) const {
    const std::int64_t begun = monotonic_ns();
    for (;;) {
        const auto fresh = since(begun);
        if (!fresh.empty()) return fresh.front();
        if (monotonic_ns() - begun > most.count()) return std::nullopt;
        std::this_thread::sleep_for(std::chrono::microseconds(500));
    }
}

std::vector<ClockSample> ClockWitness::since(std::int64_t moment) const {
    const std::uint64_t size = page_->samples.size();
    const std::uint64_t count = __atomic_load_n(&page_->count, __ATOMIC_ACQUIRE);
    // The oldest may be overwritten while it is read.
    const std::uint64_t held = std::min(count, size - size / 8);
    std::vector<ClockSample> found;
    for (std::uint64_t i = 1; i <= held; ++i) {
        const ClockSample& sample = page_->samples[(count - i) % size];
        if (sample.taken < moment) break;
        found.push_back(sample);
    }
    std::ranges::reverse(found);
    return found;
}

}  // namespace ordeal::nemesis

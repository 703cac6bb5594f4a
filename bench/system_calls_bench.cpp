// What it costs a program that its system calls are trapped (nemesis/mechanisms/system_calls): one
// process makes the same pwrite again and again, and this one answers. Counters: the median and the
// 99th part of a hundred, in microseconds. docs/disks.md says what they must be.
#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <new>
#include <string>

#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/check.hpp"
#include "core/file_descriptor.hpp"
#include "nemesis/mechanisms/system_calls/trap.hpp"
#include "nemesis/mechanisms/system_calls/trapped_calls.hpp"

namespace ordeal::nemesis {
namespace {

namespace fs = std::filesystem;
using core::FileDescriptor;
using Clock = std::chrono::steady_clock;

constexpr std::size_t calls_measured = 20'000;
constexpr std::size_t calls_before = 1'000;

/// Of both processes.
struct Shared {
    std::atomic<int> listener{-1};
    std::atomic<bool> go{false};
    std::array<double, calls_measured> took_us{};
};

void nap() {
    ::poll(nullptr, 0, 1);
}

/// The measured process.
[[noreturn]] void make_calls(Shared& shared, const std::string& path, bool trapped) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    const int number = SYS_pwrite64;
    shared.listener = trapped ? trap_calls(&number, 1) : 0;
    while (!shared.go)
        nap();
    for (std::size_t i = 0; i < calls_before + calls_measured; ++i) {
        const auto begun = Clock::now();
        if (::pwrite(file, "x", 1, 0) > 1) break;
        const std::chrono::duration<double, std::micro> took = Clock::now() - begun;
        if (i >= calls_before) shared.took_us[i - calls_before] = took.count();
    }
    ::_exit(0);
}

FileDescriptor take_listener(pid_t process, const Shared& shared) {
    while (shared.listener == -1)
        nap();
    const FileDescriptor handle(static_cast<int>(::syscall(SYS_pidfd_open, process, 0)));
    FileDescriptor listener(
        static_cast<int>(::syscall(SYS_pidfd_getfd, handle.get(), shared.listener.load(), 0)));
    CHECK(listener.get() >= 0, "no listener: {}", core::errno_text());
    return listener;
}

class Measurement {
  public:
    Measurement() {
        std::string name = (fs::temp_directory_path() / "ordeal-bench-XXXXXX").string();
        CHECK(::mkdtemp(name.data()) != nullptr);
        folder_ = name;
        void* const memory = ::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE,
                                    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        CHECK(memory != MAP_FAILED);
        shared_ = new (memory) Shared;
    }
    ~Measurement() {
        ::munmap(shared_, sizeof(Shared));
        fs::remove_all(folder_);
    }
    Measurement(const Measurement&) = delete;
    Measurement& operator=(const Measurement&) = delete;

    /// `prepare` begins the faults of node n1.
    void run(bool trapped, const std::function<void(TrappedCalls&)>& prepare) {
        const pid_t child = ::fork();
        if (child == 0) make_calls(*shared_, (folder_ / "log").string(), trapped);
        TrappedCalls calls(42, {});
        if (trapped) calls.watch("n1", folder_, take_listener(child, *shared_));
        prepare(calls);
        shared_->go = true;
        ::waitpid(child, nullptr, 0);
    }

    double quantile_us(double part) const {
        auto sorted = shared_->took_us;
        std::ranges::sort(sorted);
        return sorted[static_cast<std::size_t>(part * (calls_measured - 1))];
    }

  private:
    fs::path folder_;
    Shared* shared_ = nullptr;
};

void measure(benchmark::State& state, bool trapped,
             const std::function<void(TrappedCalls&)>& prepare) {
    for (auto _ : state) {
        Measurement measurement;
        measurement.run(trapped, prepare);
        state.counters["median_us"] = measurement.quantile_us(0.5);
        state.counters["p99_us"] = measurement.quantile_us(0.99);
    }
}

CallRule failing(const std::string& files) {
    return {.calls = {SYS_pwrite64}, .files = files, .error = EIO};
}

void untrapped(benchmark::State& state) {
    measure(state, false, [](TrappedCalls&) {});
}

void trapped_without_a_fault(benchmark::State& state) {
    measure(state, true, [](TrappedCalls&) {});
}

void trapped_and_of_another_file(benchmark::State& state) {
    measure(state, true, [](TrappedCalls& calls) { calls.begin(1, "n1", failing("other")); });
}

void trapped_and_failed(benchmark::State& state) {
    measure(state, true, [](TrappedCalls& calls) { calls.begin(1, "n1", failing("*")); });
}

BENCHMARK(untrapped)->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(trapped_without_a_fault)->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(trapped_and_of_another_file)->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(trapped_and_failed)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ordeal::nemesis

BENCHMARK_MAIN();

// A process that does what it is told: what a server would do that is being starved, seen from its
// own side.
#pragma once

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <ctime>
#include <vector>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ordeal::nemesis {

class Servant {
  public:
    Servant() {
        int ends[2] = {-1, -1};
        (void)::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends);
        pid_ = ::fork();
        if (pid_ == 0) {
            ::close(ends[0]);
            serve(ends[1]);
        }
        ::close(ends[1]);
        channel_ = ends[0];
    }
    ~Servant() {
        ::close(channel_);
        ::kill(pid_, SIGKILL);
        while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
        }
    }
    Servant(const Servant&) = delete;
    Servant& operator=(const Servant&) = delete;

    pid_t pid() const { return pid_; }

    /// Opens files until it may not, at most so many; how many that were.
    std::int64_t open_files(std::int64_t most) { return ask('o', most); }
    /// Starts processes until it may not, at most so many, and ends them; how many that were.
    std::int64_t start_processes(std::int64_t most) { return ask('p', most); }
    /// Touches so many more bytes: 1. 0: refused. -1: it did not survive that.
    std::int64_t take_memory(std::int64_t bytes) { return ask('m', bytes); }
    /// Computes until so much time of its processor has passed, in ns.
    std::int64_t compute(std::int64_t processor_ns) { return ask('c', processor_ns); }

  private:
    struct Order {
        char what;
        std::int64_t amount;
    };

    std::int64_t ask(char what, std::int64_t amount) const {
        const Order order{what, amount};
        (void)::send(channel_, &order, sizeof order, MSG_NOSIGNAL);
        std::int64_t answer = -1;
        while (::recv(channel_, &answer, sizeof answer, 0) < 0 && errno == EINTR) {
        }
        return answer;
    }

    [[noreturn]] static void serve(int channel) {
        Order order{};
        while (::recv(channel, &order, sizeof order, 0) == sizeof order) {
            const std::int64_t answer = obey(order);
            (void)::send(channel, &answer, sizeof answer, MSG_NOSIGNAL);
        }
        ::_exit(0);
    }

    static std::int64_t obey(const Order& order) {
        switch (order.what) {
            case 'o':
                return files(order.amount);
            case 'p':
                return processes(order.amount);
            case 'm':
                return memory(static_cast<std::size_t>(order.amount));
            default:
                return burn(order.amount);
        }
    }

    static std::int64_t files(std::int64_t most) {
        int opened[512];
        std::int64_t count = 0;
        while (count < most && (opened[count] = ::open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0)
            ++count;
        for (std::int64_t i = 0; i < count; ++i)
            ::close(opened[i]);
        return count;
    }

    static std::int64_t processes(std::int64_t most) {
        pid_t started[64];
        std::int64_t count = 0;
        while (count < most && (started[count] = ::fork()) >= 0) {
            if (started[count] == 0)
                for (;;)
                    ::pause();
            ++count;
        }
        for (std::int64_t i = 0; i < count; ++i) {
            ::kill(started[i], SIGKILL);
            ::waitpid(started[i], nullptr, 0);
        }
        return count;
    }

    static std::int64_t memory(std::size_t bytes) {
        void* const area =
            ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (area == MAP_FAILED) return 0;
        std::memset(area, 1, bytes);
        ::munmap(area, bytes);
        return 1;
    }

    static std::int64_t burn(std::int64_t processor_ns) {
        timespec used{};
        do
            ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
        while (std::int64_t{used.tv_sec} * 1'000'000'000 + used.tv_nsec < processor_ns);
        return 1;
    }

    pid_t pid_ = -1;
    int channel_ = -1;
};

}  // namespace ordeal::nemesis

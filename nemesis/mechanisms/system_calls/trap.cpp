#include "nemesis/mechanisms/system_calls/trap.hpp"

#include <array>
#include <cerrno>
#include <cstddef>
#include <initializer_list>

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (1UL << 5)
#endif

namespace ordeal::nemesis {

namespace {

#if defined(__x86_64__)
constexpr unsigned our_table = AUDIT_ARCH_X86_64;
constexpr unsigned first_of_x32 = 0x40000000;
#elif defined(__aarch64__)
constexpr unsigned our_table = AUDIT_ARCH_AARCH64;
constexpr unsigned first_of_x32 = 0xffffffff;
#else
#error "which table of system calls does this machine have?"
#endif

/// The program of the filter, in the order in which it runs.
class Program {
  public:
    void load(std::size_t offset) {
        add(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<unsigned>(offset)));
    }
    /// The result, if what was loaded is this (and, of the others, is not; is not below).
    void answer_if(unsigned is, unsigned result) {
        add(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, is, 0, 1));
        answer(result);
    }
    void answer_unless(unsigned is, unsigned result) {
        add(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, is, 1, 0));
        answer(result);
    }
    void answer_from(unsigned least, unsigned result) {
        add(BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, least, 0, 1));
        answer(result);
    }
    void answer(unsigned result) { add(BPF_STMT(BPF_RET | BPF_K, result)); }

    sock_fprog program() { return {size_, steps_.data()}; }

  private:
    void add(sock_filter step) { steps_[size_++] = step; }

    std::array<sock_filter, 16 + 2 * most_trapped_calls> steps_{};
    unsigned short size_ = 0;
};

int install(unsigned long flags, sock_fprog& program) {
    const long listener = ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
    return listener < 0 ? -errno : static_cast<int>(listener);
}

}  // namespace

int trap_calls(const int* numbers, int count) {
    constexpr unsigned refused = SECCOMP_RET_ERRNO | ENOSYS;
    Program filter;
    filter.load(offsetof(seccomp_data, arch));
    filter.answer_unless(our_table, refused);
    filter.load(offsetof(seccomp_data, nr));
    filter.answer_from(first_of_x32, refused);
    for (const unsigned way_around : {SYS_io_uring_setup, SYS_io_setup})
        filter.answer_if(way_around, refused);
    for (int i = 0; i < count; ++i)
        filter.answer_if(static_cast<unsigned>(numbers[i]), SECCOMP_RET_USER_NOTIF);
    filter.answer(SECCOMP_RET_ALLOW);
    sock_fprog program = filter.program();

    constexpr unsigned long listen = SECCOMP_FILTER_FLAG_NEW_LISTENER;
    constexpr unsigned long patient = listen | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;
    int listener = install(patient, program);
    if (listener == -EACCES && ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
        listener = install(patient, program);
    if (listener == -EINVAL) listener = install(listen, program);
    if (listener == -EACCES && ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
        listener = install(listen, program);
    return listener;
}

}  // namespace ordeal::nemesis

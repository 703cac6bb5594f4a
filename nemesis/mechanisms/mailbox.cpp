#include "nemesis/mechanisms/mailbox.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include "core/check.hpp"

namespace ordeal::nemesis {

core::Result<std::unique_ptr<Mailbox>> Mailbox::create() {
    FileDescriptor wake(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
    if (!wake) return core::fail("cannot make an event descriptor: {}", core::errno_text());
    return std::unique_ptr<Mailbox>(new Mailbox(std::move(wake)));
}

void Mailbox::run(const std::function<void()>& task) {
    std::unique_lock lock(mutex_);
    if (!is_open_) return task();
    Letter letter{&task};
    letters_.push_back(&letter);
    is_waiting_ = true;
    CHECK(::eventfd_write(wake_.get(), 1) == 0, "cannot wake the fabric");
    done_.wait(lock, [&] { return letter.done; });
}

void Mailbox::open() {
    const std::lock_guard lock(mutex_);
    is_open_ = true;
}

void Mailbox::close() {
    {
        const std::lock_guard lock(mutex_);
        run_letters();
        is_open_ = false;
    }
    done_.notify_all();
}

void Mailbox::serve() {
    {
        const std::lock_guard lock(mutex_);
        run_letters();
    }
    done_.notify_all();
}

void Mailbox::run_letters() {
    eventfd_t ignored = 0;
    ::eventfd_read(wake_.get(), &ignored);
    for (Letter* letter : letters_) {
        (*letter->task)();
        letter->done = true;
    }
    letters_.clear();
    is_waiting_ = false;
}

}  // namespace ordeal::nemesis

#include "harness/router/mailbox.hpp"

#include <utility>

namespace ordeal::harness {

void Mailbox::put(Mail mail) {
    {
        const std::lock_guard lock(mutex_);
        if (closed_) return;
        mail_.push_back(std::move(mail));
    }
    changed_.notify_one();
}

std::optional<Mail> Mailbox::take(std::chrono::steady_clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, deadline, [this] { return closed_ || !mail_.empty(); });
    if (mail_.empty()) return std::nullopt;
    Mail mail = std::move(mail_.front());
    mail_.pop_front();
    return mail;
}

void Mailbox::close() {
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
    }
    changed_.notify_all();
}

bool Mailbox::is_closed() const {
    const std::lock_guard lock(mutex_);
    return closed_;
}

}  // namespace ordeal::harness

// What a simulated node has saved, and how much of it would survive a loss of power. A save is
// durable as late as outbox.hpp allows: when the node next sends something, and on a disk that lies
// about it only when it stops to lie.
#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace ordeal::actors {

template <typename Storage>
class Disk {
  public:
    /// None: nothing was saved.
    const std::optional<Storage>& saved() const { return saved_; }

    void save(Storage storage) {
        if (remembers_) before_.push_back(saved_);
        if (!durable_) durable_ = std::move(saved_);
        saved_ = std::move(storage);
        ++volatile_saves_;
    }
    /// The node has sent something.
    void sent() {
        if (!lies_) sync();
    }
    void lie(bool lies) {
        lies_ = lies;
        if (!lies) sync();
    }
    /// What is not durable is gone, as if never saved; returns how many saves.
    std::size_t lose() {
        if (durable_) saved_ = *std::move(durable_);
        durable_.reset();
        return std::exchange(volatile_saves_, 0);
    }

    /// All saves from here on can be forgotten.
    void remember() { remembers_ = true; }
    /// The last saves, as if never made; only those that are remembered.
    void forget(std::size_t count) {
        for (; count > 0 && !before_.empty(); --count) {
            saved_ = std::move(before_.back());
            before_.pop_back();
        }
    }

  private:
    void sync() {
        durable_.reset();
        volatile_saves_ = 0;
    }

    std::optional<Storage> saved_;
    std::optional<std::optional<Storage>> durable_;  // where that is not what is saved
    std::size_t volatile_saves_ = 0;                 // made since then
    bool lies_ = false;
    bool remembers_ = false;
    std::vector<std::optional<Storage>> before_;
};

}  // namespace ordeal::actors

// Messages under way in a simulation, in places that are used again: each is known by a number and
// kept until the last of its holders has dropped it.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace ordeal::actors {

using Letter = std::uint32_t;

template <typename Message>
class LetterBox {
  public:
    /// The letter has one holder.
    Letter put(Message&& message) {
        if (free_.empty()) {
            letters_.push_back({std::move(message), 1});
            return static_cast<Letter>(letters_.size() - 1);
        }
        const Letter letter = free_.back();
        free_.pop_back();
        letters_[letter].message = std::move(message);
        letters_[letter].holders = 1;
        return letter;
    }

    /// Valid until the next put(). Requires: the letter is held.
    const Message& operator[](Letter letter) const { return letters_[letter].message; }

    void hold(Letter letter) { ++letters_[letter].holders; }
    void drop(Letter letter) {
        if (--letters_[letter].holders == 0) free_.push_back(letter);
    }

  private:
    struct Kept {
        Message message;
        std::uint32_t holders = 0;
    };

    std::vector<Kept> letters_;
    std::vector<Letter> free_;
};

}  // namespace ordeal::actors

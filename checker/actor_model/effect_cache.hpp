// What a step needs of an effect, looked up for every step of a search: so it is one entry of half
// a line of cache, in a table that each thread has for itself and that can be asked to fetch an
// entry ahead of its use. Open addressing with linear probing; entries are only added.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <span>
#include <vector>

#include "checker/actor_model/tables.hpp"
#include "core/hash.hpp"

namespace ordeal::checker {

class EffectCache {
  public:
    class alignas(32) Entry {
      public:
        const Effect& whole() const { return *whole_; }
        std::uint32_t local() const { return local_; }
        bool acted() const { return acted_; }
        /// In the history.
        bool recorded() const { return recorded_; }
        std::span<const std::uint32_t> posted() const {
            return posts_ <= room ? std::span(posted_.data(), posts_) : std::span(whole_->posted);
        }

      private:
        friend class EffectCache;
        static constexpr std::size_t room = 2;

        std::uint64_t key_ = 0;
        const Effect* whole_ = nullptr;  // null: an empty place
        std::uint32_t local_ = 0;
        bool acted_ = true;
        bool recorded_ = false;
        std::uint8_t posts_ = 0;  // more than room: see the whole
        std::array<std::uint32_t, room> posted_{};
    };
    static_assert(sizeof(Entry) == 32);

    /// A copy begins empty.
    EffectCache() = default;
    EffectCache(const EffectCache&) {}
    EffectCache& operator=(const EffectCache&) {
        entries_.assign(1, {});
        count_ = 0;
        return *this;
    }

    void prefetch(std::uint64_t key) const { __builtin_prefetch(&entries_[place_of(key)]); }

    /// The entry of this key, which make() gives an Effect for, that outlives the cache, if there
    /// is none. Valid until the next call.
    template <typename Make>
    const Entry& find(std::uint64_t key, const Make& make) {
        std::size_t place = place_of(key);
        for (; entries_[place].whole_ != nullptr; place = next(place))
            if (entries_[place].key_ == key) return entries_[place];
        const Effect& effect = make();
        if (++count_ * 2 > entries_.size()) grow();
        return insert(entry_of(key, effect));
    }

  private:
    std::size_t place_of(std::uint64_t key) const {
        return core::hash_number(key) & (entries_.size() - 1);
    }
    std::size_t next(std::size_t place) const { return (place + 1) & (entries_.size() - 1); }

    static Entry entry_of(std::uint64_t key, const Effect& effect) {
        Entry entry;
        entry.key_ = key;
        entry.whole_ = &effect;
        entry.local_ = effect.local;
        entry.acted_ = effect.acted;
        entry.recorded_ = !effect.events.empty();
        const std::size_t posts = effect.posted.size();
        entry.posts_ = static_cast<std::uint8_t>(posts <= Entry::room ? posts : Entry::room + 1);
        if (posts <= Entry::room)
            std::copy(effect.posted.begin(), effect.posted.end(), entry.posted_.begin());
        return entry;
    }

    Entry& insert(const Entry& entry) {
        std::size_t place = place_of(entry.key_);
        while (entries_[place].whole_ != nullptr)
            place = next(place);
        return entries_[place] = entry;
    }

    void grow() {
        std::vector<Entry> old(entries_.size() * 2);
        old.swap(entries_);
        for (const Entry& entry : old)
            if (entry.whole_ != nullptr) insert(entry);
    }

    std::vector<Entry> entries_ = std::vector<Entry>(1);  // a power of two, at most half full
    std::size_t count_ = 0;
};

}  // namespace ordeal::checker

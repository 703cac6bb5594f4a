// Values as small numbers: the search compares and hashes numbers only, and a number is turned
// back into its value when something is said about it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include <boost/unordered/unordered_flat_set.hpp>

#include "core/value.hpp"
#include "linearizability/search/bytes.hpp"

namespace ordeal::linearizability {

/// Whole numbers that are not much larger than how many values there are stand in a table of their
/// own, by value: histories count, and the next value then lies beside the last one.
class Interner {
  public:
    Interner() : known_(0, Hash{this}, Equal{this}) {}
    Interner(const Interner&) = delete;
    Interner& operator=(const Interner&) = delete;

    /// The number of a value; equal values have equal numbers, counted from 0.
    std::uint32_t intern(const core::Value& value) {
        if (value.is_int() && is_small(value.as_int()))
            return intern_small(static_cast<std::size_t>(value.as_int()), value);
        return intern_other(value);
    }

    const core::Value& value(std::uint32_t number) const { return values_[number]; }
    std::size_t size() const { return values_.size(); }

    std::size_t bytes() const {
        return bytes_soon(values_) + bytes_soon(small_) + table_bytes_soon(known_) + heap_bytes_;
    }

  private:
    static constexpr std::uint32_t none = UINT32_MAX;

    struct Hash {
        using is_transparent = void;
        const Interner* interner;
        std::size_t operator()(std::uint32_t number) const {
            return interner->values_[number].hash();
        }
        std::size_t operator()(const core::Value& value) const { return value.hash(); }
    };
    struct Equal {
        using is_transparent = void;
        const Interner* interner;
        bool operator()(std::uint32_t a, std::uint32_t b) const { return a == b; }
        bool operator()(const core::Value& value, std::uint32_t number) const {
            return value == interner->values_[number];
        }
        bool operator()(std::uint32_t number, const core::Value& value) const {
            return value == interner->values_[number];
        }
    };

    bool is_small(std::int64_t value) const {
        constexpr std::size_t always = 64;
        return value >= 0 && static_cast<std::size_t>(value) < 4 * values_.size() + always;
    }

    std::uint32_t intern_small(std::size_t index, const core::Value& value) {
        if (index >= small_.size()) small_.resize(std::max(index + 1, 2 * small_.size()), none);
        std::uint32_t& number = small_[index];
        // It may have been too large when it came for the first time.
        if (number == none) number = large_ ? intern_other(value) : add(value);
        return number;
    }

    std::uint32_t intern_other(const core::Value& value) {
        if (const auto found = known_.find(value); found != known_.end()) return *found;
        large_ = large_ || value.is_int();
        const std::uint32_t number = add(value);
        known_.insert(number);
        return number;
    }

    std::uint32_t add(const core::Value& value) {
        values_.push_back(value);
        heap_bytes_ += heap_bytes(value);
        return static_cast<std::uint32_t>(values_.size() - 1);
    }

    /// What a value holds beside itself.
    static std::size_t heap_bytes(const core::Value& value) {
        constexpr std::size_t inside = 16;  // texts up to here need none
        if (value.is_string())
            return value.as_string().size() < inside ? 0 : value.as_string().size() + 1 + inside;
        std::size_t sum = 0;
        if (value.is_list())
            for (const core::Value& item : value.as_list())
                sum += sizeof(core::Value) + heap_bytes(item);
        if (value.is_object())
            for (const auto& [name, item] : value.as_object())
                sum += sizeof(core::Value::Member) + name.size() + heap_bytes(item);
        return sum;
    }

    std::vector<core::Value> values_;
    std::vector<std::uint32_t> small_;                             // by value
    boost::unordered_flat_set<std::uint32_t, Hash, Equal> known_;  // the others
    bool large_ = false;  // there are whole numbers among those
    std::size_t heap_bytes_ = 0;
};

}  // namespace ordeal::linearizability

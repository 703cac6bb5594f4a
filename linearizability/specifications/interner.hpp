// Values as small numbers: the search compares and hashes numbers only, and a number is turned
// back into its value when something is said about it.
#pragma once

#include <cstdint>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "core/value.hpp"

namespace ordeal::linearizability {

class Interner {
  public:
    /// The number of a value; equal values have equal numbers, counted from 0.
    std::uint32_t intern(const core::Value& value) {
        const auto [place, added] =
            numbers_.try_emplace(value, static_cast<std::uint32_t>(values_.size()));
        if (added) {
            values_.push_back(value);
            heap_bytes_ += 2 * heap_bytes(value);
        }
        return place->second;
    }
    const core::Value& value(std::uint32_t number) const { return values_[number]; }
    std::size_t size() const { return values_.size(); }

    std::size_t bytes() const {
        constexpr std::size_t entry = sizeof(core::Value) + sizeof(std::uint32_t) + 5;
        return sizeof(core::Value) * values_.capacity() + entry * numbers_.bucket_count() +
               heap_bytes_;
    }

  private:
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

    boost::unordered_flat_map<core::Value, std::uint32_t, std::hash<core::Value>> numbers_;
    std::vector<core::Value> values_;
    std::size_t heap_bytes_ = 0;
};

}  // namespace ordeal::linearizability

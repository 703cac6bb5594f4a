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
        if (added) values_.push_back(value);
        return place->second;
    }
    const core::Value& value(std::uint32_t number) const { return values_[number]; }
    std::size_t size() const { return values_.size(); }

  private:
    boost::unordered_flat_map<core::Value, std::uint32_t, std::hash<core::Value>> numbers_;
    std::vector<core::Value> values_;
};

}  // namespace ordeal::linearizability

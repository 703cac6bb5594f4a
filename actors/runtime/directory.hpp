// Names on the wire and ids of actors. "n1" and "c7" are ids by themselves; any other name that
// writes to us ("me", from a shell) is given a client's number, so that it can be answered.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

#include "actors/id.hpp"

namespace ordeal::runtime {

class Directory {
  public:
    /// Names that are no ids are remembered up to this many; then the oldest is forgotten.
    static constexpr std::size_t capacity = 4096;

    actors::Id id_of(std::string_view name);
    /// Empty when it was forgotten.
    std::string name_of(actors::Id id) const;

  private:
    static constexpr std::uint32_t first_alias = actors::Id::limit / 2;

    std::unordered_map<std::string, std::uint32_t> numbers_;
    std::map<std::uint32_t, std::string> names_;
    std::uint32_t next_ = first_alias;
};

}  // namespace ordeal::runtime

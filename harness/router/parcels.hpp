// Messages under way in the router: held until they are due, then given out in order of that time,
// and in order of coming where times tie. What they weigh is bounded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"

namespace ordeal::harness {

/// A line on its way between two endpoints of the router, by their numbers.
struct Parcel {
    std::size_t from = 0;
    std::size_t to = 0;
    core::Nanoseconds sent{0};
    bool is_copy = false;  // made by the link
    std::string line;      // without its end
    std::size_t body_begin = 0;
    std::size_t body_size = 0;

    std::string_view body() const { return std::string_view(line).substr(body_begin, body_size); }
};

class Parcels {
  public:
    /// More than this is not held.
    static constexpr std::size_t most_bytes = std::size_t{128} << 20U;

    bool has_room_for(const Parcel& parcel) const;
    /// Requires: there is room for it.
    void push(core::Nanoseconds due, Parcel parcel);

    /// When the first one falls due.
    std::optional<core::Nanoseconds> next_due() const;
    /// Takes out the first one if it is due.
    std::optional<Parcel> pop_due(core::Nanoseconds now);

    std::size_t size() const { return heap_.size(); }
    /// Takes out all of them, in order.
    std::vector<Parcel> take_all();

  private:
    struct Entry {
        core::Nanoseconds due{0};
        std::uint64_t sequence = 0;
        std::unique_ptr<Parcel> parcel;
    };
    static bool later(const Entry& a, const Entry& b);
    Parcel pop();

    std::vector<Entry> heap_;
    std::uint64_t sequence_ = 0;
    std::size_t bytes_ = 0;
};

}  // namespace ordeal::harness

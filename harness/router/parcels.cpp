#include "harness/router/parcels.hpp"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

namespace ordeal::harness {

namespace {

std::size_t weight(const Parcel& parcel) {
    return sizeof(Parcel) + parcel.line.size();
}

}  // namespace

bool Parcels::later(const Entry& a, const Entry& b) {
    return std::tie(a.due, a.sequence) > std::tie(b.due, b.sequence);
}

bool Parcels::has_room_for(const Parcel& parcel) const {
    return bytes_ + weight(parcel) <= most_bytes;
}

void Parcels::push(core::Nanoseconds due, Parcel parcel) {
    bytes_ += weight(parcel);
    heap_.push_back({due, sequence_++, std::make_unique<Parcel>(std::move(parcel))});
    std::ranges::push_heap(heap_, later);
}

std::optional<core::Nanoseconds> Parcels::next_due() const {
    if (heap_.empty()) return std::nullopt;
    return heap_.front().due;
}

Parcel Parcels::pop() {
    std::ranges::pop_heap(heap_, later);
    Parcel parcel = std::move(*heap_.back().parcel);
    heap_.pop_back();
    bytes_ -= weight(parcel);
    return parcel;
}

std::optional<Parcel> Parcels::pop_due(core::Nanoseconds now) {
    if (heap_.empty() || heap_.front().due > now) return std::nullopt;
    return pop();
}

std::vector<Parcel> Parcels::take_all() {
    std::vector<Parcel> all;
    while (!heap_.empty())
        all.push_back(pop());
    return all;
}

}  // namespace ordeal::harness

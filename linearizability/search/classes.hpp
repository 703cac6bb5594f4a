// Equal calls have equal numbers: what interchangeable calls are recognised by.
#pragma once

#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "linearizability/search/limits.hpp"
#include "linearizability/search/problem.hpp"

namespace ordeal::linearizability {

template <typename Call>
struct HashCall {
    std::size_t operator()(const Call& call) const { return call.hash(); }
};

/// The class of each call, numbered from 0 in order of first appearance; only of the first few
/// where the limits end it.
template <typename Call>
std::vector<std::uint32_t> classes_of(const std::vector<Call>& calls, Limits& limits) {
    boost::unordered_flat_map<Call, std::uint32_t, HashCall<Call>> numbers;
    std::vector<std::uint32_t> out;
    out.reserve(calls.size());
    for (const Call& call : calls) {
        if (limits.over(out.size())) break;
        out.push_back(
            numbers.try_emplace(call, static_cast<std::uint32_t>(numbers.size())).first->second);
    }
    return out;
}

}  // namespace ordeal::linearizability

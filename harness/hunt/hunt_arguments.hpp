// The command line of a hunt, the same for `ordeal hunt` and for `PROGRAM hunt`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/program/options.hpp"
#include "harness/hunt/hunt.hpp"

namespace ordeal::harness {

struct HuntArguments {
    std::string scenario;
    std::optional<std::uint64_t> seed;
    std::optional<std::uint64_t> tries;
    unsigned jobs = 0;  // 0: as many as the machine has processors
    std::optional<core::Nanoseconds> budget;
    std::string store = "store";
    std::string bug;  // of the program, instead of the scenario's
    bool any_fault = false;
    bool as_it_is = false;
    bool json = false;
};

/// Binds the options to `arguments`, which must outlive the parsing.
void add_hunt_options(core::Options& options, HuntArguments& arguments);

/// What the hunt itself needs of them. A budget that is not given is a minute, unless the number of
/// tries is.
HuntOptions hunt_options(const HuntArguments& arguments, std::uint64_t seed);

}  // namespace ordeal::harness

#include "harness/program/complain.hpp"

#include <cstdio>

#include <fmt/format.h>

namespace ordeal::harness {

core::ExitCode Complain::operator()(core::ExitCode code, const std::string& message) const {
    fmt::print(stderr, "ordeal {}: {}\n", command, message);
    return code;
}

}  // namespace ordeal::harness

// A history of registers as who reads from whom: what the promises weaker than linearizability are
// about. Only what certainly happened is in it, and of what may have happened (a write that never
// returned) that which somebody saw.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/history/operation.hpp"
#include "core/result.hpp"
#include "linearizability/judge.hpp"
#include "linearizability/search/limits.hpp"

namespace ordeal::linearizability {

constexpr std::uint32_t no_access = UINT32_MAX;

/// A read, a write, or both at once (a cas that succeeded). `source` is the access that wrote what
/// it read; no_access: what the key held at first.
struct Access {
    const core::Operation* operation = nullptr;
    std::uint32_t key = 0;
    std::uint32_t session = 0;
    std::uint32_t place = 0;  // in its session
    bool reads = false;
    bool writes = false;
    std::uint32_t source = no_access;
};

struct Accesses {
    std::vector<Access> all;
    std::vector<std::vector<std::uint32_t>> sessions;  // their accesses, in order
    std::size_t keys = 0;
    std::optional<std::uint32_t> thin_air;  // a read of what nobody ever wrote; nothing allows it
};

/// Whether the model is one of registers.
bool has_accesses(const std::string& model);

/// Requires: has_accesses(options.model). Error: why it cannot be told who reads from whom, or
/// which limit ended it.
core::Result<Accesses> accesses_of(const std::vector<core::Operation>& operations,
                                   const JudgeOptions& options, Limits& limits);

/// The history without some accesses. Requires: of each reader that is kept the source is kept.
Accesses only(const Accesses& accesses, const std::vector<bool>& keep);

}  // namespace ordeal::linearizability

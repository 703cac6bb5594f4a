// Whether a small history of one register is linearizable, decided by trying every order. Slow and
// plain on purpose: it shares nothing with the judge.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "core/value.hpp"

namespace ordeal::test {

struct RegisterCall {
    bool write = false;
    core::Value value;  // written, or read
    std::int64_t begin = 0;
    std::int64_t end = std::numeric_limits<std::int64_t>::max();  // unknown outcome: never ended
};

/// Requires: at most 30 calls; reads of unknown outcome are left out.
bool linearizable(const std::vector<RegisterCall>& calls);

std::string to_text(const std::vector<RegisterCall>& calls);

}  // namespace ordeal::test

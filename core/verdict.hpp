// The three answers of a judge. `unknown` is never success.
#pragma once

#include <string_view>

namespace ordeal::core {

enum class Verdict { valid, unknown, invalid };

constexpr std::string_view to_text(Verdict verdict) {
    switch (verdict) {
        case Verdict::valid:
            return "valid";
        case Verdict::unknown:
            return "unknown";
        case Verdict::invalid:
            return "invalid";
    }
    return "unknown";
}

/// The verdict over several parts: one invalid part makes the whole invalid.
constexpr Verdict worst(Verdict a, Verdict b) {
    return a < b ? b : a;
}

}  // namespace ordeal::core

// Exit codes of every program of Ordeal.
#pragma once

#include "core/verdict.hpp"

namespace ordeal::core {

enum class ExitCode : int {
    valid = 0,
    invalid = 1,
    unknown = 2,
    usage = 254,       // bad command line or bad input
    internal = 255,    // a set-up that failed, or a fault of our own
    interrupted = 130  // Ctrl-C
};

constexpr ExitCode to_exit_code(Verdict verdict) {
    switch (verdict) {
        case Verdict::valid:
            return ExitCode::valid;
        case Verdict::invalid:
            return ExitCode::invalid;
        case Verdict::unknown:
            return ExitCode::unknown;
    }
    return ExitCode::unknown;
}

}  // namespace ordeal::core

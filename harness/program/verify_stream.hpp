// `ordeal verify` of a history that is judged while it comes in: from standard input, or from a
// file that is still being written.
#pragma once

#include "harness/program/growing_text.hpp"
#include "harness/program/output.hpp"
#include "harness/program/subject.hpp"
#include "harness/program/verify_history.hpp"

namespace ordeal::harness {

/// Is it a history that can be judged line by line, which is JSON Lines? Reads as far as one must
/// to know, or all of it if it is none. Error: it cannot be read, or is to be followed but no JSON
/// Lines.
core::Result<bool> is_stream(GrowingText& text, const Subject& subject,
                             const VerifyArguments& arguments);

/// Judges it until its end, its first violation, a limit, or until it is cancelled. A file that is
/// followed has an end once its run has a verdict.json beside it, or after --until-idle.
Reported verify_stream(const Subject& subject, const VerifyArguments& arguments, GrowingText& text,
                       const TellStep& tell);

}  // namespace ordeal::harness

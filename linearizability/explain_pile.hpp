// Why a queue, a stack or a priority queue cannot have answered so, in a sentence for people: what
// was taken was never put in, or was taken before; or another value was in the way; or what was
// found empty was not.
#pragma once

#include <optional>
#include <string>

#include "linearizability/partition.hpp"

namespace ordeal::linearizability {

/// The sentence, where a few operations tell it all. None: the model is no pile, or it takes more
/// than that, or the limits end it. `operations`: all of the partition; `concerned`: ids of those
/// among which to look for the one that is in the way; with more than a dozen of them that is no
/// story.
///
/// Every claim holds of the whole history: the values in it are put in once, and where something
/// is said to be still there, there is nobody of unknown outcome who may have taken it.
std::optional<std::string> pile_story(const core::Operation& broken, const Operations& operations,
                                      const std::vector<std::size_t>& concerned,
                                      const JudgeOptions& options, Limits& limits);

}  // namespace ordeal::linearizability

// Operations as bars over the order of events, one lane for each process: plain text, for a
// terminal of 100 columns. Time is not to scale: each event takes the room that its bar needs.
//
//     process 0   |-write 1-|
//     process 1                |-write 2-|
//     process 2                            |-read 1-|
//                                          ^^^^^^^^^^ only 2 was possible
#pragma once

#include <string>
#include <vector>

#include "linearizability/partition.hpp"

namespace ordeal::linearizability {

/// The operations in order of invocation, with a mark below `broken` (one of them) that carries
/// the remark. What does not fit in 100 columns goes on in a further block of lanes.
std::string timeline(const Operations& operations, const core::Operation& broken,
                     const std::string& remark);

}  // namespace ordeal::linearizability

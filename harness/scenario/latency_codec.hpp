// How a random delay is written in a scenario, of the network and of faults.
#pragma once

#include "harness/scenario/codec.hpp"
#include "nemesis/link_rule.hpp"

namespace ordeal::harness {

Codec<nemesis::Latency> latency_codec();

}  // namespace ordeal::harness

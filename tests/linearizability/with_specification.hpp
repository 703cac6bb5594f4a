// The specification of a model as a template argument.
#pragma once

#include <string>

#include "linearizability/specifications/collection.hpp"
#include "linearizability/specifications/multi_register.hpp"
#include "linearizability/specifications/register.hpp"
#include "linearizability/specifications/scalars.hpp"

namespace ordeal::testing {

/// Calls use.template operator()<Specification>().
template <typename Use>
void with_specification(const std::string& model, const Use& use) {
    using namespace linearizability;
    if (model == "append-kv") return use.template operator()<AppendKv>();
    if (model == "multi-register") return use.template operator()<MultiRegister>();
    if (model == "write-once-register") return use.template operator()<WriteOnceRegister>();
    if (model == "counter") return use.template operator()<Counter>();
    if (model == "set") return use.template operator()<Set>();
    if (model == "fifo-queue") return use.template operator()<FifoQueue>();
    if (model == "unordered-queue") return use.template operator()<UnorderedQueue>();
    if (model == "stack") return use.template operator()<Stack>();
    if (model == "priority-queue") return use.template operator()<PriorityQueue>();
    if (model == "mutex") return use.template operator()<Mutex>();
    if (model == "log") return use.template operator()<Log>();
    use.template operator()<Register>();
}

}  // namespace ordeal::testing

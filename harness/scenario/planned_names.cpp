#include "harness/scenario/known_names.hpp"

namespace ordeal::harness {

std::vector<std::string> KnownNames::model_names() const {
    std::vector<std::string> names;
    for (const auto& [name, functions] : models)
        names.push_back(name);
    return names;
}

std::vector<std::string_view> planned_models() {
    return {"register",
            "cas-register",
            "kv",
            "append-kv",
            "multi-register",
            "write-once-register",
            "counter",
            "set",
            "fifo-queue",
            "unordered-queue",
            "stack",
            "priority-queue",
            "mutex",
            "log"};
}

std::vector<std::string_view> planned_worlds() {
    return {"real", "router", "sim"};
}

}  // namespace ordeal::harness

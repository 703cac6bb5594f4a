#include "nemesis/disk_rule.hpp"

namespace ordeal::nemesis {

std::vector<std::string> default_calls(std::string_view fault) {
    if (fault == "enospc") return {"write", "allocate"};
    if (fault == "torn-write") return {"write"};
    if (fault == "lying-fsync") return {"sync"};
    return {"write", "sync"};
}

}  // namespace ordeal::nemesis

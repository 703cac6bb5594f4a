#include "nemesis/described.hpp"

namespace ordeal::nemesis {

std::string names_of(const std::vector<Described>& table) {
    std::string names;
    for (const Described& entry : table)
        names.append(names.empty() ? "" : ", ").append(entry.name);
    return names;
}

}  // namespace ordeal::nemesis

#include "nemesis/described.hpp"

namespace ordeal::nemesis {

std::vector<std::string_view> names_of(const std::vector<Described>& table) {
    std::vector<std::string_view> names;
    for (const Described& entry : table)
        names.push_back(entry.name);
    return names;
}

}  // namespace ordeal::nemesis

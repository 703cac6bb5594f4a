#include "checker/model/scene.hpp"

#include <utility>

namespace ordeal::checker {

std::string to_text(const PartView& part) {
    if (part.crashed) return "crashed";
    std::string out = part.state;
    if (!part.timers.empty()) {
        out += " timers {";
        const char* separator = "";
        for (const std::string& timer : part.timers)
            out += std::exchange(separator, ", ") + timer;
        out += "}";
    }
    if (!part.choices.empty()) out += " choices " + part.choices;
    if (!part.saved.empty()) out += " saved " + part.saved;
    return out;
}

std::vector<std::string> changed_parts(const Scene& before, const Scene& after) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < after.parts.size() && i < before.parts.size(); ++i)
        if (!(before.parts[i] == after.parts[i])) names.push_back(after.parts[i].name);
    return names;
}

}  // namespace ordeal::checker

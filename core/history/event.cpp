#include "core/history/event.hpp"

#include <array>

namespace ordeal::core {

namespace {
constexpr std::array<std::string_view, 4> names{"invoke", "ok", "fail", "info"};
}

std::string_view to_text(EventType type) {
    return names[static_cast<std::size_t>(type)];
}

std::optional<EventType> event_type(std::string_view text) {
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == text) return static_cast<EventType>(i);
    return std::nullopt;
}

std::string to_text(const Process& process) {
    return process.is_client() ? std::to_string(process.number) : process.name;
}

}  // namespace ordeal::core

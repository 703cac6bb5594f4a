#include "checker/actor_model/scenes.hpp"

#include "core/json.hpp"

namespace ordeal::checker {

ToldView view_of(const std::string& who, const ClientEvent& event) {
    ToldView view{who, std::string(core::to_text(event.type)), event.f};
    if (!event.key.is_null()) view.text += " " + core::to_json(event.key);
    if (!event.value.is_null() || event.type == core::EventType::ok)
        view.text +=
            (event.type == core::EventType::invoke ? " " : ": ") + core::to_json(event.value);
    return view;
}

std::string word_for(EventKind kind, bool of_client) {
    switch (kind) {
        case EventKind::deliver:
            return "deliver";
        case EventKind::drop:
            return "lost";
        case EventKind::timer:
            return "timer";
        case EventKind::choice:
            return of_client ? "invoke" : "choice";
        case EventKind::crash:
            return "crash";
        case EventKind::recover:
            return "recover";
    }
    return "step";
}

}  // namespace ordeal::checker

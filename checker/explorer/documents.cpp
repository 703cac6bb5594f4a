#include "checker/explorer/documents.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace ordeal::checker {

namespace {

using core::Value;
using Outcome = ChoiceView::Outcome;

template <typename Items, typename Say>
Value list_of(const Items& items, const Say& say) {
    Value list(Value::List{});
    for (const auto& item : items)
        list.push(say(item));
    return list;
}

Value words(const std::vector<std::string>& texts) {
    return list_of(texts, [](const std::string& text) { return Value(text); });
}

Value to_value(const MessageView& message) {
    return Value::object({{"from", message.from}, {"to", message.to}, {"text", message.text}});
}

Value messages(const std::vector<MessageView>& all) {
    return list_of(all, [](const MessageView& message) { return to_value(message); });
}

std::string_view to_text(PartKind kind) {
    switch (kind) {
        case PartKind::node:
            return "node";
        case PartKind::client:
            return "client";
        case PartKind::whole:
            return "whole";
    }
    return "whole";
}

Value to_value(const PartView& part) {
    Value value =
        Value::object({{"name", part.name}, {"kind", to_text(part.kind)}, {"state", part.state}});
    if (part.crashed) value.set("crashed", true);
    if (!part.timers.empty()) value.set("timers", words(part.timers));
    if (!part.choices.empty()) value.set("choices", part.choices);
    if (!part.saved.empty()) value.set("saved", part.saved);
    return value;
}

/// `valid`: null where it is not known.
Value history_of(const Scene& scene) {
    return Value::object({{"verdict", scene.verdict},
                          {"valid", scene.known ? Value(scene.valid) : Value()},
                          {"text", scene.history}});
}

Value to_value(const Scene& scene) {
    Value value = Value::object(
        {{"parts", list_of(scene.parts, [](const PartView& part) { return to_value(part); })},
         {"network", messages(scene.network)}});
    if (!scene.verdict.empty()) value.set("history", history_of(scene));
    if (!scene.observed.empty()) value.set("observed", scene.observed);
    return value;
}

Value to_value(const EventView& event) {
    Value value = Value::object({{"kind", event.kind}, {"text", event.text}});
    if (!event.whom.empty()) value.set("whom", event.whom);
    if (event.message) value.set("message", to_value(*event.message));
    if (!event.sent.empty()) value.set("sent", messages(event.sent));
    if (!event.told.empty())
        value.set(
            "told", list_of(event.told, [](const ToldView& told) {
                return Value::object({{"who", told.who}, {"type", told.type}, {"text", told.text}});
            }));
    return value;
}

Value to_value(const PropertyView& property) {
    Value value = Value::object({{"name", property.name}, {"kind", to_text(property.kind)}});
    if (property.why_unknown.empty()) return value.set("holds", property.holds);
    return value.set("holds", nullptr).set("why", property.why_unknown);
}

std::string in_hexadecimal(std::uint64_t print) {
    return fmt::format("{:016x}", print);
}

/// Which breakpoints a state has reached.
Value breaks(const std::string& state, const Outlook& outlook) {
    Value list(Value::List{});
    for (std::size_t i = 0; i < outlook.breakpoints.size(); ++i)
        if (outlook.breakpoints[i](state)) list.push(i);
    return list;
}

/// What a choice would change: parts, as they would be; messages; what is said of the state.
Value to_value(const ChoiceView& choice, const StateView& here, const Outlook& outlook) {
    Value value = Value::object({{"place", choice.place},
                                 {"outcome", choice.outcome == Outcome::step      ? "step"
                                             : choice.outcome == Outcome::ignored ? "ignored"
                                                                                  : "beyond"},
                                 {"event", to_value(choice.event)}});
    if (choice.outcome == Outcome::ignored) return value;
    value.set("fingerprint", in_hexadecimal(choice.print));
    value.set("unchanged", choice.print == here.print);
    Value changes(Value::List{});
    for (std::size_t i = 0; i < choice.scene.parts.size(); ++i)
        if (here.places.empty() || !(choice.scene.parts[i] == here.scene.parts[i]))
            changes.push(to_value(choice.scene.parts[i]));
    value.set("changes", changes);
    if (choice.scene.history != here.scene.history || choice.scene.verdict != here.scene.verdict)
        value.set("history", history_of(choice.scene));
    if (choice.scene.observed != here.scene.observed) value.set("observed", choice.scene.observed);
    Value properties(Value::List{});
    for (std::size_t i = 0; i < choice.properties.size(); ++i)
        if (here.properties.empty() || !(choice.properties[i] == here.properties[i]))
            properties.push(to_value(choice.properties[i]));
    value.set("properties", properties);
    value.set("breaks", breaks(choice.state, outlook));
    return value;
}

Value to_value(const StepView& step, std::size_t place) {
    Value value = Value::object({{"place", step.place},
                                 {"step", place},
                                 {"event", to_value(step.event)},
                                 {"fingerprint", in_hexadecimal(step.print)}});
    if (!step.changed.empty()) value.set("changed", words(step.changed));
    if (!step.broken.empty()) value.set("broken", words(step.broken));
    return value;
}

/// How many places of the path are those of the road.
std::size_t shared(const Places& path, const Places& road) {
    return static_cast<std::size_t>(std::ranges::mismatch(path, road).in1 - path.begin());
}

std::string address_of(const Places& places, const Road& road) {
    const std::size_t along = shared(places, road.places);
    if (!road.run || along == 0) return to_address(places);
    const std::string rest =
        to_address({places.begin() + static_cast<std::ptrdiff_t>(along), places.end()});
    return fmt::format("run@{}{}{}", along - 1, rest.empty() ? "" : "/", rest);
}

Value numbers(const Places& places) {
    return list_of(places, [](std::uint32_t place) { return Value(place); });
}

/// Of a path that is the beginning of the road: what is next on it. Else null.
Value next_on_road(const Places& places, const Road& road) {
    const bool along = shared(places, road.places) == places.size();
    if (!along || places.size() >= road.places.size()) return nullptr;
    return road.places[places.size()];
}

}  // namespace

Value steps_document(const StateView& view, const Road& road) {
    Value steps(Value::List{});
    for (std::size_t i = 0; i < view.steps.size(); ++i)
        steps.push(to_value(view.steps[i], view.first + i));
    return Value::object({{"path", address_of(view.places, road)},
                          {"length", view.places.size()},
                          {"first", view.first},
                          {"steps", std::move(steps)}});
}

Value to_value(const StateView& view, const Outlook& outlook) {
    Value value = steps_document(view, outlook.road);
    if (!view.places.empty()) {
        Value state = to_value(view.scene);
        state.set("text", view.state).set("fingerprint", in_hexadecimal(view.print));
        value.set("state", std::move(state));
        value.set("breaks", breaks(view.state, outlook));
    }
    value.set("before", view.before ? to_value(*view.before) : Value());
    value.set("properties", list_of(view.properties, [](const PropertyView& property) {
                  return to_value(property);
              }));
    value.set("next_on_road", next_on_road(view.places, outlook.road));
    value.set("actions", list_of(view.choices, [&](const ChoiceView& choice) {
                  return to_value(choice, view, outlook);
              }));
    if (view.left_out > 0) value.set("left_out", view.left_out);
    return value;
}

Value model_document(const std::string& title, const AnyModel& model, const Road& road) {
    Value properties(Value::List{});
    for (const PropertyName& property : model.properties())
        properties.push(Value::object({{"name", property.name}, {"kind", to_text(property.kind)}}));
    const Places shown(road.places.begin(),
                       road.places.begin() + static_cast<std::ptrdiff_t>(road.shown));
    return Value::object({{"version", 1},
                          {"title", title},
                          {"properties", properties},
                          {"start", address_of(shown, road)},
                          {"road", road.run ? Value(road.places.size()) : numbers(road.places)},
                          {"recorded", road.run.has_value()}});
}

Value to_value(const RecordedRun& run) {
    return Value::object({{"directory", run.directory},
                          {"zero", run.zero_ns},
                          {"note", run.note},
                          {"times", list_of(run.times,
                                            [](const std::optional<std::int64_t>& time) {
                                                return time ? Value(*time) : Value();
                                            })},
                          {"remarks", list_of(run.remarks,
                                              [](const std::string& remark) {
                                                  return remark.empty() ? Value() : Value(remark);
                                              })},
                          {"output", list_of(run.logs, [](const NodeLog& log) {
                               return Value::object({{"node", log.node},
                                                     {"text", log.text},
                                                     {"left_out", log.left_out_bytes}});
                           })}});
}

}  // namespace ordeal::checker

#include "checker/explorer/views.hpp"

#include <charconv>

#include <fmt/format.h>

#include "core/program/junit.hpp"
#include "core/text/words.hpp"

namespace ordeal::checker {

namespace {

using core::escape_markup;
using Outcome = ChoiceView::Outcome;

constexpr std::string_view style = R"(
body { font: 15px/1.45 system-ui, sans-serif; margin: 2em auto; max-width: 70em; padding: 0 1em; }
h1 { font-size: 1.3em; } h2 { font-size: 1em; margin: 1.6em 0 .4em; }
pre, code, li { font-family: ui-monospace, monospace; font-size: 13px; }
pre { background: #f4f4f4; padding: .8em; white-space: pre-wrap; overflow-wrap: anywhere; }
li { margin: .25em 0; overflow-wrap: anywhere; } .no { color: #767676; }
table { border-collapse: collapse; } td { padding: .15em 1.2em .15em 0; }
.bad { color: #b00020; font-weight: bold; }
)";

std::string document(const std::string& title, const std::string& body) {
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        "<title>{0}</title><style>{1}</style></head>\n<body><h1>{0}</h1>\n{2}"
        "</body></html>\n",
        escape_markup(title), style, body);
}

std::string link(const std::string& address, const std::string& text) {
    return fmt::format("<a href=\"{}\">{}</a>", address, escape_markup(text));
}

std::string page_address(const std::vector<std::uint32_t>& places) {
    return places.empty() ? "/" : "/states" + to_text(places);
}

/// The steps that led here, each a link to the state after it.
std::string way(const StateView& view) {
    if (view.places.empty()) return "";
    std::string out = "<h2>The way here</h2>\n<ol start=\"0\">\n";
    for (std::size_t i = 0; i < view.places.size(); ++i) {
        const std::vector<std::uint32_t> prefix(
            view.places.begin(), view.places.begin() + static_cast<std::ptrdiff_t>(i + 1));
        const std::string text =
            i == 0 ? fmt::format("initial state {}", view.places[0]) : view.actions[i - 1];
        out += "<li>" + link(page_address(prefix), text) + "</li>\n";
    }
    return out + "</ol>\n";
}

/// What a property says of one state; whether that is a violation.
std::string_view in_words(const PropertyView& property) {
    if (property.kind == Kind::always && !property.holds)
        return "<span class=\"bad\">violated</span>";
    return property.holds ? "true here" : "false here";
}

std::string properties(const StateView& view) {
    if (view.properties.empty()) return "";
    std::string out = "<h2>Properties</h2>\n<table>\n";
    for (const PropertyView& property : view.properties)
        out += fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td></tr>\n", to_text(property.kind),
                           escape_markup(property.name), in_words(property));
    return out + "</table>\n";
}

std::string choice(const StateView& view, const ChoiceView& choice) {
    if (choice.outcome == Outcome::ignored)
        return fmt::format("<li class=\"no\">{} (ignored)</li>\n", escape_markup(choice.action));
    auto places = view.places;
    places.push_back(choice.place);
    const std::string text =
        view.places.empty() ? fmt::format("initial state {}", choice.place) : choice.action;
    return fmt::format(
        "<li>{}{}{}</li>\n", link(page_address(places), text),
        choice.outcome == Outcome::beyond ? " <span class=\"no\">(over the boundary)</span>" : "",
        view.places.empty() ? "<pre>" + escape_markup(choice.state) + "</pre>" : "");
}

std::string choices(const StateView& view) {
    if (view.choices.empty()) return "<h2>Nothing can happen</h2>\n";
    std::string out = view.places.empty() ? "<h2>Where it starts</h2>\n<ol start=\"0\">\n"
                                          : "<h2>What can happen</h2>\n<ol start=\"0\">\n";
    for (const ChoiceView& each : view.choices)
        out += choice(view, each);
    return out + "</ol>\n";
}

core::Value to_value(const ChoiceView& choice) {
    auto value = core::Value::object({{"place", choice.place}});
    if (!choice.action.empty()) value.set("action", choice.action);
    value.set("outcome", choice.outcome == Outcome::step      ? "step"
                         : choice.outcome == Outcome::ignored ? "ignored"
                                                              : "beyond");
    if (choice.outcome == Outcome::ignored) return value;
    value.set("state", choice.state);
    value.set("fingerprint", fmt::format("{:016x}", choice.print));
    return value;
}

}  // namespace

core::Result<std::vector<std::uint32_t>> parse_places(std::string_view text) {
    std::vector<std::uint32_t> places;
    while (!text.empty()) {
        if (text[0] == '/') text.remove_prefix(1);
        const auto slash = std::min(text.find('/'), text.size());
        const std::string_view part = text.substr(0, slash);
        text.remove_prefix(slash);
        if (part.empty() && text.empty()) break;
        std::uint32_t place = 0;
        const auto [end, problem] = std::from_chars(part.data(), part.data() + part.size(), place);
        if (problem != std::errc{} || end != part.data() + part.size())
            return core::fail("{} is no place of an action: expected numbers, as in /states/0/2/1",
                              core::in_quotes(part));
        places.push_back(place);
    }
    return places;
}

std::string to_text(const std::vector<std::uint32_t>& places) {
    std::string out;
    for (const std::uint32_t place : places)
        out += "/" + std::to_string(place);
    return out;
}

core::Value to_value(const StateView& view) {
    core::Value places(core::Value::List{});
    for (const std::uint32_t place : view.places)
        places.push(place);
    core::Value path(core::Value::List{});
    for (const std::string& action : view.actions)
        path.push(action);
    core::Value properties(core::Value::List{});
    for (const PropertyView& property : view.properties)
        properties.push(core::Value::object({{"name", property.name},
                                             {"kind", to_text(property.kind)},
                                             {"holds", property.holds}}));
    core::Value actions(core::Value::List{});
    for (const ChoiceView& choice : view.choices)
        actions.push(to_value(choice));
    auto value = core::Value::object({{"places", places}, {"path", path}});
    if (!view.places.empty()) {
        value.set("state", view.state);
        value.set("fingerprint", fmt::format("{:016x}", view.print));
        value.set("properties", properties);
    }
    return value.set(view.places.empty() ? "initial_states" : "actions", actions);
}

std::string page_of(const std::string& title, const StateView& view) {
    std::string body = way(view);
    if (!view.places.empty())
        body += fmt::format("<h2>State</h2>\n<pre>{}</pre>\n", escape_markup(view.state));
    body += properties(view) + choices(view);
    body += fmt::format("<p class=\"no\">{} &middot; {}</p>\n", link("/", "the beginning"),
                        link("/.states" + to_text(view.places), "as JSON"));
    return document(title, body);
}

std::string error_page(const std::string& title, const std::string& message) {
    return document(title, fmt::format("<p class=\"bad\">{}</p>\n<p>{}</p>\n",
                                       escape_markup(message), link("/", "To the beginning")));
}

}  // namespace ordeal::checker

#include "checker/explorer/requests.hpp"

#include <algorithm>
#include <limits>

#include "core/json.hpp"
#include "core/text/words.hpp"

namespace ordeal::checker {

namespace {

using core::Result;
using core::Value;

Result<std::int64_t> number_at(const Value& document, std::string_view name, std::int64_t otherwise,
                               std::int64_t most) {
    const Value* found = document.find(name);
    if (found == nullptr) return otherwise;
    if (!found->is_int() || found->as_int() < 0 || found->as_int() > most)
        return core::fail("{}: expected a number up to {}", name, most);
    return found->as_int();
}

Result<Places> path_at(const Value& document, const Road& road) {
    const auto text = core::string_at(document, "from");
    if (!text) return tl::unexpected(text.error());
    return parse_address(*text, road.places);
}

Result<Goal> goal_of_property(const AnyModel& model, const std::string& name) {
    const std::uint32_t number = model.walker()->property(name);
    if (number == Walker::nowhere)
        return core::fail(
            "no state alone settles {}: a check of the whole model may find a path for it",
            core::in_quotes(name));
    return Goal(
        [number](Walker& walker, std::uint32_t state) { return walker.settles(state, number); });
}

Result<Goal> goal_of_text(const std::string& text) {
    auto predicate = Predicate::parse(text);
    if (!predicate) return tl::unexpected(predicate.error());
    return Goal([predicate = *std::move(predicate)](Walker& walker, std::uint32_t state) {
        return predicate(walker.text(state));
    });
}

/// {"violation":true}, {"property":"..."}, {"text":"..."}, or a list of these, of which one is
/// enough.
Result<Goal> goal_of(const Value& until, const AnyModel& model) {
    if (until.is_list()) {
        std::vector<Goal> goals;
        for (const Value& each : until.as_list()) {
            auto goal = goal_of(each, model);
            if (!goal) return goal;
            goals.push_back(*std::move(goal));
        }
        return Goal([goals = std::move(goals)](Walker& walker, std::uint32_t state) {
            return std::ranges::any_of(goals,
                                       [&](const Goal& goal) { return goal(walker, state); });
        });
    }
    if (until.find("violation") != nullptr)
        return Goal([](Walker& walker, std::uint32_t state) { return walker.broken(state); });
    if (const Value* property = until.find("property");
        property != nullptr && property->is_string())
        return goal_of_property(model, property->as_string());
    if (const Value* text = until.find("text"); text != nullptr && text->is_string())
        return goal_of_text(text->as_string());
    return core::fail(
        "until: expected {{\"violation\":true}}, {{\"property\":NAME}} or {{\"text\":WORDS}}");
}

}  // namespace

Result<Value> read_document(std::string_view text, const std::vector<std::string_view>& known) {
    auto document = core::parse_json(text);
    if (!document) return core::fail("the request is no JSON: {}", document.error().message);
    if (!document->is_object()) return core::fail("expected an object");
    for (const auto& member : document->as_object())
        if (std::ranges::find(known, member.name) == known.end())
            return core::fail("{}: there is no such member", core::in_quotes(member.name));
    return document;
}

Result<JobRequest> read_job(std::string_view text, const AnyModel& model, const Road& road) {
    const auto document = read_document(text, {"do", "from", "until", "states", "threads"});
    if (!document) return tl::unexpected(document.error());
    const auto what = core::string_at(*document, "do");
    if (!what) return tl::unexpected(what.error());
    JobRequest request;
    const auto states = number_at(*document, "states",
                                  static_cast<std::int64_t>(request.limits.states), 100'000'000);
    if (!states) return tl::unexpected(states.error());
    request.limits.states = static_cast<std::uint64_t>(*states);
    const auto threads = number_at(*document, "threads", 1, 64);
    if (!threads) return tl::unexpected(threads.error());
    request.limits.threads = static_cast<unsigned>(std::max<std::int64_t>(1, *threads));
    request.check = *what == "check";
    if (request.check) return request;
    if (*what != "find") return core::fail("do: expected \"check\" or \"find\"");
    auto from = path_at(*document, road);
    if (!from) return tl::unexpected(from.error());
    request.from = *std::move(from);
    const Value* until = document->find("until");
    auto goal = goal_of(until == nullptr ? Value() : *until, model);
    if (!goal) return tl::unexpected(goal.error());
    request.goal = *std::move(goal);
    return request;
}

Result<WalkRequest> read_walk(std::string_view text, const AnyModel& model, const Road& road) {
    const auto document = read_document(text, {"from", "steps", "seed", "until"});
    if (!document) return tl::unexpected(document.error());
    WalkRequest request;
    const auto steps = number_at(*document, "steps", 20, 2000);
    if (!steps) return tl::unexpected(steps.error());
    const auto seed = number_at(*document, "seed", 0, std::numeric_limits<std::int64_t>::max());
    if (!seed) return tl::unexpected(seed.error());
    auto from = path_at(*document, road);
    if (!from) return tl::unexpected(from.error());
    request.from = *std::move(from);
    request.steps = static_cast<std::size_t>(*steps);
    request.seed = static_cast<std::uint64_t>(*seed);
    const Value* until = document->find("until");
    auto goal = goal_of(until == nullptr ? Value(Value::List{}) : *until, model);
    if (!goal) return tl::unexpected(goal.error());
    request.goal = *std::move(goal);
    return request;
}

}  // namespace ordeal::checker

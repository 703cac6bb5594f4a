#include "harness/checks/set_history.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ordeal::harness {

using core::Nanoseconds;
using core::Operation;
using core::Value;

SetHistory::SetHistory(const Operations& operations, Findings& found) {
    for (const Operation* operation : operations)
        if (operation->f != "read" && may_have_happened(*operation)) add(*operation);
    for (const Operation* operation : operations)
        if (operation->f == "read" && is_ok(*operation)) read(*operation, found);
}

std::size_t SetHistory::place_of(const Value& value, std::size_t guess) {
    if (guess < elements_.size() && elements_[guess].value == value) return guess;
    const auto [place, fresh] = places_.try_emplace(value, elements_.size());
    if (fresh) elements_.push_back({value, nullptr, {}, {}});
    return place->second;
}

void SetHistory::note_known(SetElement& element, const Operation& by) {
    if (!by.completed || (element.known && element.known->position < *by.completed)) return;
    element.known = Known{*by.completed, by.complete_time.value_or(by.invoke_time), &by};
}

void SetHistory::add(const Operation& addition) {
    SetElement& added = elements_[place_of(addition.argument)];
    if (added.added == nullptr) added.added = &addition;
    if (is_ok(addition)) note_known(added, addition);
}

void SetHistory::read(const Operation& read, Findings& found) {
    if (!read.result.is_list()) {
        found.add("malformed", read, [&] {
            return Evidence{.explanation = fmt::format("{} read {}, which is no list", told(read),
                                                       told(read.result)),
                            .remark = "no list",
                            .broken = &read};
        });
        return;
    }
    const auto number = static_cast<std::uint32_t>(reads_.size());
    reads_.push_back(&read);
    std::size_t place = 0;
    for (const Value& value : read.result.as_list()) {
        place = place_of(value, place);
        SetElement& seen = elements_[place++];
        if (!seen.seen.empty() && seen.seen.back() == number) {
            found.add("duplicated", read, [&] {
                return Evidence{.explanation = fmt::format("{} read {} more than once", told(read),
                                                           told(value)),
                                .remark = told(value) + " is there more than once",
                                .broken = &read,
                                .with = {seen.added}};
            });
            continue;
        }
        seen.seen.push_back(number);
        if (seen.added == nullptr || seen.added->invoked > read.completed)
            found.add("unexpected", read, [&] {
                return Evidence{.explanation = fmt::format("{} read {}, which nobody had added",
                                                           told(read), told(value)),
                                .remark = "nobody had added " + told(value),
                                .broken = &read,
                                .with = {seen.added}};
            });
        else
            note_known(seen, read);
    }
}

std::optional<std::size_t> SetHistory::last_present(const SetElement& element) {
    if (element.seen.empty()) return std::nullopt;
    return element.seen.back();
}

std::optional<std::size_t> SetHistory::last_absent(const SetElement& element, std::size_t before) {
    const auto& seen = element.seen;
    auto above = std::ranges::lower_bound(seen, before);
    while (before > 0) {
        --before;
        if (above == seen.begin() || *std::prev(above) != before) return before;
        --above;
    }
    return std::nullopt;
}

const Operation* SetHistory::first_without(const SetElement& element) const {
    const auto present = last_present(element);
    const auto rest = reads_.begin() + (present ? std::ptrdiff_t(*present) + 1 : 0);
    const auto first = std::upper_bound(
        rest, reads_.end(), element.known->position,
        [](std::size_t position, const Operation* read) { return position < read->invoked; });
    return first == reads_.end() ? nullptr : *first;
}

bool SetHistory::sees(const SetElement& element, std::size_t read) {
    return std::ranges::binary_search(element.seen, read);
}

Nanoseconds SetHistory::time_until_visible(const SetElement& element) const {
    const auto present = last_present(element);
    if (!present || !element.known) return Nanoseconds{0};
    const auto absent = last_absent(element, *present);
    if (!absent || reads_[*absent]->invoked < element.known->position) return Nanoseconds{0};
    return std::max(Nanoseconds{0}, reads_[*absent]->invoke_time - element.known->time);
}

}  // namespace ordeal::harness

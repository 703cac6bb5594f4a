#include "checker/explorer/predicate.hpp"

#include <algorithm>

#include "core/text/words.hpp"

namespace ordeal::checker {

namespace {

constexpr std::string_view conjunction = " and ";
constexpr std::string_view negation = "not ";

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' '))
        text.remove_prefix(1);
    while (text.ends_with(' '))
        text.remove_suffix(1);
    return text;
}

/// Where the term ends that the text begins with: what is in quotes has no conjunctions.
std::size_t end_of_term(std::string_view text) {
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '"') quoted = !quoted;
        if (!quoted && text.substr(i).starts_with(conjunction)) return i;
    }
    return text.size();
}

}  // namespace

core::Result<Predicate> Predicate::parse(std::string_view text) {
    Predicate predicate;
    while (true) {
        const std::size_t end = end_of_term(text);
        std::string_view words = trimmed(text.substr(0, end));
        Term term;
        if (words.starts_with(negation)) {
            term.negated = true;
            words = trimmed(words.substr(negation.size()));
        }
        if (words.starts_with('@')) {
            const std::size_t space = std::min(words.find(' '), words.size());
            term.part = words.substr(1, space - 1);
            words = trimmed(words.substr(space));
        }
        if (words.starts_with('"')) {
            if (words.size() < 2 || !words.ends_with('"'))
                return core::fail("{} begins with a quote that does not end",
                                  core::in_quotes(words));
            words = words.substr(1, words.size() - 2);
        }
        if (words.empty())
            return core::fail("expected words to look for, as in: @n1 leader and not @n2 leader");
        term.text = words;
        predicate.terms_.push_back(std::move(term));
        if (end == text.size()) return predicate;
        text.remove_prefix(end + conjunction.size());
    }
}

bool Predicate::operator()(std::string_view state) const {
    return std::ranges::all_of(
        terms_, [state](const Term& term) { return holds(term, state) != term.negated; });
}

bool Predicate::holds(const Term& term, std::string_view state) {
    if (term.part.empty()) return state.find(term.text) != std::string_view::npos;
    while (!state.empty()) {
        std::string_view line = state.substr(0, state.find('\n'));
        state.remove_prefix(std::min(line.size() + 1, state.size()));
        if (!line.starts_with(term.part)) continue;
        line.remove_prefix(term.part.size());
        if (line.starts_with(": ") && line.find(term.text) != std::string_view::npos) return true;
    }
    return false;
}

}  // namespace ordeal::checker

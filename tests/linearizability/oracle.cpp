#include "tests/linearizability/oracle.hpp"

#include <algorithm>
#include <limits>

namespace ordeal::testing {

Oracle::Oracle(std::string model, const core::Value& initial, linearizability::FailedCas failed_cas,
               std::vector<core::Operation> kinds)
    : model_(std::move(model)), kinds_(std::move(kinds)) {
    for (const auto& kind : kinds_)
        counts_.push_back(reference_counts(kind, failed_cas));
    initial_ = number_of(reference_initial(model_, initial));
}

std::size_t Oracle::number_of(const core::Value& state) {
    const auto [place, added] = numbers_.try_emplace(state, states_.size());
    if (added) {
        states_.push_back(state);
        next_.emplace_back(kinds_.size());
    }
    return place->second;
}

const std::vector<std::size_t>& Oracle::next(std::size_t state, std::size_t kind) {
    if (!next_[state][kind]) {
        std::vector<std::size_t> numbers;
        for (const auto& value : reference_next(model_, states_[state], kinds_[kind]))
            numbers.push_back(number_of(value));
        next_[state][kind] = std::move(numbers);
    }
    return *next_[state][kind];
}

void Oracle::extend(const std::vector<Placed>& history, std::size_t moment, unsigned done,
                    std::size_t state, std::set<std::size_t>& out) {
    std::size_t bound = moment;  // the next one must have been invoked before this
    bool complete = true;
    for (std::size_t i = 0; i < history.size(); ++i) {
        if (done >> i & 1 || !counts_[history[i].kind] || !history[i].returned) continue;
        complete &= *history[i].returned >= moment;
        bound = std::min(bound, *history[i].returned);
    }
    if (complete) out.insert(state);
    for (std::size_t i = 0; i < history.size(); ++i) {
        if (done >> i & 1 || !counts_[history[i].kind] || history[i].invoked > bound) continue;
        const auto following = next(state, history[i].kind);
        for (const std::size_t after : following)
            extend(history, moment, done | 1U << i, after, out);
    }
}

std::set<std::size_t> Oracle::states_before(const std::vector<Placed>& history,
                                            std::size_t moment) {
    std::set<std::size_t> out;
    extend(history, moment, 0, initial_, out);
    return out;
}

bool Oracle::is_valid(const std::vector<Placed>& history) {
    return !states_before(history, std::numeric_limits<std::size_t>::max()).empty();
}

Oracle::Answer Oracle::judge(const std::vector<Placed>& history) {
    if (is_valid(history)) return {true, 0, {}};
    std::vector<std::pair<std::size_t, std::size_t>> returns;
    for (std::size_t i = 0; i < history.size(); ++i)
        if (counts_[history[i].kind] && history[i].returned)
            returns.emplace_back(*history[i].returned, i);
    std::sort(returns.begin(), returns.end());
    Answer answer;
    for (const auto& [moment, place] : returns) {
        if (!states_before(history, moment + 1).empty()) continue;
        answer.broken = place;
        for (const std::size_t state : states_before(history, moment))
            answer.possible.insert(states_[state]);
        break;
    }
    return answer;
}

}  // namespace ordeal::testing

// What `ordeal verify` and `ordeal run` show of a partition in a terminal.
#include <algorithm>
#include <limits>
#include <unordered_set>

#include "core/json.hpp"
#include "linearizability/consistency/promise.hpp"
#include "linearizability/explanation.hpp"
#include "linearizability/judge.hpp"
#include "linearizability/timeline.hpp"

namespace ordeal::linearizability {

namespace {

Operations selected(const std::vector<core::Operation>& operations,
                    const std::vector<std::size_t>& ids) {
    const std::unordered_set<std::size_t> wanted(ids.begin(), ids.end());
    Operations out;
    for (const core::Operation& operation : operations)
        if (wanted.contains(operation.id)) out.push_back(&operation);
    return out;
}

std::string wrapped(const std::string& text) {
    constexpr std::size_t width = 100;
    std::string out;
    std::string_view rest = text;
    while (rest.size() > width) {
        auto cut = rest.rfind(' ', width);
        if (cut == std::string_view::npos || cut == 0) cut = width;
        out += rest.substr(0, cut);
        out += '\n';
        rest.remove_prefix(rest[cut] == ' ' ? cut + 1 : cut);
    }
    return out.append(rest) + "\n";
}

std::string remark_on(const Counterexample& counterexample) {
    if (!counterexample.possible.empty()) return were_possible(counterexample);
    return counterexample.remark.empty() ? "not possible" : counterexample.remark;
}

/// As many as one can take in at a glance: those that returned last, or never.
Operations last_few(const Operations& concerned) {
    constexpr std::size_t most = 16;
    if (concerned.size() <= most) return concerned;
    std::vector<std::size_t> ends;
    const auto end = [](const core::Operation& operation) {
        return operation.completed.value_or(std::numeric_limits<std::size_t>::max());
    };
    for (const core::Operation* operation : concerned)
        ends.push_back(end(*operation));
    std::nth_element(ends.begin(), ends.end() - most, ends.end());
    Operations out;
    for (const core::Operation* operation : concerned)
        if (end(*operation) >= ends[ends.size() - most]) out.push_back(operation);
    return out;
}

std::string explain_invalid(const std::string& of, const Counterexample& counterexample,
                            const std::vector<core::Operation>& operations) {
    const Operations concerned = selected(operations, counterexample.concerned);
    const auto broken = std::find_if(
        concerned.begin(), concerned.end(),
        [&](const core::Operation* operation) { return operation->id == counterexample.broken; });
    if (broken == concerned.end()) return wrapped(of + counterexample.explanation);
    const Operations last = last_few(concerned);
    const std::string left_out = last.size() == concerned.size()
                                     ? ""
                                     : fmt::format("(the last {} of the {} operations concerned)\n",
                                                   last.size(), concerned.size());
    return wrapped(of + counterexample.explanation) + "\n" + left_out +
           timeline(last, **broken, remark_on(counterexample));
}

}  // namespace

std::string explain_weaker(const Judgement& judgement) {
    std::string text;
    for (const core::Verdict verdict :
         {core::Verdict::valid, core::Verdict::invalid, core::Verdict::unknown}) {
        std::string names;
        for (const PromiseVerdict& promise : judgement.weaker)
            if (promise.verdict == verdict)
                names += fmt::format("{}{}", names.empty() ? "" : ", ", to_text(promise.promise));
        if (names.empty()) continue;
        text += text.empty() ? "" : "; ";
        text += verdict == core::Verdict::valid     ? "kept: "
                : verdict == core::Verdict::invalid ? "broken too: "
                                                    : "not known: ";
        text += names;
    }
    if (text.empty()) return {};
    text = wrapped("Weaker promises " + text);
    const auto broken =
        std::find_if(judgement.weaker.rbegin(), judgement.weaker.rend(),
                     [](const auto& promise) { return promise.verdict == core::Verdict::invalid; });
    if (broken == judgement.weaker.rend()) return text;
    return text + wrapped(fmt::format("not {}: {}", to_text(broken->promise), broken->explanation));
}

std::string explain(const Partition& partition, const std::vector<core::Operation>& operations) {
    const auto of = partition.key ? fmt::format("key {}: ", core::to_json(*partition.key)) : "";
    if (partition.counterexample) return explain_invalid(of, *partition.counterexample, operations);
    if (partition.verdict == core::Verdict::unknown)
        return wrapped(fmt::format("{}unknown: {} after {} configurations", of, partition.reason,
                                   partition.explored));
    return fmt::format("{}valid: {} operations\n", of, partition.operations);
}

}  // namespace ordeal::linearizability

#include "linearizability/monitors/growing_set.hpp"

#include <algorithm>

namespace ordeal::linearizability {

Ruling GrowingSet::rule() {
    if (!find_calls()) return Ruling::inapplicable();
    find_levels();
    if (by_ == never) find_missing();
    if (by_ == never) walk();
    if (by_ != never) return Ruling::invalid(by_, {});
    std::stable_sort(order_.begin(), order_.end(), [this](std::uint32_t a, std::uint32_t b) {
        return begin(sources_[a]) < begin(sources_[b]);
    });
    return Ruling::valid(order_);
}

/// False if something is removed, or added twice.
bool GrowingSet::find_calls() {
    elements_.assign(values_, {});
    for (const std::uint32_t value : spec_.values_in(spec_.initial()))
        elements_[value].initial = true;
    const auto count = static_cast<std::uint32_t>(problem_.calls.size());
    for (std::uint32_t call = 0; call < count; ++call) {
        if (what(call).function == Function::remove) return false;
        if (what(call).function == Function::read) {
            if (end(call) != never) reads_.push_back(call);
            continue;
        }
        Element& element = elements_[what(call).value];
        if (what(call).function == Function::insert) {
            if (element.initial || element.add != never) return false;
            element.add = call;
        } else if (end(call) != never) {
            looks_.push_back(call);
            if (what(call).function == Function::has)
                element.found = std::min(element.found, end(call));
            else
                element.latest_miss = call;
        }
    }
    return true;
}

/// Numbers the sets that were read, each of which must include the one before.
void GrowingSet::find_levels() {
    const auto seen = [this](std::uint32_t read) { return spec_.values_in(what(read).value); };
    std::stable_sort(reads_.begin(), reads_.end(), [&](std::uint32_t a, std::uint32_t b) {
        return std::pair(seen(a).size(), what(a).value) < std::pair(seen(b).size(), what(b).value);
    });
    auto before = spec_.values_in(spec_.initial());
    for (std::size_t i = 0; i < reads_.size(); ++i) {
        const std::uint32_t read = reads_[i];
        if (i > 0 && what(read) == what(reads_[i - 1])) {
            first_returns_.back() = std::min(first_returns_.back(), end(read));
            continue;
        }
        const auto row = seen(read);
        const std::uint32_t earlier = first_returns_.empty() ? 0 : first_returns_.back();
        if (!std::ranges::includes(row, before)) illegal(std::max(earlier, end(read)));
        for (const std::uint32_t value : row) {
            std::uint32_t& level = elements_[value].level;
            if (level == never) level = static_cast<std::uint32_t>(first_returns_.size());
        }
        first_returns_.push_back(end(read));
        before = row;
    }
}

/// What was seen must have been added; what was there from the start is never missed.
void GrowingSet::find_missing() {
    Numbers first_sight = first_returns_;  // by level: the first return of a read that has it
    for (std::size_t level = first_sight.size(); level-- > 1;)
        first_sight[level - 1] = std::min(first_sight[level - 1], first_sight[level]);
    levels_.resize(first_returns_.size());
    for (std::uint32_t value = 0; value < values_; ++value) {
        const Element& element = elements_[value];
        if (element.initial) {
            if (element.latest_miss != never) illegal(end(element.latest_miss));
            continue;
        }
        if (element.level != never) levels_[element.level].push_back(value);
        if (element.add != never) continue;
        if (element.level != never) illegal(first_sight[element.level]);
        if (element.found != never) illegal(element.found);
    }
}

/// The calls as the rules ask.
void GrowingSet::walk() {
    sources_.assign(problem_.calls.size(), never);
    std::uint32_t adds = never;   // the source of the latest t of an add so far
    std::uint32_t reads = never;  // and of a read
    const auto pass_add = [&](const Element& element) {
        put(element.add, later(reads, element.latest_miss));
        adds = later(adds, sources_[element.add]);
    };
    for (const std::uint32_t look : looks_)
        if (what(look).function == Function::lacks) put(look, never);
    auto read = reads_.begin();
    for (const Numbers& level : levels_) {
        for (const std::uint32_t value : level)
            pass_add(elements_[value]);
        const Set::Call seen = what(*read);
        const std::uint32_t before = adds;
        for (; read != reads_.end() && what(*read) == seen; ++read) {
            put(*read, before);
            reads = later(reads, sources_[*read]);
        }
    }
    for (const Element& element : elements_)
        if (element.level == never && took_effect(element)) pass_add(element);
    for (const std::uint32_t look : looks_) {
        const Element& element = elements_[what(look).value];
        if (what(look).function == Function::has)
            put(look, element.initial ? never : sources_[element.add]);
    }
}

bool GrowingSet::took_effect(const Element& element) const {
    if (element.add == never) return false;
    return element.level != never || element.found != never || end(element.add) != never;
}

/// `after`: of the calls that have to stand before this one, the one that began last.
void GrowingSet::put(std::uint32_t call, std::uint32_t after) {
    const std::uint32_t source = later(call, after);
    sources_[call] = source;
    order_.push_back(call);
    if (end(call) < begin(source)) illegal(certain(call, source));
}

std::uint32_t GrowingSet::later(std::uint32_t a, std::uint32_t b) const {
    if (a == never || b == never) return a == never ? b : a;
    return begin(a) < begin(b) ? b : a;
}

/// The return with which it is certain that `late`, which began after `early` had returned, has to
/// stand before it: that of who saw this, or of the first read that has the element of the one and
/// not that of the other.
std::uint32_t GrowingSet::certain(std::uint32_t early, std::uint32_t late) const {
    const bool whole = what(early).function == Function::read;
    std::uint32_t by = end(early);
    if (what(late).function != Function::insert) by = std::max(by, end(late));
    if (whole || what(late).function == Function::read) return by;
    const std::uint32_t from = elements_[what(late).value].level;
    const std::size_t to =
        std::min<std::size_t>(elements_[what(early).value].level, first_returns_.size());
    if (from >= to) return by;
    return std::max(by,
                    *std::min_element(first_returns_.begin() + from,
                                      first_returns_.begin() + static_cast<std::ptrdiff_t>(to)));
}

/// Elements of crashed adds that nobody saw may be there or not; of many, one case is told.
Possible GrowingSet::possible() {
    constexpr std::size_t most_uncertain = 4;
    std::vector<bool> there(values_);
    Numbers uncertain;
    for (std::uint32_t value = 0; value < values_; ++value) {
        there[value] = elements_[value].initial || took_effect(elements_[value]);
        if (!there[value] && elements_[value].add != never) uncertain.push_back(value);
    }
    Possible out{{}, uncertain.size() <= most_uncertain};
    const std::uint32_t choices = out.all ? 1U << uncertain.size() : 1;
    for (std::uint32_t choice = 0; choice < choices; ++choice) {
        for (std::size_t i = 0; out.all && i < uncertain.size(); ++i)
            there[uncertain[i]] = choice >> i & 1;
        Numbers row;
        for (std::uint32_t value = 0; value < values_; ++value)
            if (there[value]) row.push_back(value);
        out.states.push_back(spec_.state_of(row));
    }
    return out;
}

}  // namespace ordeal::linearizability

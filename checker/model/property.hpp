// What a model claims, each claim with a name: `always` holds in every state that can be reached,
// `sometimes` in at least one, `eventually` at some time on every path that cannot go on and on
// every path that never ends.
//
//     checker::always<Counter>("in range", [](const Counter& model, const Counter::State& state) {
//         return state.value <= model.limit;
//     })
#pragma once

#include <concepts>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace ordeal::checker {

enum class Kind { always, sometimes, eventually };

constexpr std::string_view to_text(Kind kind) {
    switch (kind) {
        case Kind::always:
            return "always";
        case Kind::sometimes:
            return "sometimes";
        case Kind::eventually:
            return "eventually";
    }
    return "always";
}

/// Requires: `holds` is pure. It is called from several threads, each with a model of its own.
template <typename M>
struct Property {
    Kind kind = Kind::always;
    std::string name;
    std::function<bool(const M&, const typename M::State&)> holds;
};

template <typename M, typename Holds>
Property<M> always(std::string name, Holds holds) {
    return {Kind::always, std::move(name), std::move(holds)};
}

template <typename M, typename Holds>
Property<M> sometimes(std::string name, Holds holds) {
    return {Kind::sometimes, std::move(name), std::move(holds)};
}

template <typename M, typename Holds>
Property<M> eventually(std::string name, Holds holds) {
    return {Kind::eventually, std::move(name), std::move(holds)};
}

}  // namespace ordeal::checker

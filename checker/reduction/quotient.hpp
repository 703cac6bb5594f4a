// A model reduced, which is a model again: so every search, with any number of threads, visits what
// is left of it, and knows nothing of how.
//
// With symmetry its states are the least of their orbits: steps are those of the model, and then
// the state is replaced. What is left is bisimilar to the whole, orbit by orbit (Clarke, Enders,
// Filkorn & Jha 1996; Emerson & Sistla 1996): properties that do not tell the states of an orbit
// apart, whether of states or of paths, hold in both or in neither.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "checker/reduction/symmetry.hpp"

namespace ordeal::checker {

/// What all copies of a reduced model have in common.
struct QuotientNotes {
    std::atomic<std::uint64_t> merged = 0;  // steps whose state was replaced
    std::mutex mutex;
    std::string trouble;  // why the reduction is not sound; else empty

    void complain(std::string words) {
        const std::lock_guard lock(mutex);
        if (trouble.empty()) trouble = std::move(words);
    }
};

template <Model M>
    requires OffersSymmetry<M>
class Quotient {
  public:
    using State = typename M::State;
    using Action = typename M::Action;

    explicit Quotient(const M& model)
        : model_(model), canonical_(model), notes_(std::make_shared<QuotientNotes>()) {}
    Quotient(const Quotient& other)
        : model_(other.model_), canonical_(other.canonical_), notes_(other.notes_) {}
    Quotient& operator=(const Quotient& other) {
        flush();
        model_ = other.model_;
        canonical_ = other.canonical_;
        notes_ = other.notes_;
        return *this;
    }
    ~Quotient() { flush(); }

    const M& model() const { return model_; }
    QuotientNotes& notes() const {
        flush();
        return *notes_;
    }
    std::string complaint() const {
        const std::lock_guard lock(notes_->mutex);
        return notes_->trouble;
    }
    std::uint64_t merged() const { return notes().merged; }
    void set_merged(std::uint64_t merged) const { notes().merged = merged; }
    /// The least state of its orbit. True: that is another one.
    bool replace(State& state) const { return canonical_(model_, state); }

    std::vector<State> initial_states() const {
        auto states = model_.initial_states();
        for (State& state : states)
            replace(state);
        return states;
    }
    void actions(const State& state, std::vector<Action>& out) const { model_.actions(state, out); }

    bool apply(State& state, const Action& action) const {
        if (!model_.apply(state, action)) return false;
        const bool sampled = is_sampled();
        if (sampled) raw_ = state;
        if (!replace(state)) return true;
        ++merged_;
        if (sampled) compare(raw_, state);
        return true;
    }

    std::vector<Property<Quotient>> properties() const {
        std::vector<Property<Quotient>> out;
        for (auto& property : model_.properties())
            out.push_back({property.kind, property.name, of_quotient(property.holds),
                           of_quotient(property.asks)});
        return out;
    }

    bool within_boundary(const State& state) const
        requires HasBoundary<M>
    {
        return model_.within_boundary(state);
    }
    std::uint64_t hash(const State& state) const
        requires HasHash<M>
    {
        return model_.hash(state);
    }
    void pack(const State& state, std::vector<std::uint8_t>& out) const
        requires HasPack<M>
    {
        model_.pack(state, out);
    }
    void unpack(std::span<const std::uint8_t> bytes, State& state) const
        requires HasPack<M>
    {
        model_.unpack(bytes, state);
    }
    std::string trouble() const
        requires KnowsTrouble<M>
    {
        return model_.trouble();
    }
    std::string text(const State& state) const
        requires SaysStates<M>
    {
        return text_of_state(model_, state);
    }
    std::string text(const Action& action) const
        requires SaysActions<M>
    {
        return text_of_action(model_, action);
    }
    std::size_t memory_bytes() const { return memory_of(model_); }

  private:
    /// The first states and every 64th after them.
    bool is_sampled() const { return ++seen_ <= 200 || seen_ % 64 == 0; }

    using Predicate = std::function<bool(const M&, const State&)>;
    static std::function<bool(const Quotient&, const State&)> of_quotient(Predicate predicate) {
        if (!predicate) return {};
        return [predicate = std::move(predicate)](const Quotient& q, const State& state) {
            return predicate(q.model_, state);
        };
    }

    void flush() const { notes_->merged += std::exchange(merged_, 0); }

    /// Whether a state and the one that stands for it look alike: to the properties, to the
    /// boundary, and in what comes next.
    void compare(const State& state, const State& least) const {
        for (const auto& property : model_.properties())
            if (tells_apart(property.holds, state, least) ||
                tells_apart(property.asks, state, least))
                notes_->complain("symmetry: the property \"" + property.name +
                                 "\" tells states apart that differ only by an exchange of parts");
        if (checker::within_boundary(model_, state) != checker::within_boundary(model_, least))
            notes_->complain(
                "symmetry: the boundary tells states apart that differ only by an "
                "exchange of parts");
        if (next_of(state) != next_of(least))
            notes_->complain(
                "symmetry: after an exchange of parts the model takes other steps, so "
                "they are not interchangeable");
    }

    bool tells_apart(const Predicate& predicate, const State& state, const State& least) const {
        return predicate && predicate(model_, state) != predicate(model_, least);
    }

    std::vector<std::uint64_t> next_of(const State& state) const {
        std::vector<std::uint64_t> prints;
        std::vector<Action> actions;
        model_.actions(state, actions);
        for (const Action& action : actions) {
            State next = state;
            if (!model_.apply(next, action)) continue;
            replace(next);
            prints.push_back(fingerprint(model_, next));
        }
        std::ranges::sort(prints);
        return prints;
    }

    M model_;
    mutable Canonical<M> canonical_;
    std::shared_ptr<QuotientNotes> notes_;
    mutable State raw_;
    mutable std::uint64_t merged_ = 0;
    mutable std::uint64_t seen_ = 0;
};

}  // namespace ordeal::checker

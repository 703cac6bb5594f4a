// A state of one's own beside that of the actors: updated at each step from what happened, seen by
// properties, and told apart by searches as all else is. For claims that no single state of the
// actors shows: "no request was served twice", "what was acknowledged had reached a majority".
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "actors/text.hpp"
#include "checker/actor_model/tables.hpp"

namespace ordeal::checker {

/// A step of a participant. To start is a `recover`, too; messages that are lost are no step of
/// anybody's.
template <typename Message>
struct Happening {
    EventKind kind = EventKind::deliver;
    actors::Id participant;                          // whom it happened to
    const Envelope<Message>* delivered = nullptr;    // null: it was no message
    std::vector<const Envelope<Message>*> sent;      // in their order
    const std::vector<ClientEvent>* told = nullptr;  // what began and ended, of a client; not null
};

/// The states as numbers. Any thread may call.
template <typename Message>
class Auxiliary {
  public:
    static constexpr std::uint32_t initial = 0;

    virtual ~Auxiliary() = default;
    virtual std::uint32_t next(std::uint32_t state, const Happening<Message>& happening) = 0;
    virtual std::uint32_t renamed(std::uint32_t state, const Renaming& renaming) = 0;
    virtual std::string text(std::uint32_t state) const = 0;
};

/// Requires: H can be compared, hashed and said in words (actors/describe.hpp); `update` is a
/// function of its arguments alone.
template <typename Message, typename H>
class AuxiliaryOf final : public Auxiliary<Message> {
  public:
    using Update = std::function<void(H&, const Happening<Message>&)>;

    AuxiliaryOf(H first, Update update) : update_(std::move(update)) { intern(std::move(first)); }

    std::uint32_t next(std::uint32_t state, const Happening<Message>& happening) override {
        H copy = states_[state];
        update_(copy, happening);
        return intern(std::move(copy));
    }
    std::uint32_t renamed(std::uint32_t state, const Renaming& renaming) override {
        return intern(checker::renamed(states_[state], renaming));
    }
    std::string text(std::uint32_t state) const override { return actors::text_of(states_[state]); }
    const H& state(std::uint32_t number) const { return states_[number]; }

  private:
    struct Hash {
        std::size_t operator()(const H* state) const { return actors::hash_of(*state); }
    };
    struct Equal {
        bool operator()(const H* a, const H* b) const { return actors::compare(*a, *b) == 0; }
    };

    std::uint32_t intern(H state) {
        const std::lock_guard lock(mutex_);
        if (const auto found = numbers_.find(&state); found != numbers_.end()) return found->second;
        const std::uint32_t number = states_.push_back(std::move(state));
        numbers_.emplace(&states_[number], number);
        return number;
    }

    Update update_;
    std::mutex mutex_;
    StableVector<H> states_;
    boost::unordered_flat_map<const H*, std::uint32_t, Hash, Equal> numbers_;
};

}  // namespace ordeal::checker

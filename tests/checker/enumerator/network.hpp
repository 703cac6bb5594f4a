// The three networks, as plain containers of whole messages.
//
// | network               | holds                     | delivery                              |
// |-----------------------|---------------------------|---------------------------------------|
// | unordered_duplicating | a set, and what came last | leaves the message, notes it as last  |
// | unordered             | a multiset                | takes one of its copies               |
// | ordered               | a queue from each to each | takes the head                        |
//
// A drop takes the message away: for good from a set, one copy of it from a multiset, the head of a
// queue.
#pragma once

#include <compare>
#include <cstddef>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "actors/id.hpp"

namespace ordeal::enumerator {

enum class NetworkKind { unordered_duplicating, unordered, ordered };

template <typename Message>
struct Envelope {
    actors::Id from;
    actors::Id to;
    Message message;

    friend auto operator<=>(const Envelope&, const Envelope&) = default;
};

template <typename Message>
struct Network {
    std::map<Envelope<Message>, std::size_t> copies;  // the set (each once) or the multiset
    std::optional<Envelope<Message>> last;
    std::map<std::pair<actors::Id, actors::Id>, std::vector<Message>> queues;  // none is empty

    friend auto operator<=>(const Network&, const Network&) = default;

    void send(NetworkKind kind, const Envelope<Message>& envelope) {
        if (kind == NetworkKind::ordered)
            queues[{envelope.from, envelope.to}].push_back(envelope.message);
        else if (kind == NetworkKind::unordered)
            ++copies[envelope];
        else
            copies[envelope] = 1;
    }

    /// Each message that may come next, once.
    std::vector<Envelope<Message>> deliverable() const {
        std::vector<Envelope<Message>> all;
        for (const auto& [envelope, count] : copies)
            all.push_back(envelope);
        for (const auto& [direction, queue] : queues)
            all.push_back({direction.first, direction.second, queue.front()});
        return all;
    }

    void deliver(NetworkKind kind, const Envelope<Message>& envelope) {
        if (kind == NetworkKind::unordered_duplicating)
            last = envelope;
        else
            drop(kind, envelope);
    }

    void drop(NetworkKind kind, const Envelope<Message>& envelope) {
        if (kind == NetworkKind::ordered) {
            const auto found = queues.find({envelope.from, envelope.to});
            found->second.erase(found->second.begin());
            if (found->second.empty()) queues.erase(found);
        } else if (const auto found = copies.find(envelope); --found->second == 0) {
            copies.erase(found);
        }
    }
};

}  // namespace ordeal::enumerator

// Interchangeable participants of an actor model: what becomes of the numbers in a state when they
// change places (symmetry.hpp), and what tells them apart. All is remembered by number, so handlers
// and descriptions are walked through once for each local, message and exchange.
#pragma once

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "checker/actor_model/tables.hpp"

namespace ordeal::checker {

inline constexpr std::size_t most_parts = 16;

/// Where things are in a row; see ActorModel.
struct RowLayout {
    std::size_t participants = 0;
    std::size_t network = 0;  // begin of the messages under way
    Network kind = Network::unordered;
};

/// One thread's. Parts are numbered in the order in which their groups were declared.
template <typename Message>
class Exchanges {
  public:
    using Parts = std::vector<std::uint32_t>;

    /// `groups`: participants that may change places with each other.
    void declare(const std::vector<std::vector<std::size_t>>& groups,
                 const ActorTables<Message>& tables) {
        for (std::uint32_t group = 0; group < groups.size(); ++group) {
            for (const std::size_t participant : groups[group]) {
                participants_.push_back(participant);
                ids_.push_back(tables.id(participant));
                groups_.push_back(group);
            }
        }
        CHECK(groups_.size() <= most_parts, "{} interchangeable participants, {} are the most",
              groups_.size(), most_parts);
    }
    const Parts& groups() const { return groups_; }

    void permute(ActorTables<Message>& tables, const RowLayout& layout,
                 std::vector<std::uint32_t>& cells, std::span<const std::uint32_t> to) {
        Known& known = known_of(tables, layout, to);
        before_ = cells;
        for (std::size_t from = 0; from < layout.participants; ++from) {
            const std::size_t target = known.places[from];
            cells[target] = remember(known.locals, key(from, before_[from]), [&] {
                return tables.adopt(target, from, before_[from], known.renaming);
            });
        }
        std::uint32_t& history = cells[layout.participants];
        history = remember(known.histories, history,
                           [&] { return tables.exchanged(history, known.processes); });
        const auto message = [&](std::uint32_t number) {
            return remember(known.messages, number,
                            [&] { return tables.renamed_message(number, known.renaming); });
        };
        if (layout.kind == Network::unordered_duplicating)
            if (std::uint32_t& last = cells[layout.participants + 1]; last != 0)
                last = message(last - 1) + 1;
        for (std::size_t i = layout.network; i < cells.size(); ++i)
            cells[i] = message(cells[i]);
        sort_messages(tables, layout, cells);
    }

    /// What `to` makes of ids.
    const Renaming& renaming(const ActorTables<Message>& tables, const RowLayout& layout,
                             std::span<const std::uint32_t> to) {
        return known_of(tables, layout, to).renaming;
    }

    /// See symmetry.hpp.
    std::uint64_t colour(const ActorTables<Message>& tables, const RowLayout& layout,
                         const std::vector<std::uint32_t>& cells, std::uint32_t part,
                         std::span<const std::uint64_t> colours) {
        const std::size_t participant = participants_[part];
        std::uint64_t sum = 0;
        for (std::size_t i = 0; i < layout.participants; ++i) {
            const Outline& seen = local_outline(tables, i, cells[i]);
            if (i == participant) sum += seen.seen(colours);
            if (std::ranges::count(participants_, i) > 0) continue;
            for (const auto& [place, mentioned] : seen.mentions)
                if (mentioned == part) sum += core::hash_combine(place, i);
        }
        for (std::size_t i = layout.network; i < cells.size(); ++i) {
            const auto& posting = tables.posting(cells[i]);
            const bool sent = posting.envelope.from == ids_[part];
            if (!sent && posting.to != participant) continue;
            std::uint64_t seen = message_outline(tables, cells[i]).seen(colours);
            if (layout.kind == Network::ordered)
                seen = core::hash_combine(seen, place_in_flow(tables, layout, cells, i));
            sum += core::hash_combine(seen, sent ? 1 : 2);
        }
        return sum;
    }

  private:
    /// Of one exchange.
    struct Known {
        Renaming renaming;
        std::vector<std::size_t> places;       // of the participants: what each becomes
        std::vector<std::uint32_t> processes;  // of the history: what each becomes
        boost::unordered_flat_map<std::uint64_t, std::uint32_t> locals;
        boost::unordered_flat_map<std::uint32_t, std::uint32_t> messages;
        boost::unordered_flat_map<std::uint32_t, std::uint32_t> histories;
    };
    using Outlines = boost::unordered_flat_map<std::uint64_t, std::unique_ptr<Outline>>;

    static std::uint64_t key(std::size_t participant, std::uint32_t local) {
        return std::uint64_t{participant} << 32 | local;
    }
    template <typename Map, typename Make>
    static std::uint32_t remember(Map& map, typename Map::key_type number, const Make& make) {
        const auto [place, added] = map.try_emplace(number, 0);
        if (added) place->second = make();
        return place->second;
    }
    template <typename Make>
    static const Outline& outline(Outlines& outlines, std::uint64_t number, const Make& make) {
        auto& outline = outlines[number];
        if (!outline) outline = std::make_unique<Outline>(make());
        return *outline;
    }
    const Outline& local_outline(const ActorTables<Message>& tables, std::size_t participant,
                                 std::uint32_t local) {
        return outline(locals_, key(participant, local), [&] {
            Outliner outliner(ids_, groups_, tables.id(participant));
            tables.participant(participant).outline(local, outliner);
            return std::move(outliner).outline();
        });
    }
    const Outline& message_outline(const ActorTables<Message>& tables, std::uint32_t number) {
        return outline(messages_, number, [&] {
            // No self: both ends may be parts.
            Outliner outliner(ids_, groups_, actors::Id::client(actors::Id::limit - 1));
            const auto& envelope = tables.posting(number).envelope;
            outliner.add(envelope.from, 1);
            outliner.add(envelope.to, 2);
            outliner.add(envelope.message, 3);
            return std::move(outliner).outline();
        });
    }
    static std::size_t place_in_flow(const ActorTables<Message>& tables, const RowLayout& layout,
                                     const std::vector<std::uint32_t>& cells, std::size_t i) {
        std::size_t begin = i;
        while (begin > layout.network &&
               tables.posting(cells[begin - 1]).flow == tables.posting(cells[i]).flow)
            --begin;
        return i - begin;
    }

    static void sort_messages(const ActorTables<Message>& tables, const RowLayout& layout,
                              std::vector<std::uint32_t>& cells) {
        const auto begin = cells.begin() + static_cast<std::ptrdiff_t>(layout.network);
        if (layout.kind != Network::ordered) return std::sort(begin, cells.end());
        std::stable_sort(begin, cells.end(), [&](std::uint32_t a, std::uint32_t b) {
            return tables.posting(a).flow < tables.posting(b).flow;
        });
    }

    Known& known_of(const ActorTables<Message>& tables, const RowLayout& layout,
                    std::span<const std::uint32_t> to) {
        std::uint64_t number = 0;
        for (const std::uint32_t part : to)
            number = number << 4 | part;
        auto& known = known_[number];
        if (known) return *known;
        known = std::make_unique<Known>();
        for (std::size_t i = 0; i < layout.participants; ++i)
            known->places.push_back(i);
        for (std::size_t part = 0; part < to.size(); ++part) {
            known->renaming.pairs.emplace_back(ids_[part], ids_[to[part]]);
            known->places[participants_[part]] = participants_[to[part]];
        }
        const auto process = [&](std::size_t participant) {
            std::uint32_t clients = 0;
            for (std::size_t i = 0; i < participant; ++i)
                clients += tables.participant(i).is_client() ? 1 : 0;
            return clients;
        };
        for (std::size_t i = 0; i < layout.participants; ++i)
            if (tables.participant(i).is_client())
                known->processes.push_back(process(known->places[i]));
        return *known;
    }

    std::vector<std::size_t> participants_;  // of each part
    std::vector<actors::Id> ids_;
    Parts groups_;
    std::vector<std::uint32_t> before_;
    boost::unordered_flat_map<std::uint64_t, std::unique_ptr<Known>> known_;
    Outlines locals_;
    Outlines messages_;
};

}  // namespace ordeal::checker

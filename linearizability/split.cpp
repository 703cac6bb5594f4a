#include "linearizability/split.hpp"

#include <algorithm>
#include <thread>
#include <utility>

#include <boost/unordered/unordered_flat_map.hpp>

namespace ordeal::linearizability {

namespace {

using core::Operation;

core::Result<void> check(const Model& model, const Operation& operation) {
    if (auto checked = check_operation(model, operation); !checked)
        return core::fail("operation {}: {}", operation.id, checked.error().message);
    if (operation.outcome != core::EventType::info && !operation.completed)
        return core::fail("operation {}: {} is {} but has no completion", operation.id, operation.f,
                          core::to_text(operation.outcome));
    return {};
}

struct HashKey {
    std::size_t operator()(const core::Value* key) const { return key ? key->hash() : 0; }
};
struct EqualKeys {
    bool operator()(const core::Value* a, const core::Value* b) const {
        return a == b || (a && b && *a == *b);
    }
};
using Places = boost::unordered_flat_map<const core::Value*, std::uint32_t, HashKey, EqualKeys>;

/// The operations of one key in one share.
struct Piece {
    const core::Value* key = nullptr;
    std::size_t count = 0;
    std::size_t first = 0;  // when the first of them was invoked
    std::size_t last = 0;   // and the last of them
    bool in_order = true;   // each was invoked after the one before it
    std::uint32_t part = 0;
    std::size_t begin = 0;  // where they go, in the part
};

/// Some of the operations that stand one after the other: what one thread looks at.
struct Share {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::vector<Piece> pieces;  // in the order in which their keys first appear
    core::Result<void> checked;
    bool stopped = false;
};

template <typename Work>
void for_each_share(std::vector<Share>& shares, const Work& work) {
    std::vector<std::jthread> helpers;
    for (std::size_t i = 1; i < shares.size(); ++i)
        helpers.emplace_back([&work, &share = shares[i]] { work(share); });
    work(shares[0]);
}

class Splitter {
  public:
    Splitter(const Model& model, const std::vector<Operation>& operations, unsigned threads,
             const Limits& limits)
        : model_(model), operations_(operations), limits_(limits) {
        constexpr std::size_t few = 10'000;
        shares_.resize(operations.size() < few ? 1 : std::max(threads, 1u));
        for (std::size_t i = 0; i < shares_.size(); ++i) {
            shares_[i].begin = operations.size() * i / shares_.size();
            shares_[i].end = operations.size() * (i + 1) / shares_.size();
        }
    }

    core::Result<std::optional<std::vector<Part>>> run() {
        constexpr std::size_t of_each = sizeof(std::uint32_t) + sizeof(const Operation*);
        if (Limits(limits_).look(of_each * operations_.size())) return std::nullopt;
        piece_of_.resize(operations_.size());
        for_each_share(shares_, [this](Share& share) { read(share); });
        for (Share& share : shares_) {
            if (!share.checked) return tl::unexpected(std::move(share.checked.error()));
            if (share.stopped) return std::nullopt;
        }
        place_pieces();
        for_each_share(shares_, [this](Share& share) { fill(share); });
        if (stopped()) return std::nullopt;
        for (std::size_t i = 0; i < parts_.size(); ++i)
            if (!in_order_[i]) sort(parts_[i].operations);
        return std::move(parts_);
    }

  private:
    bool stopped() const {
        return std::ranges::any_of(shares_, [](const Share& share) { return share.stopped; });
    }

    /// Checks the operations, and tells for each to which piece it belongs.
    void read(Share& share) {
        Limits limits = limits_;
        Places places;
        for (std::size_t i = share.begin; i < share.end; ++i) {
            if ((share.stopped = limits.over(i - share.begin))) return;
            const Operation& operation = operations_[i];
            share.checked = check(model_, operation);
            if (!share.checked) return;
            const core::Value* key = operation.key ? &*operation.key : nullptr;
            const auto fresh = static_cast<std::uint32_t>(share.pieces.size());
            const std::uint32_t place = places.try_emplace(key, fresh).first->second;
            if (place == fresh) share.pieces.push_back({.key = key, .first = operation.invoked});
            Piece& piece = share.pieces[place];
            piece.in_order &= piece.count == 0 || piece.last < operation.invoked;
            piece.last = operation.invoked;
            ++piece.count;
            piece_of_[i] = place;
        }
    }

    /// Joins the pieces to parts, share after share.
    void place_pieces() {
        Places places;
        std::vector<std::size_t> sizes;
        std::vector<std::size_t> latest;
        for (Share& share : shares_)
            for (Piece& piece : share.pieces) {
                const auto fresh = static_cast<std::uint32_t>(parts_.size());
                piece.part = places.try_emplace(piece.key, fresh).first->second;
                if (piece.part == fresh) {
                    parts_.push_back({piece.key, {}});
                    in_order_.push_back(true);
                    sizes.push_back(0);
                    latest.push_back(piece.first);
                }
                const bool later = sizes[piece.part] == 0 || latest[piece.part] < piece.first;
                in_order_[piece.part] = in_order_[piece.part] && piece.in_order && later;
                latest[piece.part] = piece.last;
                piece.begin = std::exchange(sizes[piece.part], sizes[piece.part] + piece.count);
            }
        for (std::size_t i = 0; i < parts_.size(); ++i)
            parts_[i].operations.resize(sizes[i]);
    }

    void fill(Share& share) {
        Limits limits = limits_;
        for (std::size_t i = share.begin; i < share.end; ++i) {
            if ((share.stopped = limits.over(i - share.begin))) return;
            Piece& piece = share.pieces[piece_of_[i]];
            parts_[piece.part].operations[piece.begin++] = &operations_[i];
        }
    }

    static void sort(Operations& operations) {
        std::sort(operations.begin(), operations.end(),
                  [](const Operation* a, const Operation* b) { return a->invoked < b->invoked; });
    }

    const Model& model_;
    const std::vector<Operation>& operations_;
    const Limits& limits_;
    std::vector<std::uint32_t> piece_of_;  // of each operation, in its share
    std::vector<Share> shares_;
    std::vector<Part> parts_;
    std::vector<bool> in_order_;  // of each part
};

}  // namespace

core::Result<std::optional<std::vector<Part>>> split(const Model& model,
                                                     const std::vector<Operation>& operations,
                                                     unsigned threads, const Limits& limits) {
    return Splitter(model, operations, threads, limits).run();
}

}  // namespace ordeal::linearizability

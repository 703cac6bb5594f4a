#include "checker/store/visited_on_disk.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace ordeal::checker {

namespace {

using core::Result;
using Bytes = std::span<const std::uint8_t>;

constexpr std::uint64_t low = UINT32_MAX;
constexpr std::size_t longest_row = 1 << 16;
constexpr std::size_t between_looks = 1 << 16;  // states

}  // namespace

class VisitedOnDisk::RunReader {
  public:
    RunReader(const Run& run, bool exact) : in_(run.file, 0), exact_(exact), left_(run.states) {
        next();
    }

    bool over() const { return over_; }
    bool failed() const { return in_.failed(); }
    std::uint64_t print() const { return print_; }
    Bytes row() const { return row_; }
    void next() {
        over_ = left_ == 0;
        if (over_) return;
        --left_;
        in_.bytes(&print_, sizeof print_);
        if (!exact_) return;
        const std::uint64_t size = in_.number();
        row_.resize(std::min<std::uint64_t>(size, longest_row));
        in_.bytes(row_.data(), row_.size());
    }
    /// Whether it is before this state.
    bool before(std::uint64_t print, Bytes row) const {
        if (print_ != print) return print_ < print;
        return exact_ && std::ranges::lexicographical_compare(row_, row);
    }
    bool is(std::uint64_t print, Bytes row) const {
        return print_ == print && (!exact_ || std::ranges::equal(row_, row));
    }

  private:
    FileReader in_;
    bool exact_;
    std::uint64_t left_;
    bool over_ = false;
    std::uint64_t print_ = 0;
    std::vector<std::uint8_t> row_;
};

// A state takes a slot and a sixth, an entry, and if exact a row, for which half is reserved.
VisitedOnDisk::VisitedOnDisk(std::string directory, bool exact, std::size_t cache_bytes)
    : directory_(std::move(directory)),
      exact_(exact),
      slots_(std::min((exact ? cache_bytes * 3 / 16 : cache_bytes * 3 / 8) / sizeof(std::uint64_t),
                      std::size_t{low})),
      entries_((exact ? cache_bytes * 5 / 16 : cache_bytes * 5 / 8) / sizeof(Entry)),
      rows_(exact ? std::min(cache_bytes / 2 / sizeof(std::uint32_t), std::size_t{low - 1}) : 0) {}

Bytes VisitedOnDisk::row_of(const Entry& entry) const {
    if (!exact_) return {};
    const auto* begin = reinterpret_cast<const std::uint8_t*>(&rows_[entry.row + 1]);
    return {begin, rows_[entry.row]};
}

bool VisitedOnDisk::less(const Entry& a, const Entry& b) const {
    if (a.print != b.print || !exact_) return a.print < b.print;
    return std::ranges::lexicographical_compare(row_of(a), row_of(b));
}

bool VisitedOnDisk::is(std::uint64_t slot, std::uint64_t print, Bytes row) const {
    if (!exact_) return slot == print;
    if (slot >> 32 != print >> 32) return false;
    return std::ranges::equal(row_of({print, static_cast<std::uint32_t>(slot & low) - 1}), row);
}

std::uint32_t VisitedOnDisk::append_row(Bytes row) {
    CHECK(row.size() <= longest_row, "a state of {} bytes, {} are the most", row.size(),
          longest_row);
    const auto place = static_cast<std::uint32_t>(row_units_);
    rows_[place] = static_cast<std::uint32_t>(row.size());
    if (!row.empty()) std::memcpy(&rows_[place + 1], row.data(), row.size());
    row_units_ += 1 + (row.size() + sizeof(std::uint32_t) - 1) / sizeof(std::uint32_t);
    return place;
}

bool VisitedOnDisk::full() const {
    return filled_ >= slots_.size() / 7 * 6 || count_ == entries_.size() ||
           (exact_ && row_units_ + longest_row / sizeof(std::uint32_t) + 2 > rows_.size());
}

bool VisitedOnDisk::add(std::uint64_t print, Bytes row) {
    std::size_t place = (print >> 32) * slots_.size() >> 32;
    for (; slots_[place] != 0; place = place + 1 == slots_.size() ? 0 : place + 1)
        if (is(slots_[place], print, row)) return false;
    Entry entry{print, 0, static_cast<std::uint32_t>(count_ - resolved_)};
    if (exact_) entry.row = append_row(row);
    slots_[place] = exact_ ? (print & ~low) | (std::uint64_t{entry.row} + 1) : print;
    entries_[count_++] = entry;
    ++filled_;
    return true;
}

Result<bool> VisitedOnDisk::resolve(std::vector<bool>& seen, const std::function<bool()>& go_on) {
    Entry* const begin = entries_.begin() + resolved_;
    Entry* const end = entries_.begin() + count_;
    seen.assign(static_cast<std::size_t>(end - begin), false);
    if (!runs_.empty()) {
        std::sort(begin, end, [this](const Entry& a, const Entry& b) { return less(a, b); });
        for (const Run& run : runs_) {
            const auto looked = look_for(run, {begin, end}, seen, go_on);
            if (!looked || !*looked) return looked;
        }
        Entry* const kept =
            std::remove_if(begin, end, [&seen](const Entry& e) { return seen[e.index]; });
        count_ = static_cast<std::size_t>(kept - entries_.begin());
    }
    resolved_ = count_;
    return true;
}

Result<bool> VisitedOnDisk::look_for(const Run& run, std::span<const Entry> sorted,
                                     std::vector<bool>& seen,
                                     const std::function<bool()>& go_on) const {
    RunReader reader(run, exact_);
    std::size_t steps = 0;
    for (const Entry& entry : sorted) {
        const Bytes row = row_of(entry);
        for (; !reader.over() && reader.before(entry.print, row); reader.next())
            if (++steps % between_looks == 0 && !go_on()) return false;
        if (reader.failed()) return core::fail("{}: what was written cannot be read", directory_);
        if (reader.over()) break;
        if (reader.is(entry.print, row)) seen[entry.index] = true;
    }
    return true;
}

void VisitedOnDisk::write(FileWriter& out, std::uint64_t print, Bytes row) const {
    out.bytes(&print, sizeof print);
    if (!exact_) return;
    out.number(row.size());
    out.bytes(row);
}

Result<void> VisitedOnDisk::spill() {
    auto file = temporary_file(directory_);
    if (!file) return tl::unexpected(file.error());
    std::sort(entries_.begin(), entries_.begin() + count_,
              [this](const Entry& a, const Entry& b) { return less(a, b); });
    FileWriter out(*file, directory_);
    for (std::size_t i = 0; i < count_; ++i)
        write(out, entries_[i].print, row_of(entries_[i]));
    if (auto flushed = out.flush(); !flushed) return flushed;
    runs_.push_back({*std::move(file), count_, out.written()});
    ++spills_;
    slots_.clear();
    entries_.clear();
    rows_.clear();
    filled_ = count_ = resolved_ = row_units_ = 0;
    while (runs_.size() > 1 && runs_.back().states * 2 >= runs_[runs_.size() - 2].states) {
        auto both = merged(runs_[runs_.size() - 2], runs_.back());
        if (!both) return tl::unexpected(both.error());
        runs_.pop_back();
        runs_.back() = *std::move(both);
    }
    return {};
}

Result<VisitedOnDisk::Run> VisitedOnDisk::merged(const Run& a, const Run& b) const {
    auto file = temporary_file(directory_);
    if (!file) return tl::unexpected(file.error());
    FileWriter out(*file, directory_);
    RunReader first(a, exact_);
    RunReader second(b, exact_);
    while (!first.over() || !second.over()) {
        const bool take_first =
            second.over() || (!first.over() && first.before(second.print(), second.row()));
        RunReader& from = take_first ? first : second;
        write(out, from.print(), from.row());
        from.next();
        if (out.failed()) break;
    }
    if (first.failed() || second.failed())
        return core::fail("{}: what was written cannot be read", directory_);
    if (const auto flushed = out.flush(); !flushed) return tl::unexpected(flushed.error());
    return Run{*std::move(file), a.states + b.states, out.written()};
}

std::size_t VisitedOnDisk::bytes() const {
    return slots_.size() * sizeof(std::uint64_t) + count_ * sizeof(Entry) +
           row_units_ * sizeof(std::uint32_t);
}

std::uint64_t VisitedOnDisk::bytes_on_disk() const {
    std::uint64_t sum = 0;
    for (const Run& run : runs_)
        sum += run.bytes;
    return sum;
}

}  // namespace ordeal::checker

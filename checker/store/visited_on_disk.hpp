// The states that were seen, as far as memory goes in memory, and the rest on disk: delayed
// duplicate detection (Stern & Dill 1998; Korf 2004).
//
// Memory holds what was added since it was full the last time. What is not there either is new, or
// was seen and is on disk, in runs: files of states in order. To look into them for each state
// would take a seek for each; so the question is put off, until memory is full or a level is over:
// then the states in question are sorted, and each run is read once, from front to back, beside
// them.
//
// Correctness: a state is in memory or in exactly one run if and only if it was added and not found
// to be seen; whatever leaves memory goes to a run, after it was looked for in all of them. So each
// state counts once. That it counts in the level where it was first added is for the caller to see
// to: resolve() is to be called before a level ends.
//
// A state is 64 bits, or exactly these bits and its bytes.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "checker/store/file.hpp"
#include "checker/store/pages.hpp"
#include "core/result.hpp"

namespace ordeal::checker {

class VisitedOnDisk {
  public:
    /// Requires: `cache_bytes` of half a million at least are kept to; what files and their
    /// buffers take comes on top.
    VisitedOnDisk(std::string directory, bool exact, std::size_t cache_bytes);

    /// False: it was seen. True: it was not since the last spill. Requires: !full(); `row` are the
    /// bytes of the state, if exact. Equal bytes, equal prints.
    bool add(std::uint64_t print, std::span<const std::uint8_t> row);
    bool full() const;
    /// Whether something is on disk, and not all that was added is known to be new.
    bool spilled() const { return !runs_.empty(); }

    /// Of what was added since the last call, in that order: whether it was seen before, and is
    /// taken out again. False: go_on() was false, and nothing is known. Error: the disk.
    core::Result<bool> resolve(std::vector<bool>& seen, const std::function<bool()>& go_on);
    /// To the disk with all that is in memory. Requires: resolved. Error: the disk.
    core::Result<void> spill();

    std::size_t bytes() const;
    std::uint64_t bytes_on_disk() const;
    std::uint64_t spills() const { return spills_; }

  private:
    struct Entry {
        std::uint64_t print = 0;
        std::uint32_t row = 0;    // where in rows_, in units
        std::uint32_t index = 0;  // in order of adding
    };
    struct Run {
        FileDescriptor file;
        std::uint64_t states = 0;
        std::uint64_t bytes = 0;
    };
    /// A run from front to back.
    class RunReader;

    std::span<const std::uint8_t> row_of(const Entry& entry) const;
    bool less(const Entry& a, const Entry& b) const;
    bool is(std::uint64_t slot, std::uint64_t print, std::span<const std::uint8_t> row) const;
    std::uint32_t append_row(std::span<const std::uint8_t> row);
    core::Result<bool> look_for(const Run& run, std::span<const Entry> sorted,
                                std::vector<bool>& seen, const std::function<bool()>& go_on) const;
    void write(FileWriter& out, std::uint64_t print, std::span<const std::uint8_t> row) const;
    core::Result<Run> merged(const Run& a, const Run& b) const;

    std::string directory_;
    bool exact_;
    Pages<std::uint64_t> slots_;  // open addressing, linear; 0: empty
    Pages<Entry> entries_;        // all that is in slots_ and new, or in question
    Pages<std::uint32_t> rows_;   // exact: a length in bytes, then the bytes
    std::size_t filled_ = 0;      // slots
    std::size_t count_ = 0;       // entries
    std::size_t resolved_ = 0;    // of these; the others are in question
    std::size_t row_units_ = 0;
    std::vector<Run> runs_;  // each at most half as long as the one before
    std::uint64_t spills_ = 0;
};

}  // namespace ordeal::checker

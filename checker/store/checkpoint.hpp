// The state of a breadth-first search on disk, from which it can be continued: how every state was
// found (its link), what was counted, and which states of the last level were not expanded.
//
// The states themselves are not in it. They follow from the links: a continued search walks each of
// them again, one step for each state, which any model can do, whatever its states are made of.
// (The states of actors are numbers that mean something in one process only.) A model that is not
// the one that was searched is found out by that, too.
//
// The file appears whole or not at all: it is written beside its place, brought to the disk, and
// renamed. It begins with a version, its size and a checksum.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "checker/search/links.hpp"
#include "checker/search/options.hpp"
#include "checker/store/file.hpp"
#include "core/result.hpp"

namespace ordeal::checker {

struct Checkpoint {
    /// States that one thread found in a row.
    struct Stretch {
        std::uint8_t shard = 0;
        std::uint32_t first = 0;
        std::uint32_t count = 0;
    };
    /// A property that a state, or a step from it, has settled.
    struct Settled {
        std::uint32_t property = 0;
        StateNumber state;
        std::optional<std::uint32_t> action;
    };

    std::string path;  // where it was read; empty: it was not
    std::string program;
    Configuration configuration;

    std::uint64_t generated = 0;
    std::uint64_t frontier_bytes = 0;
    double seconds = 0;
    bool exhausted = false;
    bool level_begun = false;  // the last level was being expanded
    std::uint64_t merged = 0;  // by symmetry
    /// Of each level: how many states each shard had when it began. What a shard found since the
    /// last one is of the level after it.
    std::vector<std::vector<std::uint32_t>> begins;
    std::vector<Stretch> left;  // of the last level: not expanded, or not to the end
    std::vector<Settled> settled;
    std::vector<std::uint32_t> sizes;  // of the shards

    std::size_t shards() const { return sizes.size(); }
    std::uint32_t depth() const { return static_cast<std::uint32_t>(begins.size()); }
    /// Of each shard into the one of `links`. Requires: it was read. False: they are no links.
    bool read_links(std::span<Links* const> links) const;

    std::shared_ptr<const FileDescriptor> file;
    std::uint64_t links_at = 0;
};

/// Requires: links of each shard. Guarantees: after an error what was at `path` is there as it was.
core::Result<void> write_checkpoint(const std::string& path, const Checkpoint& checkpoint,
                                    std::span<const Links* const> links);

/// Error: it cannot be read, is none, is cut short or damaged, or is of another version.
core::Result<std::shared_ptr<const Checkpoint>> read_checkpoint(const std::string& path);

/// What differs, as a sentence that names the option; empty: nothing. An option that only one of
/// them knows differs.
std::string difference(const Checkpoint& checkpoint, const Configuration& configuration);

}  // namespace ordeal::checker

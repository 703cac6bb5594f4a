// Damage to the files of a node that is down: bits that have flipped on the medium (bit-rot), and
// ends that are missing (truncate). Nobody has the files open, so this is plain reading and
// writing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/random.hpp"
#include "core/result.hpp"

namespace ordeal::nemesis {

struct FlippedBit {
    std::uint64_t offset = 0;  // of its byte
    unsigned char before = 0;
    unsigned char after = 0;
};

struct DamagedFile {
    std::string path;  // in the folder
    std::vector<FlippedBit> flips;
    std::uint64_t size_before = 0;
    std::uint64_t size_after = 0;
};

/// The regular files below the folder whose path in it matches the pattern (fnmatch(3): `*` stands
/// for anything, slashes too), in order. Error: the folder cannot be read.
core::Result<std::vector<std::string>> files_like(const std::filesystem::path& folder,
                                                  const std::string& pattern);

/// Flips so many different bits (all, where there are fewer) of each file that matches and is not
/// empty. The same stream gives the same places for files of the same names and lengths, whatever
/// other files there are. Error: a file cannot be written to; those before it are damaged.
core::Result<std::vector<DamagedFile>> flip_bits(const std::filesystem::path& folder,
                                                 const std::string& pattern, std::uint64_t bits,
                                                 const core::Random& random);

/// Cuts so many bytes (all, where there are fewer) off the end of each file that matches and is not
/// empty. Error: as above.
core::Result<std::vector<DamagedFile>> cut_ends(const std::filesystem::path& folder,
                                                const std::string& pattern, std::uint64_t bytes);

}  // namespace ordeal::nemesis

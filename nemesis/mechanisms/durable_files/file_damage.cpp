#include "nemesis/mechanisms/durable_files/file_damage.hpp"

#include <algorithm>
#include <set>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fnmatch.h>
#include <unistd.h>

#include "nemesis/mechanisms/open_file.hpp"

namespace ordeal::nemesis {

namespace fs = std::filesystem;
using core::Result;

namespace {

tl::unexpected<core::Error> refused(const fs::path& file) {
    return core::fail("cannot damage {}: {}", file.string(), core::errno_text());
}

/// So many different numbers below `bound`, in order (Floyd 1987, by Bentley's "Programming
/// pearls: a sample of brilliance": one draw for each, all sets alike).
std::set<std::uint64_t> sample(core::Random& random, std::uint64_t bound, std::uint64_t count) {
    std::set<std::uint64_t> chosen;
    for (std::uint64_t i = bound - std::min(bound, count); i < bound; ++i) {
        const std::uint64_t drawn = random.below(i + 1);
        chosen.insert(chosen.contains(drawn) ? i : drawn);
    }
    return chosen;
}

Result<void> flip(const fs::path& path, DamagedFile& damaged, std::uint64_t bits,
                  core::Random random) {
    const auto file = open_file(path.c_str(), O_RDWR);
    if (!file) return tl::unexpected(file.error());
    for (const std::uint64_t bit : sample(random, damaged.size_before * 8, bits)) {
        FlippedBit flipped{.offset = bit / 8};
        const auto place = static_cast<off_t>(flipped.offset);
        if (::pread(file->get(), &flipped.before, 1, place) != 1) return refused(path);
        flipped.after = static_cast<unsigned char>(flipped.before ^ (1U << (bit % 8)));
        if (::pwrite(file->get(), &flipped.after, 1, place) != 1) return refused(path);
        damaged.flips.push_back(flipped);
    }
    return {};
}

/// Calls `damage` for each file that matches and is not empty.
template <typename Damage>
Result<std::vector<DamagedFile>> damage_each(const fs::path& folder, const std::string& pattern,
                                             const Damage& damage) {
    const auto names = files_like(folder, pattern);
    if (!names) return tl::unexpected(names.error());
    std::vector<DamagedFile> all;
    for (const std::string& name : *names) {
        std::error_code error;
        const std::uint64_t size = fs::file_size(folder / name, error);
        if (error || size == 0) continue;
        DamagedFile damaged{.path = name, .size_before = size, .size_after = size};
        if (const Result<void> done = damage(folder / name, damaged); !done)
            return tl::unexpected(done.error());
        all.push_back(std::move(damaged));
    }
    return all;
}

}  // namespace

Result<std::vector<std::string>> files_like(const fs::path& folder, const std::string& pattern) {
    std::vector<std::string> names;
    std::error_code error;
    fs::recursive_directory_iterator entry(folder, error);
    for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
        if (!entry->is_regular_file() || entry->is_symlink()) continue;
        std::string name = entry->path().lexically_relative(folder).string();
        if (::fnmatch(pattern.c_str(), name.c_str(), 0) == 0) names.push_back(std::move(name));
    }
    if (error) return core::fail("cannot read the folder {}: {}", folder.string(), error.message());
    std::ranges::sort(names);
    return names;
}

Result<std::vector<DamagedFile>> flip_bits(const fs::path& folder, const std::string& pattern,
                                           std::uint64_t bits, const core::Random& random) {
    return damage_each(folder, pattern, [&](const fs::path& path, DamagedFile& damaged) {
        return flip(path, damaged, bits, random.split(damaged.path));
    });
}

Result<std::vector<DamagedFile>> cut_ends(const fs::path& folder, const std::string& pattern,
                                          std::uint64_t bytes) {
    return damage_each(
        folder, pattern, [&](const fs::path& path, DamagedFile& damaged) -> Result<void> {
            damaged.size_after -= std::min(bytes, damaged.size_before);
            if (::truncate(path.c_str(), static_cast<off_t>(damaged.size_after)) != 0)
                return refused(path);
            return {};
        });
}

}  // namespace ordeal::nemesis

#include "checker/store/checkpoint.hpp"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ordeal::checker {

namespace {

using core::Result;

constexpr std::string_view magic = "ordeal's search\n";
constexpr std::uint32_t version = 1;

struct Header {
    char magic[16] = {};  // filled to the last byte
    std::uint32_t version = 0;
    std::uint32_t unused = 0;
    std::uint64_t size = 0;  // of what follows, in bytes
    std::uint64_t hash = 0;  // of the same
};

std::uint64_t folded(std::int64_t number) {
    return static_cast<std::uint64_t>(number) << 1 ^ static_cast<std::uint64_t>(number >> 63);
}

std::int64_t unfolded(std::uint64_t number) {
    return static_cast<std::int64_t>(number >> 1 ^ (~(number & 1) + 1));
}

/// The states of a shard were found one after the other, and so were those that they come from:
/// the difference from one to the next is small.
void write_links(FileWriter& out, const Links& links, std::uint32_t count) {
    std::int64_t before = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
        const Link link = links.get(i);
        out.number(folded(link.parent.place - before));
        out.number(link.parent.shard);
        out.number(link.action);
        before = link.parent.place;
    }
}

bool read_links(FileReader& in, Links& links, const std::vector<std::uint32_t>& sizes,
                std::uint32_t count) {
    std::int64_t before = 0;
    for (std::uint32_t i = 0; i < count && !in.failed(); ++i) {
        before += unfolded(in.number());
        const std::uint64_t shard = in.number();
        const std::uint64_t action = in.number();
        if (shard >= sizes.size() || action > UINT32_MAX) return false;
        if (before != Link::none && (before < 0 || before >= sizes[shard])) return false;
        links.append({{static_cast<std::uint8_t>(shard), static_cast<std::uint32_t>(before)},
                      static_cast<std::uint32_t>(action)});
    }
    return !in.failed();
}

void write_progress(FileWriter& out, const Checkpoint& checkpoint) {
    out.number(checkpoint.generated);
    out.number(checkpoint.frontier_bytes);
    out.number(static_cast<std::uint64_t>(checkpoint.seconds * 1e9));
    out.number(checkpoint.exhausted ? 1 : 0);
    out.number(checkpoint.level_begun ? 1 : 0);
    out.number(checkpoint.merged);
    out.number(checkpoint.shards());
    for (const std::uint32_t size : checkpoint.sizes)
        out.number(size);
    out.number(checkpoint.begins.size());
    for (const auto& begins : checkpoint.begins)
        for (const std::uint32_t begin : begins)
            out.number(begin);
    out.number(checkpoint.left.size());
    for (const auto& stretch : checkpoint.left) {
        out.number(stretch.shard);
        out.number(stretch.first);
        out.number(stretch.count);
    }
    out.number(checkpoint.settled.size());
    for (const auto& settled : checkpoint.settled) {
        out.number(settled.property);
        out.number(settled.state.shard);
        out.number(settled.state.place);
        out.number(settled.action ? std::uint64_t{*settled.action} + 1 : 0);
    }
}

std::uint32_t small(FileReader& in) {
    return static_cast<std::uint32_t>(in.number());
}

StateNumber state_number(FileReader& in) {
    const auto shard = static_cast<std::uint8_t>(in.number());
    return {shard, small(in)};
}

void read_progress(FileReader& in, Checkpoint& checkpoint) {
    checkpoint.generated = in.number();
    checkpoint.frontier_bytes = in.number();
    checkpoint.seconds = static_cast<double>(in.number()) / 1e9;
    checkpoint.exhausted = in.number() != 0;
    checkpoint.level_begun = in.number() != 0;
    checkpoint.merged = in.number();
    for (std::uint64_t left = in.number(); left > 0 && !in.failed(); --left)
        checkpoint.sizes.push_back(small(in));
    for (std::uint64_t left = in.number(); left > 0 && !in.failed(); --left) {
        auto& begins = checkpoint.begins.emplace_back(checkpoint.shards());
        for (std::uint32_t& begin : begins)
            begin = small(in);
    }
    for (std::uint64_t left = in.number(); left > 0 && !in.failed(); --left) {
        const StateNumber first = state_number(in);
        checkpoint.left.push_back({first.shard, first.place, small(in)});
    }
    for (std::uint64_t left = in.number(); left > 0 && !in.failed(); --left) {
        Checkpoint::Settled settled{small(in), state_number(in), {}};
        if (const std::uint32_t action = small(in); action > 0) settled.action = action - 1;
        checkpoint.settled.push_back(settled);
    }
}

Result<void> write_all(const FileDescriptor& file, const std::string& path,
                       const Checkpoint& checkpoint, std::span<const Links* const> links) {
    Header header;
    std::copy(magic.begin(), magic.end(), header.magic);
    header.version = version;
    if (::lseek(file.get(), sizeof header, SEEK_SET) < 0)
        return core::fail("{}: {}", path, core::errno_text());
    FileWriter out(file, path);
    out.text(checkpoint.program);
    out.number(checkpoint.configuration.size());
    for (const auto& [name, value] : checkpoint.configuration) {
        out.text(name);
        out.text(value);
    }
    write_progress(out, checkpoint);
    for (std::size_t i = 0; i < links.size(); ++i)
        write_links(out, *links[i], checkpoint.sizes[i]);
    if (const auto flushed = out.flush(); !flushed) return flushed;
    header.size = out.written();
    header.hash = out.hash();
    if (::pwrite(file.get(), &header, sizeof header, 0) != sizeof header ||
        ::fsync(file.get()) != 0)
        return core::fail("{}: {}", path, core::errno_text());
    return {};
}

/// Else the file may have its old name after the machine has failed.
void sync_directory(const std::string& path) {
    const auto parent = std::filesystem::path(path).parent_path();
    const FileDescriptor directory(
        ::open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (directory) ::fsync(directory.get());
}

/// Error: what is wrong with the header, or with what follows it.
Result<void> verify(const FileDescriptor& file, const std::string& path) {
    Header header;
    struct stat status = {};
    if (::fstat(file.get(), &status) != 0) return core::fail("{}: {}", path, core::errno_text());
    if (S_ISDIR(status.st_mode)) return core::fail("{}: it is a directory", path);
    const ssize_t count = ::pread(file.get(), &header, sizeof header, 0);
    if (count < static_cast<ssize_t>(magic.size()) ||
        std::string_view(header.magic, magic.size()) != magic)
        return core::fail("{}: it is no checkpoint of a search", path);
    const auto size = static_cast<std::uint64_t>(status.st_size);
    if (count < static_cast<ssize_t>(sizeof header))
        return core::fail("{}: it is cut short: take an older one, or search from the start", path);
    if (header.version != version)
        return core::fail(
            "{}: it is of version {}, this program reads version {}: search from the "
            "start, or continue with the program that wrote it",
            path, header.version, version);
    if (size < sizeof header + header.size)
        return core::fail(
            "{}: it is cut short, {} of {} bytes: take an older one, or search from "
            "the start",
            path, size, sizeof header + header.size);
    FileReader in(file, sizeof header);
    if (size != sizeof header + header.size || in.hash_of_rest() != header.hash)
        return core::fail(
            "{}: it is damaged, its checksum is wrong: take an older one, or search "
            "from the start",
            path);
    return {};
}

}  // namespace

bool Checkpoint::read_links(std::span<Links* const> links) const {
    FileReader in(*file, links_at);
    for (std::size_t i = 0; i < links.size(); ++i)
        if (!checker::read_links(in, *links[i], sizes, sizes[i])) return false;
    return true;
}

Result<void> write_checkpoint(const std::string& path, const Checkpoint& checkpoint,
                              std::span<const Links* const> links) {
    const std::string beside = path + ".part";
    const auto file = create_file(beside);
    if (!file) return tl::unexpected(file.error());
    auto written = write_all(*file, beside, checkpoint, links);
    if (written && std::rename(beside.c_str(), path.c_str()) != 0)
        written = core::fail("{}: {}", path, core::errno_text());
    if (!written) {
        ::unlink(beside.c_str());
        return written;
    }
    sync_directory(path);
    return {};
}

Result<std::shared_ptr<const Checkpoint>> read_checkpoint(const std::string& path) {
    auto opened = open_file(path);
    if (!opened) return tl::unexpected(opened.error());
    if (const auto good = verify(*opened, path); !good) return tl::unexpected(good.error());
    auto checkpoint = std::make_shared<Checkpoint>();
    checkpoint->path = path;
    checkpoint->file = std::make_shared<FileDescriptor>(*std::move(opened));
    FileReader in(*checkpoint->file, sizeof(Header));
    checkpoint->program = in.text();
    for (std::uint64_t left = in.number(); left > 0 && !in.failed(); --left) {
        std::string name = in.text();
        checkpoint->configuration.emplace_back(std::move(name), in.text());
    }
    read_progress(in, *checkpoint);
    checkpoint->links_at = in.place();
    if (in.failed()) return core::fail("{}: what it says cannot be read", path);
    return std::shared_ptr<const Checkpoint>(std::move(checkpoint));
}

std::string difference(const Checkpoint& checkpoint, const Configuration& configuration) {
    const auto words = [](const std::string& value) {
        return value.empty() ? std::string("not given") : fmt::format("\"{}\"", value);
    };
    const auto value_of = [](const Configuration& all, const std::string& name) {
        const auto found = std::ranges::find(all, name, &Configuration::value_type::first);
        return found == all.end() ? std::string() : found->second;
    };
    Configuration both = configuration;
    both.insert(both.end(), checkpoint.configuration.begin(), checkpoint.configuration.end());
    for (const auto& [name, _] : both) {
        const auto here = value_of(configuration, name);
        const auto there = value_of(checkpoint.configuration, name);
        if (here != there)
            return fmt::format(
                "--{} is {} here and {} in the checkpoint {}: a search goes on as it "
                "began",
                name, words(here), words(there), checkpoint.path);
    }
    return "";
}

}  // namespace ordeal::checker

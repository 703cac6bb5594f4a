#include "nemesis/mechanisms/system_calls/call_files.hpp"

#include <algorithm>
#include <array>
#include <climits>
#include <cstdlib>
#include <fstream>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/uio.h>
#include <unistd.h>

namespace ordeal::nemesis {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t page_bytes = 4096;  // a divisor of every page's size
constexpr std::string_view deleted = " (deleted)";

std::string with_slash(const fs::path& folder) {
    std::string text = folder.lexically_normal().string();
    if (!text.ends_with('/')) text += '/';
    return text;
}

std::uint64_t argument(const WaitingCall& call, int position) {
    return call.arguments[static_cast<std::size_t>(position)];
}

std::string descriptor_link(pid_t thread, std::uint64_t descriptor) {
    return fmt::format("/proc/{}/fd/{}", thread, static_cast<int>(descriptor));
}

/// Page by page, so that text at the end of what is mapped is read.
std::string text_at(pid_t thread, std::uint64_t from) {
    std::string text;
    std::array<char, page_bytes> part;
    while (text.size() < PATH_MAX) {
        const std::size_t here = page_bytes - from % page_bytes;
        const std::size_t size = read_memory(thread, from, part.data(), here);
        const auto* const end = std::find(part.data(), part.data() + size, '\0');
        text.append(part.data(), static_cast<std::size_t>(end - part.data()));
        if (end != part.data() + size || size < here) return text;
        from += size;
    }
    return text;
}

std::string path_of(const WaitingCall& call, const PathArgument& where) {
    const std::string path = text_at(call.thread, argument(call, where.path));
    if (path.starts_with('/')) return path;
    const bool working =
        where.folder < 0 || static_cast<int>(argument(call, where.folder)) == AT_FDCWD;
    const std::string folder =
        target_of_link(working ? fmt::format("/proc/{}/cwd", call.thread)
                               : descriptor_link(call.thread, argument(call, where.folder)));
    return path.empty() ? folder : folder + "/" + path;
}

/// The file that is mapped where `address` is.
std::string mapped_file(pid_t thread, std::uint64_t address) {
    std::ifstream maps(fmt::format("/proc/{}/maps", thread));
    for (std::string line; std::getline(maps, line);) {
        char* rest = nullptr;
        const std::uint64_t begin = std::strtoull(line.c_str(), &rest, 16);
        const std::uint64_t end = std::strtoull(rest + 1, nullptr, 16);
        const std::size_t path = line.find('/');
        if (address >= begin && address < end)
            return path == std::string::npos ? "" : line.substr(path);
    }
    return "";
}

}  // namespace

std::string target_of_link(const std::string& link) {
    std::array<char, PATH_MAX> text;
    const ssize_t size = ::readlink(link.c_str(), text.data(), text.size());
    return {text.data(), size < 0 ? 0 : static_cast<std::size_t>(size)};
}

std::size_t read_memory(pid_t thread, std::uint64_t from, void* to, std::size_t size_bytes) {
    const iovec here{to, size_bytes};
    const iovec there{reinterpret_cast<void*>(from), size_bytes};
    const ssize_t size = ::process_vm_readv(thread, &here, 1, &there, 1, 0);
    return size < 0 ? 0 : static_cast<std::size_t>(size);
}

CallFiles::CallFiles(const fs::path& folder) : given_(with_slash(fs::absolute(folder))) {
    std::error_code unknown;
    const fs::path real = fs::weakly_canonical(folder, unknown);
    real_ = unknown ? given_ : with_slash(real);
}

std::optional<std::string> CallFiles::within(std::string_view path) const {
    if (path.ends_with(deleted)) path.remove_suffix(deleted.size());
    for (const std::string& folder : {given_, real_})
        if (path.size() > folder.size() && path.starts_with(folder))
            return std::string(path.substr(folder.size()));
    return std::nullopt;
}

std::vector<std::string> CallFiles::of(const WaitingCall& call, const SystemCall& what) const {
    std::vector<std::string> files;
    const auto add = [&](const std::string& path) {
        if (auto file = within(path)) files.push_back(*std::move(file));
    };
    if (what.descriptor >= 0)
        add(target_of_link(descriptor_link(call.thread, argument(call, what.descriptor))));
    if (what.address >= 0) add(mapped_file(call.thread, argument(call, what.address)));
    for (const PathArgument& where : what.paths)
        if (where.path >= 0) add(fs::path(path_of(call, where)).lexically_normal().string());
    return files;
}

bool may_make_file(const WaitingCall& call, const SystemCall& what) {
    if (what.group != "open") return false;
    if (what.flags >= 0) return (argument(call, what.flags) & (O_CREAT | O_TMPFILE)) != 0;
    if (what.name != "openat2") return true;
    std::uint64_t flags = 0;  // the first member of its open_how
    read_memory(call.thread, argument(call, 2), &flags, sizeof flags);
    return (flags & (O_CREAT | O_TMPFILE)) != 0;
}

}  // namespace ordeal::nemesis

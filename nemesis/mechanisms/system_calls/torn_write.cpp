#include "nemesis/mechanisms/system_calls/torn_write.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "core/file_descriptor.hpp"
#include "nemesis/mechanisms/system_calls/call_files.hpp"

namespace ordeal::nemesis {

using core::FileDescriptor;
using core::Result;

namespace {

constexpr std::array<std::string_view, 5> torn{"write", "pwrite64", "writev", "pwritev",
                                               "pwritev2"};
constexpr std::uint64_t most_parts = 1024;  // of a vector; the kernel's own limit

/// The process of a thread.
pid_t process_of(pid_t thread) {
    std::ifstream status(fmt::format("/proc/{}/status", thread));
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("Tgid:")) return static_cast<pid_t>(std::stol(line.substr(5)));
    return thread;
}

/// Our own descriptor of the file that is open there.
Result<FileDescriptor> share(pid_t thread, int descriptor) {
    const FileDescriptor process(
        static_cast<int>(::syscall(SYS_pidfd_open, process_of(thread), 0)));
    FileDescriptor file(static_cast<int>(::syscall(SYS_pidfd_getfd, process.get(), descriptor, 0)));
    if (!file)
        return core::fail("cannot share descriptor {} of process {}: {} (Linux 5.6 or later)",
                          descriptor, thread, core::errno_text());
    return file;
}

/// Where in the thread's memory the bytes are, in order.
std::vector<iovec> parts_of(const WaitingCall& call, const SystemCall& what) {
    const auto& [descriptor, address, size, rest1, rest2, rest3] = call.arguments;
    if (what.name == "write" || what.name == "pwrite64")
        return {{reinterpret_cast<void*>(address), size}};
    std::vector<iovec> parts(std::min<std::uint64_t>(size, most_parts));
    const std::size_t known =
        read_memory(call.thread, address, parts.data(), parts.size() * sizeof(iovec));
    parts.resize(known / sizeof(iovec));
    return parts;
}

/// The first `size` bytes of all these.
std::vector<char> gather(pid_t thread, const std::vector<iovec>& parts, std::uint64_t size) {
    std::vector<char> bytes(size);
    std::size_t have = 0;
    for (const iovec& part : parts) {
        const std::size_t wanted = std::min<std::size_t>(part.iov_len, size - have);
        const std::size_t got = read_memory(thread, reinterpret_cast<std::uint64_t>(part.iov_base),
                                            bytes.data() + have, wanted);
        have += got;
        if (got < wanted) break;
    }
    bytes.resize(have);
    return bytes;
}

/// The call's offset in the file; -1: the file's position.
std::int64_t offset_of(const WaitingCall& call, const SystemCall& what) {
    if (what.name == "write" || what.name == "writev") return -1;
    return static_cast<std::int64_t>(call.arguments[3]);
}

/// Where the file's next write begins.
std::uint64_t position_of(int file) {
    const bool appends = (::fcntl(file, F_GETFL) & O_APPEND) != 0;
    struct stat status{};
    const off_t at =
        appends && ::fstat(file, &status) == 0 ? status.st_size : ::lseek(file, 0, SEEK_CUR);
    return at < 0 ? 0 : static_cast<std::uint64_t>(at);
}

/// How many of so many bytes from `begin` on lie before the last border of a sector in this part.
std::uint64_t whole_sectors(std::uint64_t begin, std::uint64_t size, double part) {
    const std::uint64_t end = begin + static_cast<std::uint64_t>(static_cast<double>(size) * part);
    const std::uint64_t border = end / sector_bytes * sector_bytes;
    return border > begin ? border - begin : 0;
}

}  // namespace

bool can_be_torn(const SystemCall& call) {
    return std::ranges::find(torn, call.name) != torn.end();
}

Result<TornWrite> tear(const WaitingCall& call, const SystemCall& what, double part) {
    const auto file = share(call.thread, static_cast<int>(call.arguments[0]));
    if (!file) return tl::unexpected(file.error());
    const std::vector<iovec> parts = parts_of(call, what);
    TornWrite done;
    for (const iovec& each : parts)
        done.asked_bytes += each.iov_len;
    const std::int64_t offset = offset_of(call, what);
    const std::uint64_t begin =
        offset < 0 ? position_of(file->get()) : static_cast<std::uint64_t>(offset);
    const std::vector<char> bytes =
        gather(call.thread, parts, whole_sectors(begin, done.asked_bytes, part));
    if (bytes.empty()) return done;
    const ssize_t written = offset < 0 ? ::write(file->get(), bytes.data(), bytes.size())
                                       : ::pwrite(file->get(), bytes.data(), bytes.size(), offset);
    if (written < 0) return core::fail("cannot write the torn part: {}", core::errno_text());
    done.written_bytes = static_cast<std::uint64_t>(written);
    return done;
}

}  // namespace ordeal::nemesis

#include "actors/runtime/file.hpp"

#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace ordeal::runtime {

tl::unexpected<core::Error> file_error(std::string_view path, std::string_view what, int number) {
    return core::fail("{}: could not {}: {}", path, what, core::errno_text(number));
}

core::Result<FileDescriptor> open_file(const std::string& path, int flags) {
    FileDescriptor file(::open(path.c_str(), flags | O_CLOEXEC, 0644));
    if (!file) return file_error(path, "open it", errno);
    return file;
}

core::Result<void> write_all(const FileDescriptor& file, std::string_view text,
                             const std::string& path) {
    while (!text.empty()) {
        const ssize_t written = ::write(file.get(), text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return file_error(path, "write to it", errno);
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

core::Result<void> sync(const FileDescriptor& file, const std::string& path) {
    if (::fsync(file.get()) != 0) return file_error(path, "sync it to the disk", errno);
    return {};
}

}  // namespace ordeal::runtime

#include "nemesis/mechanisms/open_file.hpp"

#include <cstring>

#include <fcntl.h>
#include <unistd.h>

namespace ordeal::nemesis {

core::Result<FileDescriptor> open_file(const char* path, int flags) {
    FileDescriptor file(::open(path, flags | O_CLOEXEC));
    if (!file) return core::fail("cannot open {}: {}", path, core::errno_text());
    return file;
}

core::Result<void> write_file(const char* path, const char* text) {
    const auto file = open_file(path, O_WRONLY);
    if (!file) return tl::unexpected(file.error());
    const std::size_t size_bytes = std::strlen(text);
    const ssize_t written = ::write(file->get(), text, size_bytes);
    if (written != static_cast<ssize_t>(size_bytes))
        return core::fail("cannot write {} to {}: {}", text, path, core::errno_text());
    return {};
}

}  // namespace ordeal::nemesis

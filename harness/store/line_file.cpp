#include "harness/store/line_file.hpp"

#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace ordeal::harness {

core::Result<LineFile> LineFile::create(std::filesystem::path path) {
    const int descriptor =
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0644);
    if (descriptor < 0) return core::fail("cannot make {}: {}", path.string(), core::errno_text());
    return LineFile(std::move(path), descriptor);
}

LineFile::LineFile(std::filesystem::path path, int descriptor)
    : path_(std::move(path)), descriptor_(descriptor) {}

LineFile::LineFile(LineFile&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      size_bytes_(other.size_bytes_) {}

LineFile& LineFile::operator=(LineFile&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(descriptor_, other.descriptor_);
    std::swap(size_bytes_, other.size_bytes_);
    return *this;
}

LineFile::~LineFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

core::Result<void> LineFile::append(std::string_view piece) {
    std::string_view rest = piece;
    while (!rest.empty()) {
        const ssize_t count = ::write(descriptor_, rest.data(), rest.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) {
            const int problem = errno;
            [[maybe_unused]] const int cut = ::ftruncate(descriptor_, size_bytes_);
            return core::fail("cannot write {}: {}; free some space or choose another --store",
                              path_.string(), core::errno_text(problem));
        }
        rest.remove_prefix(static_cast<std::size_t>(count));
    }
    size_bytes_ += static_cast<long long>(piece.size());
    return {};
}

}  // namespace ordeal::harness

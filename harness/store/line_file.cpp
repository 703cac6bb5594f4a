#include "harness/store/line_file.hpp"

#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace ordeal::harness {

core::Result<LineFile> LineFile::create(std::filesystem::path path) {
    core::FileDescriptor file(
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0644));
    if (!file) return core::fail("cannot make {}: {}", path.string(), core::errno_text());
    return LineFile(std::move(path), std::move(file));
}

LineFile::LineFile(std::filesystem::path path, core::FileDescriptor file)
    : path_(std::move(path)), file_(std::move(file)) {}

core::Result<void> LineFile::append(std::string_view piece) {
    std::string_view rest = piece;
    while (!rest.empty()) {
        const ssize_t count = ::write(file_.get(), rest.data(), rest.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) {
            const int problem = errno;
            [[maybe_unused]] const int cut = ::ftruncate(file_.get(), size_bytes_);
            return core::fail("cannot write {}: {}; free some space or choose another --store",
                              path_.string(), core::errno_text(problem));
        }
        rest.remove_prefix(static_cast<std::size_t>(count));
    }
    size_bytes_ += static_cast<long long>(piece.size());
    return {};
}

}  // namespace ordeal::harness

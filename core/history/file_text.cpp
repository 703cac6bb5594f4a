#include "core/history/file_text.hpp"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ordeal::core {

namespace {

/// How many bytes are to be expected; 0: nobody knows.
std::size_t expected_size(int descriptor) {
    struct stat status{};
    if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) return 0;
    return static_cast<std::size_t>(status.st_size);
}

Result<std::string> read_all(int descriptor, const std::string& name) {
    std::string text(std::max<std::size_t>(expected_size(descriptor) + 1, 1 << 16), '\0');
    std::size_t size = 0;
    for (;;) {
        if (size == text.size()) text.resize(2 * size);
        const auto got = ::read(descriptor, text.data() + size, text.size() - size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return fail("cannot read {}: {}", name, errno_text());
        if (got == 0) break;
        size += static_cast<std::size_t>(got);
    }
    text.resize(size);
    return text;
}

}  // namespace

Result<std::string> file_text(const std::string& path) {
    if (path == "-") return read_all(STDIN_FILENO, "standard input");
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return fail("cannot read {}: {}", path, errno_text());
    auto text = read_all(descriptor, path);
    ::close(descriptor);
    return text;
}

}  // namespace ordeal::core

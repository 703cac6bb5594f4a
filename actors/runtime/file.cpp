#include "actors/runtime/file.hpp"

#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace ordeal::runtime {

Descriptor::Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
    if (this != &other) {
        reset();
        number_ = std::exchange(other.number_, -1);
    }
    return *this;
}

Descriptor::~Descriptor() {
    reset();
}

void Descriptor::reset() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
}

tl::unexpected<core::Error> file_error(std::string_view path, std::string_view what, int number) {
    return core::fail("{}: could not {}: {}", path, what, core::errno_text(number));
}

core::Result<Descriptor> open_file(const std::string& path, int flags) {
    Descriptor file(::open(path.c_str(), flags | O_CLOEXEC, 0644));
    if (file.number() < 0) return file_error(path, "open it", errno);
    return file;
}

core::Result<void> write_all(const Descriptor& file, std::string_view text,
                             const std::string& path) {
    while (!text.empty()) {
        const ssize_t written = ::write(file.number(), text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return file_error(path, "write to it", errno);
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

core::Result<void> sync(const Descriptor& file, const std::string& path) {
    if (::fsync(file.number()) != 0) return file_error(path, "sync it to the disk", errno);
    return {};
}

}  // namespace ordeal::runtime

#include "core/file_descriptor.hpp"

#include <unistd.h>

namespace ordeal::core {

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
    if (this != &other) {
        close();
        number_ = std::exchange(other.number_, -1);
    }
    return *this;
}

void FileDescriptor::close() {
    if (number_ >= 0) ::close(std::exchange(number_, -1));
}

}  // namespace ordeal::core

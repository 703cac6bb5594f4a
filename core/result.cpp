#include "core/result.hpp"

#include <cerrno>
#include <system_error>

namespace ordeal::core {

std::string errno_text(int number) {
    return std::generic_category().message(number);
}

std::string errno_text() {
    return errno_text(errno);
}

}  // namespace ordeal::core

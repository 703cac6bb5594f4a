#include "core/version.hpp"

namespace ordeal::core {

std::string version() {
    return ORDEAL_VERSION;
}

}  // namespace ordeal::core

#include "actors/cluster.hpp"

namespace ordeal::actors::detail {

std::vector<Self> selves(std::size_t nodes) {
    std::vector<Self> all(nodes);
    for (std::size_t i = 0; i < nodes; ++i) {
        all[i].id = Id::node(static_cast<std::uint32_t>(i + 1));
        for (std::size_t j = 0; j < nodes; ++j)
            if (j != i) all[i].peers.push_back(Id::node(static_cast<std::uint32_t>(j + 1)));
    }
    return all;
}

}  // namespace ordeal::actors::detail

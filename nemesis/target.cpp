#include "nemesis/target.hpp"

#include <utility>

namespace ordeal::nemesis {

void Evidence::append(std::string_view list, const Node& node) {
    const core::Value* const found = details.find(list);
    core::Value nodes = found != nullptr ? *found : core::Value(core::Value::List());
    nodes.push(node);
    details.set(list, std::move(nodes));
}

core::Result<RoleHolders> Target::holders_of(std::string_view role) {
    return core::fail("the nodes of this world cannot be asked who holds the role {}", role);
}

}  // namespace ordeal::nemesis

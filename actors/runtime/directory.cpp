#include "actors/runtime/directory.hpp"

namespace ordeal::runtime {

using actors::Id;

Id Directory::id_of(std::string_view name) {
    const auto id = actors::parse_id(name);
    if (id && id->number() < first_alias) return *id;
    const auto [place, added] = numbers_.try_emplace(std::string(name), next_);
    if (!added) return Id::client(place->second);
    names_.emplace(next_, name);
    if (names_.size() > capacity) {
        numbers_.erase(names_.begin()->second);
        names_.erase(names_.begin());
    }
    const Id alias = Id::client(next_);
    next_ = next_ + 1 < Id::limit ? next_ + 1 : first_alias;
    return alias;
}

std::string Directory::name_of(Id id) const {
    if (id.is_node() || id.number() < first_alias) return actors::to_text(id);
    const auto found = names_.find(id.number());
    return found == names_.end() ? "" : found->second;
}

}  // namespace ordeal::runtime

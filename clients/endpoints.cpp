#include "clients/endpoints.hpp"

#include <vector>

#include "core/text/nearest.hpp"

namespace ordeal::clients {

core::Result<Endpoint> endpoint_named(const ClientOptions& options, std::string_view option,
                                      std::string_view name) {
    if (name == "home") return options.endpoints[options.home];
    std::vector<std::string_view> names = {"home"};
    for (const Endpoint& endpoint : options.endpoints) {
        if (endpoint.node == name) return endpoint;
        names.push_back(endpoint.node);
    }
    return core::fail("workload.options.{}: there is no node \"{}\"{}", option, name,
                      core::suggestion(name, names));
}

}  // namespace ordeal::clients

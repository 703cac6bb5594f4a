// The table of protocols. A new one is a file pair and one line here.
#include <array>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "clients/client.hpp"
#include "clients/etcd/client.hpp"
#include "clients/exec/client.hpp"
#include "clients/http/client.hpp"
#include "clients/maelstrom/client.hpp"
#include "clients/options.hpp"
#include "clients/postgres/client.hpp"
#include "clients/redis/client.hpp"
#include "clients/zookeeper/client.hpp"
#include "core/text/nearest.hpp"

namespace ordeal::clients {

namespace {

struct Protocol {
    std::string_view name;
    core::Result<std::unique_ptr<Client>> (*make)(ClientOptions);
};

constexpr std::array protocols = {
    Protocol{"etcd", etcd::make_client},           Protocol{"exec", exec::make_client},
    Protocol{"http", http::make_client},           Protocol{"maelstrom", maelstrom::make_client},
    Protocol{"postgres", postgres::make_client},   Protocol{"redis", redis::make_client},
    Protocol{"zookeeper", zookeeper::make_client},
};

core::Result<void> check(const ClientOptions& options) {
    if (options.home >= options.endpoints.size())
        return core::fail("a client of process {} is to be bound to node {} of {}", options.process,
                          options.home + 1, options.endpoints.size());
    if (options.timeout <= core::Nanoseconds(0))
        return core::fail("a client's timeout is {} ns; give more than 0", options.timeout.count());
    return {};
}

}  // namespace

std::vector<std::string_view> client_names() {
    return names_of(protocols);
}

core::Result<std::unique_ptr<Client>> make_client(std::string_view name, ClientOptions options) {
    for (const Protocol& protocol : protocols) {
        if (protocol.name != name) continue;
        if (auto checked = check(options); !checked) return tl::unexpected(checked.error());
        return protocol.make(std::move(options));
    }
    return core::fail("there is no client \"{}\"{}", name, core::suggestion(name, client_names()));
}

}  // namespace ordeal::clients

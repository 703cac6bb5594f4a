#include "harness/scenario/known_names.hpp"

#include "clients/client.hpp"
#include "linearizability/judge.hpp"

namespace ordeal::harness {

namespace {

KnownNames ask_the_rooms() {
    KnownNames names;
    for (const std::string_view model : linearizability::model_names()) {
        const auto functions = linearizability::functions_of(model);
        names.models[std::string(model)].assign(functions.begin(), functions.end());
    }
    for (const std::string_view client : clients::client_names())
        names.clients.emplace_back(client);
    names.worlds = {"real", "router", "sim"};
    return names;
}

}  // namespace

const KnownNames& known_names() {
    static const KnownNames names = ask_the_rooms();
    return names;
}

}  // namespace ordeal::harness

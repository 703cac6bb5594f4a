#include "clients/etcd/gateway.hpp"

#include "clients/etcd/messages.hpp"
#include "core/json.hpp"

namespace ordeal::clients::etcd {

Answered<core::Value> Gateway::call(std::string_view path, const core::Value& request,
                                    Deadline deadline) {
    const HttpRequest post{
        "POST", std::string(path), {{"Content-Type", "application/json"}}, core::to_json(request)};
    const auto response = nodes_.exchange(post, deadline);
    if (!response) return tl::unexpected(response.error());
    if (response->status != 200)
        return tl::unexpected(trouble_of(response->status, response->body));
    auto answer = core::parse_json(response->body);
    if (!answer) return in_doubt("an answer that is not JSON: " + answer.error().message);
    return std::move(*answer);
}

}  // namespace ordeal::clients::etcd

#include "clients/etcd/gateway.hpp"

#include <fmt/format.h>

#include "clients/etcd/messages.hpp"
#include "core/json.hpp"

namespace ordeal::clients::etcd {

Gateway::Gateway(const std::vector<Endpoint>& endpoints, std::size_t home, bool all) {
    const std::size_t count = all ? endpoints.size() : 1;
    for (std::size_t i = 0; i < count; ++i) {
        const Endpoint& endpoint = endpoints[(home + i) % endpoints.size()];
        sessions_.emplace_back(endpoint.ip, endpoint.port);
    }
}

Answered<HttpResponse> Gateway::reach(const HttpRequest& request, Deadline deadline) {
    for (std::size_t tried = 1;; ++tried) {
        auto response = sessions_[current_].exchange(request, deadline);
        const bool next = !response && response.error().outcome == core::EventType::fail;
        if (!next) return response;
        current_ = (current_ + 1) % sessions_.size();
        if (tried == sessions_.size()) return response;
    }
}

Answered<core::Value> Gateway::call(std::string_view path, const core::Value& request,
                                    Deadline deadline) {
    const HttpRequest post{
        "POST", std::string(path), {{"Content-Type", "application/json"}}, core::to_json(request)};
    const auto response = reach(post, deadline);
    if (!response) return tl::unexpected(response.error());
    if (response->status != 200)
        return tl::unexpected(trouble_of(response->status, response->body));
    auto answer = core::parse_json(response->body);
    if (!answer) return in_doubt("an answer that is not JSON: " + answer.error().message);
    return std::move(*answer);
}

void Gateway::close() {
    for (HttpSession& session : sessions_)
        session.close();
}

}  // namespace ordeal::clients::etcd

#include "clients/http_nodes.hpp"

namespace ordeal::clients {

HttpNodes::HttpNodes(const std::vector<Endpoint>& endpoints, std::size_t home, bool all) {
    const std::size_t count = all ? endpoints.size() : 1;
    for (std::size_t i = 0; i < count; ++i) {
        const Endpoint& endpoint = endpoints[(home + i) % endpoints.size()];
        sessions_.emplace_back(endpoint.ip, endpoint.port);
    }
}

Answered<HttpResponse> HttpNodes::exchange(const HttpRequest& request, Deadline deadline) {
    for (std::size_t tried = 1;; ++tried) {
        auto response = sessions_[current_].exchange(request, deadline);
        if (response || response.error().outcome != core::EventType::fail) return response;
        current_ = (current_ + 1) % sessions_.size();
        if (tried == sessions_.size()) return response;
    }
}

void HttpNodes::close() {
    for (HttpSession& session : sessions_)
        session.close();
}

}  // namespace ordeal::clients

// The way to etcd's nodes: one call, one answer, within a deadline.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "clients/client.hpp"
#include "clients/http_session.hpp"
#include "clients/trouble.hpp"
#include "core/value.hpp"

namespace ordeal::clients::etcd {

class Gateway {
  public:
    /// To endpoints[home]; with `all`, when that cannot be reached, to the next one, and so on
    /// around; it stays with the one that was reached.
    Gateway(const std::vector<Endpoint>& endpoints, std::size_t home, bool all);

    /// POST of a request to "/v3/kv/range" and the like. Trouble: see the table in client.hpp.
    Answered<core::Value> call(std::string_view path, const core::Value& request,
                               Deadline deadline);

    void close();

  private:
    Answered<HttpResponse> reach(const HttpRequest& request, Deadline deadline);

    std::vector<HttpSession> sessions_;  // of the nodes that may be asked, home first
    std::size_t current_ = 0;
};

}  // namespace ordeal::clients::etcd

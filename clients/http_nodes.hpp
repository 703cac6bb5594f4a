// HTTP to one node of several, or to the next when that one cannot be reached.
#pragma once

#include <cstddef>
#include <vector>

#include "clients/client.hpp"
#include "clients/http_session.hpp"
#include "clients/trouble.hpp"

namespace ordeal::clients {

class HttpNodes {
  public:
    /// To endpoints[home]. With `all`, when there is no connection to it, to the next one, and so
    /// on around; it stays with the one that was reached.
    HttpNodes(const std::vector<Endpoint>& endpoints, std::size_t home, bool all);

    Answered<HttpResponse> exchange(const HttpRequest& request, Deadline deadline);
    void close();

  private:
    std::vector<HttpSession> sessions_;  // of the nodes that may be asked, home first
    std::size_t current_ = 0;
};

}  // namespace ordeal::clients

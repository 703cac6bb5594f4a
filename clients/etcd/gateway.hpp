// The way to etcd's nodes: one call, one answer, within a deadline.
#pragma once

#include <string_view>
#include <utility>

#include "clients/http_nodes.hpp"
#include "clients/trouble.hpp"
#include "core/value.hpp"

namespace ordeal::clients::etcd {

class Gateway {
  public:
    explicit Gateway(HttpNodes nodes) : nodes_(std::move(nodes)) {}

    /// POST of a request to "/v3/kv/range" and the like. Trouble: see the table in client.hpp.
    Answered<core::Value> call(std::string_view path, const core::Value& request,
                               Deadline deadline);

    void close() { nodes_.close(); }

  private:
    HttpNodes nodes_;
};

}  // namespace ordeal::clients::etcd

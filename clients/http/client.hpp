// A client of any service that speaks HTTP and JSON (or text), described in the scenario: for each
// function of the workload the request, and what the answers mean.
//
//     "client": "http",
//     "options": {
//         "read":  {"path": "/kv/{key}", "result": "/value", "missing": [404]},
//         "write": {"method": "PUT", "path": "/kv/{key}", "body": {"value": "{value}"}},
//         "cas":   {"method": "POST", "path": "/kv/{key}/cas",
//                   "body": {"old": "{from}", "new": "{to}"}, "fail-if": {"/swapped": false}}
//     }
//
// | what comes                                       | completion |
// |---|---|
// | a status of `missing`                            | ok with null |
// | a status of `ok` (2xx unless told)               | ok, with what stands at `result` |
// | the same, and one of `fail-if` holds             | fail |
// | the same, but it is not what `result` asks for   | info; of a read: what was asked is unknown |
// | a status of `fail` (4xx but 408 unless told)     | fail |
// | any other status                                 | info |
// | no connection                                    | fail |
// | nothing in time, a broken connection, no HTTP    | info |
// | a function without description, a placeholder that stands for nothing | fail: not sent |
#pragma once

#include <memory>

#include "clients/client.hpp"
#include "core/result.hpp"

namespace ordeal::clients::http {

/// Options: for each function its description, see description.hpp; "connect": "home" (default)
/// or "all", as in http_nodes.hpp. Error: names the place, as "workload.options.read.path".
core::Result<std::unique_ptr<Client>> make_client(ClientOptions options);

}  // namespace ordeal::clients::http

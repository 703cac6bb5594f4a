// A client that is a program of any language. It is started for each process of the workload, reads
// one line of JSON on its standard input for each thing it is asked, and answers each with one line
// on its standard output:
//
//     {"type":"open","process":3,"node":"n1","endpoints":[{"node":"n1","ip":"10.77.0.1",
//      "port":4222},...],"workload":"set","timeout":1.0,"options":{...}}
//     {"type":"ok"}
//     {"type":"invoke","f":"add","key":"k0","value":5}
//     {"type":"ok","value":5}
//
// `timeout` is in seconds. An answer is {"type":"ok"}, with a `value` if it is not that of the
// invocation, or {"type":"fail"} or {"type":"info"} with an `error`. At the end of its input the
// program is to end. It lives in the network of the clients, and its errors may be written to
// standard error: the last of them stand in the message when it ends.
//
// | what comes                                                  | completion |
// |---|---|
// | ok, fail or info to an invocation                           | that |
// | nothing in time                                             | info; the program is killed |
// | a line that is no answer, or the end of the program         | info; it is killed |
// | nothing, or fail or info, to the opening line               | fail: nothing was asked |
// | nothing in time to the opening line                         | fail, and it may go on |
// | a line that nobody asked for, or its end, before invoking   | fail; it is started anew next |
#pragma once

#include <memory>

#include "clients/client.hpp"
#include "core/result.hpp"

namespace ordeal::clients::exec {

/// Options: "command": the program and its arguments, a list; a program without a slash is looked
/// for in PATH; "options": anything, handed on in the opening line.
core::Result<std::unique_ptr<Client>> make_client(ClientOptions options);

}  // namespace ordeal::clients::exec

// How one function of a workload is a request of a service, and what its answers mean; see
// client.hpp. Pure.
//
// | member    | |
// |---|---|
// | `method`  | GET unless told; POST when there is a body |
// | `path`    | with placeholders, which are percent-encoded; required |
// | `headers` | an object of strings, with placeholders |
// | `body`    | a string with placeholders, or any JSON: a string in it that is one placeholder
// |           | becomes what that stands for, a number for a number |
// | `result`  | a JSON pointer to the value in the answer, "" for all of it; without it the
// |           | operation ends with the value that it was invoked with |
// | `answer`  | "json" (default), or "text": what is no JSON is then a string |
// | `decode`  | what stands at `result`: "value" (default), or a string that holds JSON: "json", or
// |           | "base64" |
// | `absent`  | when nothing stands at `result`: "info" (default) or "null" |
// | `missing`, `ok`, `fail` | lists of statuses: 404, "4xx"; the first list that has it counts |
// | `fail-if` | an object from JSON pointers to values: fail when one of them is so; a pointer to
// |           | nothing is null |
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "clients/client.hpp"
#include "clients/http/template.hpp"
#include "clients/http_session.hpp"
#include "clients/trouble.hpp"
#include "core/result.hpp"
#include "core/value.hpp"

namespace ordeal::clients::http {

struct StatusRange {
    unsigned first = 0;
    unsigned last = 0;
};

struct Description {
    std::string method;
    Template path;
    std::vector<std::pair<std::string, Template>> headers;
    core::Value body;  // null: none
    std::optional<std::string> result;
    bool text_answer = false;
    std::string decode;
    bool absent_is_null = false;
    std::vector<StatusRange> missing;
    std::vector<StatusRange> ok;
    std::vector<StatusRange> fail;
    std::vector<std::pair<std::string, core::Value>> fail_if;
};

/// Error: begins with `place` and the member.
core::Result<Description> read_description(const core::Value& document, const std::string& place);

/// Error: it cannot be sent, and why.
core::Result<HttpRequest> request_of(const Description& description, const Facts& facts);

/// The value of an ok.
Answered<core::Value> interpret(const Description& description, const HttpResponse& response,
                                const core::Value& invoked);

/// RFC 6901. Null pointer: there is nothing.
const core::Value* at_pointer(const core::Value& document, std::string_view pointer);

}  // namespace ordeal::clients::http

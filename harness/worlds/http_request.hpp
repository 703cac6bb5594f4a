// One HTTP request, for the probes and questions that are put to nodes in that way.
#pragma once

#include <chrono>
#include <string>

#include "core/result.hpp"

namespace ordeal::harness {

struct HttpRequest {
    std::string url;  // "http://HOST[:PORT][/PATH]"
    std::string method = "GET";
    std::string body;  // sent as application/json, if there is one
};

/// Error: the URL is not such a one.
core::Result<void> check_url(const std::string& url);

/// The body of an answer with a status of 2xx; connects from the network namespace of the calling
/// thread. Error: another status, or no answer by the deadline. Requires: check_url().
core::Result<std::string> ask_over_http(const HttpRequest& request,
                                        std::chrono::steady_clock::time_point deadline);

}  // namespace ordeal::harness

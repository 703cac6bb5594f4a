#include "harness/worlds/http_request.hpp"

#include <algorithm>
#include <charconv>
#include <exception>
#include <optional>
#include <string_view>

#include <httplib.h>

#include "core/check.hpp"

namespace ordeal::harness {

namespace {

using std::chrono::steady_clock;

struct Url {
    std::string host;
    std::uint16_t port = 80;
    std::string path;
};

std::optional<Url> parse(std::string_view text) {
    constexpr std::string_view scheme = "http://";
    if (!text.starts_with(scheme)) return std::nullopt;
    const std::string_view rest = text.substr(scheme.size());
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    const std::string_view authority = rest.substr(0, slash);
    const std::size_t colon = std::min(authority.find(':'), authority.size());
    Url url{std::string(authority.substr(0, colon)), 80,
            slash < rest.size() ? std::string(rest.substr(slash)) : "/"};
    if (colon < authority.size()) {
        const char* const end = authority.data() + authority.size();
        const auto [stop, error] = std::from_chars(authority.data() + colon + 1, end, url.port);
        if (error != std::errc() || stop != end) return std::nullopt;
    }
    if (url.host.empty() || url.port == 0) return std::nullopt;
    return url;
}

core::Result<std::string> send(const HttpRequest& request, const Url& url,
                               steady_clock::duration most) {
    httplib::Client client(url.host, url.port);
    client.set_connection_timeout(most);
    client.set_read_timeout(most);
    client.set_write_timeout(most);
    httplib::Request sent;
    sent.method = request.method;
    sent.path = url.path;
    if (!request.body.empty()) sent.set_header("Content-Type", "application/json");
    sent.body = request.body;
    const auto answer = client.send(sent);
    if (!answer) return core::fail("{}", httplib::to_string(answer.error()));
    if (answer->status / 100 != 2) return core::fail("status {}", answer->status);
    return answer->body;
}

}  // namespace

core::Result<void> check_url(const std::string& url) {
    if (parse(url)) return {};
    return core::fail("\"{}\" is no URL; write it as http://{{node.ip}}:2379/health", url);
}

core::Result<std::string> ask_over_http(const HttpRequest& request,
                                        steady_clock::time_point deadline) {
    const auto url = parse(request.url);
    CHECK(url, "{} was not checked", request.url);
    const auto left = std::max<steady_clock::duration>(deadline - steady_clock::now(),
                                                       std::chrono::milliseconds(1));
    try {
        return send(request, *url, left);
    } catch (const std::exception& error) {
        return core::fail("{}", error.what());
    }
}

}  // namespace ordeal::harness

#include <algorithm>
#include <charconv>
#include <exception>
#include <utility>

#include <httplib.h>

#include "harness/worlds/probes.hpp"

namespace ordeal::harness {

namespace {

using std::chrono::steady_clock;

class HttpProbe final : public Probe {
  public:
    HttpProbe(std::string url, std::string host, int port, std::string path)
        : url_(std::move(url)), host_(std::move(host)), port_(port), path_(std::move(path)) {}

    std::string describe() const override { return "HTTP GET of " + url_; }

    core::Result<void> attempt(steady_clock::time_point deadline) override {
        try {
            return get(deadline);
        } catch (const std::exception& error) {
            return core::fail("{}", error.what());
        }
    }

  private:
    core::Result<void> get(steady_clock::time_point deadline) const {
        const auto left = std::max<steady_clock::duration>(deadline - steady_clock::now(),
                                                           std::chrono::milliseconds(1));
        httplib::Client client(host_, port_);
        client.set_connection_timeout(left);
        client.set_read_timeout(left);
        client.set_write_timeout(left);
        const auto answer = client.Get(path_);
        if (!answer) return core::fail("{}", httplib::to_string(answer.error()));
        if (answer->status / 100 != 2) return core::fail("status {}", answer->status);
        return {};
    }

    std::string url_;
    std::string host_;
    int port_;
    std::string path_;
};

}  // namespace

ProbeResult make_http_probe(const std::string& url) {
    constexpr std::string_view scheme = "http://";
    const std::string_view text = url;
    const auto bad = [&] {
        return core::fail(
            "\"{}\" is no URL for an HTTP probe; write it as http://{{node.ip}}:2379/health", url);
    };
    if (!text.starts_with(scheme)) return bad();
    const std::string_view rest = text.substr(scheme.size());
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    const std::string_view authority = rest.substr(0, slash);
    const std::size_t colon = std::min(authority.find(':'), authority.size());
    std::uint16_t port = 80;
    if (colon < authority.size()) {
        const char* const end = authority.data() + authority.size();
        const auto [stop, error] = std::from_chars(authority.data() + colon + 1, end, port);
        if (error != std::errc() || stop != end) return bad();
    }
    if (colon == 0 || port == 0) return bad();
    return std::make_unique<HttpProbe>(url, std::string(authority.substr(0, colon)), port,
                                       slash < rest.size() ? std::string(rest.substr(slash)) : "/");
}

}  // namespace ordeal::harness

#include <utility>

#include "harness/worlds/http_request.hpp"
#include "harness/worlds/probes.hpp"

namespace ordeal::harness {

namespace {

class HttpProbe final : public Probe {
  public:
    explicit HttpProbe(std::string url) : request_{std::move(url), "GET", ""} {}

    std::string describe() const override { return "HTTP GET of " + request_.url; }

    core::Result<void> attempt(std::chrono::steady_clock::time_point deadline) override {
        const auto answer = ask_over_http(request_, deadline);
        if (!answer) return tl::unexpected(answer.error());
        return {};
    }

  private:
    HttpRequest request_;
};

}  // namespace

ProbeResult make_http_probe(const std::string& url) {
    if (const auto checked = check_url(url); !checked) return tl::unexpected(checked.error());
    return std::make_unique<HttpProbe>(url);
}

}  // namespace ordeal::harness

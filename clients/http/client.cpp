#include "clients/http/client.hpp"

#include <chrono>
#include <map>
#include <utility>

#include "clients/http/description.hpp"
#include "clients/http_nodes.hpp"
#include "clients/options.hpp"

namespace ordeal::clients::http {

namespace {

using core::Value;
using Descriptions = std::map<std::string, Description, std::less<>>;

class HttpClient final : public Client {
  public:
    HttpClient(ClientOptions options, Descriptions descriptions, bool all)
        : options_(std::move(options)),
          descriptions_(std::move(descriptions)),
          nodes_(options_.endpoints, options_.home, all) {}

    core::Result<void> open() override { return {}; }

    Completion invoke(const Invocation& invocation) override {
        return to_completion(answer(invocation), invocation);
    }

    void close() override { nodes_.close(); }

  private:
    Answered<Value> answer(const Invocation& invocation) {
        const auto deadline = std::chrono::steady_clock::now() + options_.timeout;
        const auto description = descriptions_.find(invocation.f);
        if (description == descriptions_.end())
            return certainly_not("workload.options does not describe " + invocation.f);
        const auto request = request_of(description->second, {invocation, options_.process});
        if (!request) return certainly_not("not sent: " + request.error().message);
        const auto response = nodes_.exchange(*request, deadline);
        if (!response) return tl::unexpected(response.error());
        return interpret(description->second, *response, invocation.value);
    }

    ClientOptions options_;
    Descriptions descriptions_;
    HttpNodes nodes_;
};

}  // namespace

core::Result<std::unique_ptr<Client>> make_client(ClientOptions options) {
    Value connect = Value::Object{};
    Descriptions descriptions;
    if (options.extra.is_object())
        for (const auto& [name, document] : options.extra.as_object()) {
            if (name == "connect") {
                connect.set(name, document);
                continue;
            }
            auto description = read_description(document, "workload.options." + name);
            if (!description) return tl::unexpected(description.error());
            descriptions.emplace(name, std::move(*description));
        }
    const auto words = read_options(connect, {{"connect", {"home", "all"}}});
    if (!words) return tl::unexpected(words.error());
    if (descriptions.empty())
        return core::fail(
            "workload.options: describe the functions of the workload, as "
            "{{\"read\": {{\"path\": \"/kv/{{key}}\", \"result\": \"/value\"}}}}");
    return std::make_unique<HttpClient>(std::move(options), std::move(descriptions),
                                        words->front() == "all");
}

}  // namespace ordeal::clients::http

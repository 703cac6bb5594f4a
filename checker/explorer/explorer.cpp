#include "checker/explorer/explorer.hpp"

#include <thread>

#include <httplib.h>

#include "checker/explorer/views.hpp"
#include "core/json.hpp"

namespace ordeal::checker {

namespace {

constexpr const char* local = "127.0.0.1";

void send_json(httplib::Response& response, const core::Value& value) {
    response.set_content(core::to_json(value) + "\n", "application/json");
}

/// Two servers on one port would each get some of the requests.
void one_server_on_a_port(int socket) {
    const int yes = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
}

}  // namespace

struct Explorer::Server {
    std::string title;
    std::unique_ptr<AnyModel> model;
    httplib::Server http;
    std::jthread thread;

    Server(std::string name, std::unique_ptr<AnyModel> what)
        : title(std::move(name)), model(std::move(what)) {
        http.set_socket_options(one_server_on_a_port);
        http.new_task_queue = [] { return new httplib::ThreadPool(4); };
        http.set_keep_alive_timeout(1);  // an idle browser does not delay the end
        route();
        http.set_error_handler(
            [this](const httplib::Request& request, httplib::Response& response) {
                if (response.body.empty()) refuse(request, response, "there is no such page");
            });
    }
    ~Server() { http.stop(); }

    void route() {
        http.Get("/.model", [this](const httplib::Request&, httplib::Response& response) {
            describe(response);
        });
        http.Get(R"(/\.states(/.*)?)",
                 [this](const httplib::Request& request, httplib::Response& response) {
                     if (const auto view = look(request, response))
                         send_json(response, to_value(*view));
                 });
        http.Get(R"(/(?:states(/.*)?)?)",
                 [this](const httplib::Request& request, httplib::Response& response) {
                     if (const auto view = look(request, response))
                         response.set_content(page_of(title, *view), "text/html; charset=utf-8");
                 });
    }

    void describe(httplib::Response& response) const {
        const auto view = model->at({0});
        core::Value properties(core::Value::List{});
        if (view)
            for (const PropertyView& property : view->properties)
                properties.push(core::Value::object(
                    {{"name", property.name}, {"kind", to_text(property.kind)}}));
        send_json(response, core::Value::object({{"name", title}, {"properties", properties}}));
    }

    /// The state that a request names; else the request is answered already.
    std::optional<StateView> look(const httplib::Request& request, httplib::Response& response) {
        const auto places = parse_places(request.matches[1].str());
        if (!places) {
            response.status = 400;
            refuse(request, response, places.error().message);
            return std::nullopt;
        }
        auto view = model->at(*places);
        if (view) return *std::move(view);
        response.status = 404;
        refuse(request, response, view.error().message);
        return std::nullopt;
    }

    void refuse(const httplib::Request& request, httplib::Response& response,
                const std::string& message) const {
        if (request.path.starts_with("/."))
            send_json(response, core::Value::object({{"error", message}}));
        else
            response.set_content(error_page(title, message), "text/html; charset=utf-8");
    }
};

Explorer::Explorer(std::string title, std::unique_ptr<AnyModel> model)
    : server_(std::make_unique<Server>(std::move(title), std::move(model))) {}
Explorer::~Explorer() = default;
Explorer::Explorer(Explorer&&) noexcept = default;
Explorer& Explorer::operator=(Explorer&&) noexcept = default;

core::Result<std::uint16_t> Explorer::serve(std::uint16_t port) {
    auto& http = server_->http;
    const int bound = port == 0                        ? http.bind_to_any_port(local)
                      : http.bind_to_port(local, port) ? port
                                                       : -1;
    if (bound <= 0)
        return core::fail("cannot listen on {}:{}: {}; --port 0 takes one that is free", local,
                          port, core::errno_text());
    server_->thread = std::jthread([&http] { http.listen_after_bind(); });
    while (!http.is_running())  // else a stop would come too early, and be lost
        std::this_thread::yield();
    return static_cast<std::uint16_t>(bound);
}

}  // namespace ordeal::checker

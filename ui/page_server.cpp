#include "ui/page_server.hpp"

#include <utility>

#include <httplib.h>

#include "core/json.hpp"
#include "ui/document.hpp"

namespace ordeal::ui {

namespace {

using httplib::Request;
using httplib::Response;

constexpr std::size_t most_request_bytes = 1 << 20;

/// Two servers on one port would each get some of the requests.
void one_server_on_a_port(int socket) {
    const int yes = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
}

void harden(Response& response) {
    response.set_header("X-Content-Type-Options", "nosniff");
    response.set_header("Referrer-Policy", "no-referrer");
    response.set_header("Cache-Control", "no-store");
    response.set_header("X-Frame-Options", "DENY");
}

/// Of a header Host, without its port.
std::string_view name_in(std::string_view host) {
    const auto colon = host.rfind(':');
    const bool port =
        colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos;
    return port ? host.substr(0, colon) : host;
}

}  // namespace

PageServer::PageServer(Gate admits) : http_(std::make_unique<httplib::Server>()) {
    http_->set_socket_options(one_server_on_a_port);
    http_->new_task_queue = [] { return new httplib::ThreadPool(4); };
    http_->set_keep_alive_timeout(1);  // an idle browser does not delay the end
    http_->set_tcp_nodelay(true);
    http_->set_payload_max_length(most_request_bytes);
    http_->set_pre_routing_handler(
        [admits = std::move(admits)](const Request& request, Response& response) {
            harden(response);
            return admits(request, response) ? httplib::Server::HandlerResponse::Unhandled
                                             : httplib::Server::HandlerResponse::Handled;
        });
    http_->set_error_handler([](const Request&, Response& response) {
        if (!response.has_header("Content-Type"))
            refuse(response, response.status, "there is no such page");
    });
}

PageServer::~PageServer() {
    http_->stop();
}

void PageServer::show(const Page& page, std::string_view title, std::string_view without_scripts) {
    http_->Get("/", [policy = policy_of(page), text = document_of(page, title, without_scripts)](
                        const Request&, Response& response) {
        response.set_header("Content-Security-Policy", policy);
        send(response, text, "text/html; charset=utf-8");
    });
}

core::Result<std::uint16_t> PageServer::listen(const std::string& address, std::uint16_t port) {
    const int bound = port == 0                            ? http_->bind_to_any_port(address)
                      : http_->bind_to_port(address, port) ? port
                                                           : -1;
    if (bound <= 0)
        return core::fail("cannot listen on {}:{}: {}; --port 0 takes one that is free", address,
                          port, core::errno_text());
    thread_ = std::jthread([this] { http_->listen_after_bind(); });
    while (!http_->is_running())  // else a stop would come too early, and be lost
        std::this_thread::yield();
    return static_cast<std::uint16_t>(bound);
}

bool names_this_machine(const Request& request, Response& response) {
    const std::string host = request.get_header_value("Host");
    const std::string_view name = name_in(host);
    if (name == "127.0.0.1" || name == "localhost" || name == "[::1]") return true;
    refuse(response, 403, "this server answers to the names of its own machine only");
    return false;
}

void send(Response& response, std::string text, const char* type) {
    const auto kept = std::make_shared<const std::string>(std::move(text));
    response.set_content_provider(
        kept->size(), type, [kept](std::size_t from, std::size_t length, httplib::DataSink& sink) {
            // httplib takes over the ends of a range as the request names them.
            const bool within = from <= kept->size() && length <= kept->size() - from;
            return within && sink.write(kept->data() + from, length);
        });
}

void send_json(Response& response, const core::Value& value) {
    send(response, core::to_json(value) + "\n", "application/json");
}

void refuse(Response& response, int status, const std::string& message) {
    response.status = status;
    send_json(response, core::Value::object({{"error", message}}));
}

}  // namespace ordeal::ui

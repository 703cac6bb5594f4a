#include "checker/explorer/explorer.hpp"

#include <algorithm>
#include <charconv>
#include <thread>

#include <httplib.h>

#include "checker/explorer/documents.hpp"
#include "checker/explorer/jobs.hpp"
#include "checker/explorer/requests.hpp"
#include "core/json.hpp"
#include "core/program/junit.hpp"
#include "ui/pages.hpp"

namespace ordeal::checker {

namespace {

using core::Value;

constexpr const char* local = "127.0.0.1";
/// Steps of a path that are told when nobody says from where.
constexpr std::size_t steps_told = 400;
/// Of a network full of messages.
constexpr std::size_t most_choices = 1000;

/// As it is: what httplib is given whole it compresses for browsers, which within one machine takes
/// a hundred times as long as sending it.
void send(httplib::Response& response, std::string text, const char* type) {
    const auto kept = std::make_shared<const std::string>(std::move(text));
    response.set_content_provider(
        kept->size(), type, [kept](std::size_t from, std::size_t length, httplib::DataSink& sink) {
            return sink.write(kept->data() + from, length);
        });
}

void send_json(httplib::Response& response, const Value& value) {
    send(response, core::to_json(value) + "\n", "application/json");
}

void refuse(httplib::Response& response, int status, const std::string& message) {
    response.status = status;
    send_json(response, Value::object({{"error", message}}));
}

/// Two servers on one port would each get some of the requests.
void one_server_on_a_port(int socket) {
    const int yes = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
}

/// Whether a page of this machine asks: a name of another one in the header Host means that some
/// page elsewhere had its name lead here.
bool is_local(std::string_view host) {
    const auto colon = host.rfind(':');
    if (colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos)
        host = host.substr(0, colon);
    return host == local || host == "localhost" || host == "[::1]";
}

std::optional<std::size_t> number_in(const std::string& text) {
    std::size_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::string policy_of(const ui::Page& page) {
    return fmt::format(
        "default-src 'none'; script-src '{}'; style-src '{}'; connect-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
        "trusted-types 'none'",
        page.script_hash, page.style_hash);
}

std::string page_text(const std::string& title, const ui::Page& page) {
    std::string out = fmt::format(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<title>{} - Ordeal</title>\n<style>",
        core::escape_markup(title));
    out += page.style;
    out +=
        "</style>\n</head>\n<body>\n<div id=\"app\"><noscript>This page needs JavaScript; "
        "/api/v1/states answers without.</noscript></div>\n<script>";
    out += page.script;
    return out + "</script>\n</body>\n</html>\n";
}

}  // namespace

struct Explorer::Server {
    std::string title;
    std::unique_ptr<AnyModel> model;
    Road road;
    Jobs jobs;
    httplib::Server http;
    std::jthread thread;

    Server(std::string name, std::unique_ptr<AnyModel> what, Road along)
        : title(std::move(name)), model(std::move(what)), road(std::move(along)), jobs(*model) {
        http.set_socket_options(one_server_on_a_port);
        http.new_task_queue = [] { return new httplib::ThreadPool(4); };
        http.set_keep_alive_timeout(1);  // an idle browser does not delay the end
        http.set_tcp_nodelay(true);
        http.set_payload_max_length(1 << 20);
        http.set_pre_routing_handler(
            [](const httplib::Request& request, httplib::Response& response) {
                return admit(request, response) ? httplib::Server::HandlerResponse::Unhandled
                                                : httplib::Server::HandlerResponse::Handled;
            });
        http.set_error_handler([](const httplib::Request&, httplib::Response& response) {
            if (!response.has_header("Content-Type"))
                refuse(response, response.status, "there is no such page");
        });
        route();
    }
    ~Server() { http.stop(); }

    /// Whether a request may be answered; else it is. Pages elsewhere can send no JSON to this one
    /// without asking first, which is never granted.
    static bool admit(const httplib::Request& request, httplib::Response& response) {
        response.set_header("X-Content-Type-Options", "nosniff");
        response.set_header("Referrer-Policy", "no-referrer");
        response.set_header("Cache-Control", "no-store");
        response.set_header("X-Frame-Options", "DENY");
        if (!is_local(request.get_header_value("Host"))) {
            refuse(response, 403, "this server answers to the names of its own machine only");
            return false;
        }
        if (request.method == "POST" &&
            !request.get_header_value("Content-Type").starts_with("application/json")) {
            refuse(response, 415, "expected a body of type application/json");
            return false;
        }
        return true;
    }

    void route() {
        using httplib::Request;
        using httplib::Response;
        http.Get("/", [this](const Request&, Response& response) {
            const ui::Page page = ui::explorer_page();
            response.set_header("Content-Security-Policy", policy_of(page));
            send(response, page_text(title, page), "text/html; charset=utf-8");
        });
        http.Get("/api/v1/model", [this](const Request&, Response& response) {
            send_json(response, model_document(title, *model, road));
        });
        http.Get("/api/v1/run", [this](const Request&, Response& response) {
            if (road.run)
                send_json(response, to_value(*road.run));
            else
                refuse(response, 404, "no recorded run is looked at");
        });
        http.Get(R"(/api/v1/states(?:/(.*))?)",
                 [this](const Request& request, Response& response) { state(request, response); });
        http.Post("/api/v1/walk",
                  [this](const Request& request, Response& response) { walk(request, response); });
        route_jobs();
    }

    void route_jobs() {
        using httplib::Request;
        using httplib::Response;
        http.Get("/api/v1/jobs", [this](const Request&, Response& response) {
            send_json(response, Value::object({{"jobs", jobs.all()}}));
        });
        http.Post("/api/v1/jobs",
                  [this](const Request& request, Response& response) { begin(request, response); });
        http.Get(R"(/api/v1/jobs/(\d{1,9}))", [this](const Request& request, Response& response) {
            send_status(response, std::stoul(request.matches[1].str()));
        });
        http.Delete(R"(/api/v1/jobs/(\d{1,9}))",
                    [this](const Request& request, Response& response) {
                        const std::size_t job = std::stoul(request.matches[1].str());
                        jobs.stop(job);
                        send_status(response, job);
                    });
    }

    void send_status(httplib::Response& response, std::size_t job) const {
        const Value status = jobs.status(job);
        if (status.is_null()) return refuse(response, 404, "there is no such job");
        send_json(response, status);
    }

    void state(const httplib::Request& request, httplib::Response& response) const {
        std::vector<Predicate> breakpoints;
        for (std::size_t i = 0; i < request.get_param_value_count("break"); ++i) {
            auto parsed = Predicate::parse(request.get_param_value("break", i));
            if (!parsed) return refuse(response, 400, "break: " + parsed.error().message);
            breakpoints.push_back(*std::move(parsed));
        }
        const auto places = parse_address(request.matches[1].str(), road.places);
        if (!places) return refuse(response, 400, places.error().message);
        const std::size_t latest = places->size() - std::min(places->size(), steps_told);
        const auto first = request.has_param("from") ? number_in(request.get_param_value("from"))
                                                     : std::optional(latest);
        if (!first) return refuse(response, 400, "from: expected a number");
        const auto view = model->at(*places, {*first, !breakpoints.empty(), most_choices});
        if (!view) return refuse(response, 404, view.error().message);
        send_json(response, to_value(*view, {road, breakpoints}));
    }

    void walk(const httplib::Request& request, httplib::Response& response) const {
        const auto wanted = read_walk(request.body, *model, road);
        if (!wanted) return refuse(response, 400, wanted.error().message);
        const auto walked = walk_randomly(*model->walker(), wanted->from, wanted->goal,
                                          wanted->steps, wanted->seed);
        if (!walked) return refuse(response, 404, walked.error().message);
        send_json(response, Value::object({{"way", to_address(walked->way)},
                                           {"steps", walked->way.size()},
                                           {"stopped", walked->stopped}}));
    }

    void begin(const httplib::Request& request, httplib::Response& response) {
        auto wanted = read_job(request.body, *model, road);
        if (!wanted) return refuse(response, 400, wanted.error().message);
        const auto job = wanted->check
                             ? jobs.check(wanted->limits)
                             : jobs.find(wanted->from, std::move(wanted->goal), wanted->limits);
        if (!job) return refuse(response, 429, job.error().message);
        send_status(response, *job);
    }
};

Explorer::Explorer(std::string title, std::unique_ptr<AnyModel> model, Road road)
    : server_(std::make_unique<Server>(std::move(title), std::move(model), std::move(road))) {}
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

#include "checker/explorer/explorer.hpp"

#include <algorithm>
#include <charconv>

#include <httplib.h>

#include "checker/explorer/documents.hpp"
#include "checker/explorer/jobs.hpp"
#include "checker/explorer/requests.hpp"
#include "ui/page_server.hpp"

namespace ordeal::checker {

namespace {

using core::Value;
using ui::refuse;
using ui::send_json;

constexpr const char* local = "127.0.0.1";
/// Steps of a path that are told when nobody says from where.
constexpr std::size_t steps_told = 400;
/// Of those that are asked for by themselves.
constexpr std::size_t most_steps_told = 5000;
/// Of a network full of messages.
constexpr std::size_t most_choices = 1000;

std::optional<std::size_t> number_in(const std::string& text) {
    std::size_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

}  // namespace

struct Explorer::Server {
    std::string title;
    std::unique_ptr<AnyModel> model;
    Road road;
    Jobs jobs;
    ui::PageServer pages{admit};

    Server(std::string name, std::unique_ptr<AnyModel> what, Road along)
        : title(std::move(name)), model(std::move(what)), road(std::move(along)), jobs(*model) {
        route();
    }

    /// Whether a request may be answered; else it is. Pages elsewhere can send no JSON to this one
    /// without asking first, which is never granted.
    static bool admit(const httplib::Request& request, httplib::Response& response) {
        if (!ui::names_this_machine(request, response)) return false;
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
        pages.show(ui::explorer_page(), title, "/api/v1/states answers without.");
        httplib::Server& http = pages.routes();
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
        http.Get(R"(/api/v1/steps(?:/(.*))?)",
                 [this](const Request& request, Response& response) { steps(request, response); });
        http.Post("/api/v1/walk",
                  [this](const Request& request, Response& response) { walk(request, response); });
        route_jobs();
    }

    void route_jobs() {
        using httplib::Request;
        using httplib::Response;
        httplib::Server& http = pages.routes();
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
        ViewOptions options;
        options.first = *first;
        options.texts = !breakpoints.empty();
        options.most_choices = most_choices;
        const auto view = model->at(*places, options);
        if (!view) return refuse(response, 404, view.error().message);
        send_json(response, to_value(*view, {road, breakpoints}));
    }

    /// Some of the steps of a path.
    void steps(const httplib::Request& request, httplib::Response& response) const {
        const auto places = parse_address(request.matches[1].str(), road.places);
        if (!places) return refuse(response, 400, places.error().message);
        const auto number = [&request](const char* name, std::size_t otherwise) {
            return request.has_param(name) ? number_in(request.get_param_value(name))
                                           : std::optional(otherwise);
        };
        const auto first = number("from", 0);
        const auto count = number("count", steps_told);
        if (!first || !count) return refuse(response, 400, "from, count: expected numbers");
        ViewOptions options;
        options.first = *first;
        options.end = std::min(*first, places->size()) + std::min(*count, most_steps_told);
        options.only_steps = true;
        const auto view = model->at(*places, options);
        if (!view) return refuse(response, 404, view.error().message);
        send_json(response, steps_document(*view, road));
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
    return server_->pages.listen(local, port);
}

}  // namespace ordeal::checker

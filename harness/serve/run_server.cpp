#include "harness/serve/run_server.hpp"

#include <charconv>
#include <fstream>

#include <httplib.h>

#include "harness/serve/run_list.hpp"
#include "ui/page_server.hpp"

namespace ordeal::harness {

using core::Value;
using ui::refuse;
using ui::send_json;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t most_bytes = 4'000'000;

bool is_loopback(const std::string& address) {
    return address == "127.0.0.1" || address == "::1" || address == "localhost";
}

/// Takes the same time wherever they differ.
bool same(const std::string& a, const std::string& b) {
    unsigned char different = a.size() == b.size() ? 0 : 1;
    for (std::size_t i = 0; i < a.size() && i < b.size(); ++i)
        different |= static_cast<unsigned char>(a[i] ^ b[i]);
    return different == 0;
}

struct Tail {
    std::string text;
    std::size_t next = 0;
};

/// Whole lines from a byte on; at most some megabytes of them. None where there is no file.
Tail tail_of(const std::optional<fs::path>& path, std::size_t from) {
    if (!path) return {"", from};
    std::ifstream file(*path, std::ios::binary);
    std::string bytes(most_bytes, '\0');
    file.seekg(static_cast<std::streamoff>(from));
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, file.gcount())));
    bytes.resize(bytes.rfind('\n') + 1);  // npos + 1: none
    return {bytes, from + bytes.size()};
}

std::size_t number_of(const httplib::Request& request, const char* name) {
    const std::string text = request.get_param_value(name);
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() ? number : 0;
}

const char* type_of(const std::string& name) {
    if (name.ends_with(".html")) return "text/html; charset=utf-8";
    if (name.ends_with(".json")) return "application/json";
    return "text/plain; charset=utf-8";
}

}  // namespace

struct RunServer::Server {
    ServeOptions options;
    RunList runs;
    std::uint16_t port = 0;
    ui::PageServer pages{[this](const httplib::Request& request, httplib::Response& response) {
        return admit(request, response);
    }};

    explicit Server(const ServeOptions& wanted) : options(wanted), runs(wanted.store) { route(); }

    /// Whether a request may be answered; else it is.
    bool admit(const httplib::Request& request, httplib::Response& response) const {
        if (options.token.empty()) return ui::names_this_machine(request, response);
        if (has_cookie(request.get_header_value("Cookie"))) return true;
        if (same(request.get_param_value("token"), options.token)) {
            response.set_header("Set-Cookie", cookie() + "; HttpOnly; SameSite=Strict; Path=/");
            response.set_redirect("/");
            return false;
        }
        refuse(response, 403, "open the address that `ordeal serve` printed, with its token");
        return false;
    }

    std::string cookie() const { return "ordeal=" + options.token; }

    /// Cookies of other servers on this machine may stand beside ours.
    bool has_cookie(std::string_view header) const {
        while (!header.empty()) {
            const auto end = std::min(header.find("; "), header.size());
            if (same(std::string(header.substr(0, end)), cookie())) return true;
            header.remove_prefix(std::min(end + 2, header.size()));
        }
        return false;
    }

    void route() {
        pages.show(ui::runs_page(), "Runs", "the reports of the runs do not.");
        httplib::Server& http = pages.routes();
        http.Get("/api/v1/runs", [this](const httplib::Request&, httplib::Response& response) {
            send_json(response,
                      Value::object({{"store", runs.store().string()}, {"runs", runs.all()}}));
        });
        http.Get(R"(/api/v1/runs/([^/]+)/([^/]+))",
                 [this](const httplib::Request& request, httplib::Response& response) {
                     const Value told = runs.one({request.matches[1], request.matches[2]});
                     if (told.is_null()) return refuse(response, 404, "there is no such run");
                     send_json(response, told);
                 });
        http.Get(R"(/api/v1/runs/([^/]+)/([^/]+)/events)",
                 [this](const httplib::Request& request, httplib::Response& response) {
                     events(request, response);
                 });
        http.Get(R"(/runs/([^/]+)/([^/]+)/(.+))",
                 [this](const httplib::Request& request, httplib::Response& response) {
                     file(request, response);
                 });
    }

    void events(const httplib::Request& request, httplib::Response& response) {
        const RunName run{request.matches[1], request.matches[2]};
        if (!runs.find(run)) return refuse(response, 404, "there is no such run");
        const bool over = runs.file(run, "verdict.json").has_value();
        const Tail history = tail_of(runs.file(run, "history.jsonl"), number_of(request, "from"));
        const Tail faults = tail_of(runs.file(run, "faults.jsonl"), number_of(request, "faults"));
        send_json(response, Value::object({{"events", history.text},
                                           {"next", history.next},
                                           {"faults", faults.text},
                                           {"next_faults", faults.next},
                                           {"over", over}}));
    }

    void file(const httplib::Request& request, httplib::Response& response) {
        const std::string name = request.matches[3];
        const auto path = runs.file({request.matches[1], request.matches[2]}, name);
        if (!path) return refuse(response, 404, "there is no such file of a run");
        auto stream = std::make_shared<std::ifstream>(*path, std::ios::binary);
        std::error_code ignored;
        // What is no page of ours is text, whatever it holds.
        if (!name.ends_with(".html"))
            response.set_header("Content-Security-Policy", "default-src 'none'; sandbox");
        response.set_content_provider(
            fs::file_size(*path, ignored), type_of(name),
            [stream](std::size_t from, std::size_t length, httplib::DataSink& sink) {
                std::string bytes(std::min<std::size_t>(length, 1 << 16), '\0');
                stream->seekg(static_cast<std::streamoff>(from));
                stream->read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
                return stream->gcount() > 0 &&
                       sink.write(bytes.data(), static_cast<std::size_t>(stream->gcount()));
            });
    }
};

RunServer::RunServer(std::unique_ptr<Server> server) : server_(std::move(server)) {}
RunServer::~RunServer() = default;
RunServer::RunServer(RunServer&&) noexcept = default;
RunServer& RunServer::operator=(RunServer&&) noexcept = default;

core::Result<RunServer> RunServer::start(const ServeOptions& options) {
    if (options.token.empty() && !is_loopback(options.address))
        return core::fail("{} can be reached from other machines: say who may look, with --token",
                          options.address);
    auto server = std::make_unique<Server>(options);
    const auto port = server->pages.listen(options.address, options.port);
    if (!port) return tl::unexpected(port.error());
    server->port = *port;
    return RunServer(std::move(server));
}

std::uint16_t RunServer::port() const {
    return server_->port;
}

std::string RunServer::url() const {
    const std::string& token = server_->options.token;
    return fmt::format("http://{}:{}/{}", server_->options.address, server_->port,
                       token.empty() ? "" : "?token=" + token);
}

}  // namespace ordeal::harness

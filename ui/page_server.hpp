// What every program of ours that shows a page in a browser needs, and must not get wrong: an HTTP
// server that other pages can neither frame nor reach by a name of their own, that two programs
// cannot share, and that ends when it is destroyed. What is asked of it beside the page is routed
// by its owner, with httplib's own functions.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "core/result.hpp"
#include "core/value.hpp"
#include "ui/pages.hpp"

namespace httplib {
class Server;
struct Request;
struct Response;
}  // namespace httplib

namespace ordeal::ui {

class PageServer {
  public:
    /// Whether a request may be answered; if not, the answer says why.
    using Gate = std::function<bool(const httplib::Request&, httplib::Response&)>;

    explicit PageServer(Gate admits);
    ~PageServer();
    PageServer(const PageServer&) = delete;
    PageServer& operator=(const PageServer&) = delete;

    /// Answers GET / with the page: see document_of().
    void show(const Page& page, std::string_view title, std::string_view without_scripts);
    /// Where the owner routes the rest. Requires: it does not listen yet.
    httplib::Server& routes() { return *http_; }

    /// Serves, from threads of its own. Port 0: one that is free. Returns the port. Error: the port
    /// is taken, or the address is not this machine's.
    core::Result<std::uint16_t> listen(const std::string& address, std::uint16_t port);

  private:
    std::unique_ptr<httplib::Server> http_;
    std::jthread thread_;
};

/// A gate: whether the request names this machine in its header Host. The name of another one means
/// that some page elsewhere had its name lead here.
bool names_this_machine(const httplib::Request& request, httplib::Response& response);

/// As it is: what httplib is given whole it compresses for browsers, which within one machine takes
/// a hundred times as long as sending it.
void send(httplib::Response& response, std::string text, const char* type);
void send_json(httplib::Response& response, const core::Value& value);
/// {"error":message}.
void refuse(httplib::Response& response, int status, const std::string& message);

}  // namespace ordeal::ui

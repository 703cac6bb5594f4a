// HTTP/1.1 to one address, over a connection that is kept between exchanges. One deadline holds for
// all of an exchange: connecting, sending, the headers and the body of the answer, so a server that
// drips bytes, or has been stopped, costs no more than that. When there is no answer it tells
// whether the request can have had an effect.
//
// The messages are Boost.Beast's, the waiting is TcpStream's: cpp-httplib's limits are for each
// read, and a dripping server makes them endless.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "clients/tcp_stream.hpp"
#include "clients/trouble.hpp"

namespace ordeal::clients {

struct HttpRequest {
    std::string method = "GET";
    std::string target = "/";
    std::vector<std::pair<std::string, std::string>> headers;  // but Host and Content-Length
    std::string body;
};

struct HttpResponse {
    unsigned status = 0;
    std::string body;
};

class HttpSession {
  public:
    HttpSession(std::string ip, std::uint16_t port, std::size_t most_body_bytes = 64 << 20)
        : ip_(std::move(ip)), port_(port), most_body_bytes_(most_body_bytes) {}

    /// Connects if there is no connection, or if the one there is was closed in the meantime.
    /// Trouble is fail when there was no connection, so that nothing was sent, else info; after it
    /// the next exchange connects anew.
    Answered<HttpResponse> exchange(const HttpRequest& request, Deadline deadline);

    void close() { stream_.close(); }

  private:
    Answered<void> connect(Deadline deadline);
    Answered<HttpResponse> receive(std::string_view method, Deadline deadline);

    std::string ip_;
    std::uint16_t port_;
    std::size_t most_body_bytes_;
    TcpStream stream_;
};

}  // namespace ordeal::clients

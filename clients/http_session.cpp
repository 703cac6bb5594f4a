#include "clients/http_session.hpp"

#include <optional>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <fmt/format.h>

namespace ordeal::clients {

namespace {

namespace http = boost::beast::http;
using Parser = http::response_parser<http::string_body>;

std::string to_text(const HttpRequest& request, std::string_view ip, std::uint16_t port) {
    std::string text =
        fmt::format("{} {} HTTP/1.1\r\nHost: {}:{}\r\n", request.method, request.target, ip, port);
    for (const auto& [name, value] : request.headers)
        text += fmt::format("{}: {}\r\n", name, value);
    if (!request.body.empty() || request.method == "POST" || request.method == "PUT")
        text += fmt::format("Content-Length: {}\r\n", request.body.size());
    return text + "\r\n" + request.body;
}

/// The bytes of a connection that are not consumed yet, and a parser for one message.
class Answer {
  public:
    Answer(TcpSocket& socket, std::string_view method, std::size_t most_body_bytes)
        : socket_(socket), method_(method), most_body_bytes_(most_body_bytes) {}

    /// The final answer: those with a status of 100 to 199 come before it.
    Answered<Parser*> read(TcpSocket::Deadline deadline) {
        do {
            parser_.emplace();
            parser_->body_limit(most_body_bytes_);
            parser_->eager(true);
            parser_->skip(method_ == "HEAD");
            while (!parser_->is_done())
                if (auto advanced = advance(deadline); !advanced)
                    return tl::unexpected(advanced.error());
        } while (parser_->get().result_int() < 200);
        return &*parser_;
    }

    /// Something came that belongs to no answer.
    bool has_rest() const { return begin_ < end_; }

  private:
    /// Feeds what is there; when that is not enough, waits for more.
    Answered<void> advance(TcpSocket::Deadline deadline) {
        boost::system::error_code error;
        begin_ += parser_->put(boost::asio::buffer(&buffer_[begin_], end_ - begin_), error);
        if (error == http::error::body_limit)
            return in_doubt(fmt::format("an answer of more than {} bytes", most_body_bytes_));
        if (error && error != http::error::need_more)
            return in_doubt("an answer that is not HTTP: " + error.message());
        return parser_->is_done() ? Answered<void>() : wait(deadline);
    }

    Answered<void> wait(TcpSocket::Deadline deadline) {
        buffer_.erase(0, begin_);
        end_ -= begin_;
        begin_ = 0;
        buffer_.resize(end_ + chunk_bytes);
        const auto got = socket_.receive({&buffer_[end_], chunk_bytes}, deadline);
        end_ += got.bytes;
        if (got.bytes > 0) return {};
        if (got.error != "timeout" && parser_->is_header_done() && parser_->need_eof()) {
            boost::system::error_code error;  // an answer that ends with its connection
            parser_->put_eof(error);
            if (!error) return {};
        }
        return in_doubt(got.error == "timeout" ? "timeout" : "no whole answer: " + got.error);
    }

    static constexpr std::size_t chunk_bytes = 16'384;
    TcpSocket& socket_;
    std::string_view method_;
    std::size_t most_body_bytes_;
    std::optional<Parser> parser_;
    std::string buffer_ = std::string(1, '\0');
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

}  // namespace

Answered<HttpResponse> HttpSession::exchange(const HttpRequest& request, Deadline deadline) {
    if (auto connected = connect(deadline); !connected) return tl::unexpected(connected.error());
    if (auto sent = send(request, deadline); !sent) {
        close();
        return tl::unexpected(sent.error());
    }
    auto response = receive(request.method, deadline);
    if (!response) close();
    return response;
}

Answered<void> HttpSession::connect(Deadline deadline) {
    if (socket_.is_open() && !socket_.is_stale()) return {};
    auto socket = TcpSocket::connect(ip_, port_, deadline);
    if (!socket) return certainly_not(socket.error().message);
    socket_ = std::move(*socket);
    return {};
}

Answered<void> HttpSession::send(const HttpRequest& request, Deadline deadline) {
    const auto sent = socket_.send(to_text(request, ip_, port_), deadline);
    if (sent.error.empty()) return {};
    if (sent.bytes > 0) return in_doubt("sending ended with: " + sent.error);
    return certainly_not("not sent: " + sent.error);
}

Answered<HttpResponse> HttpSession::receive(std::string_view method, Deadline deadline) {
    Answer answer(socket_, method, most_body_bytes_);
    auto parser = answer.read(deadline);
    if (!parser) return tl::unexpected(parser.error());
    if (!(*parser)->keep_alive() || answer.has_rest()) close();
    http::response<http::string_body> message = (*parser)->release();
    return HttpResponse{message.result_int(), std::move(message.body())};
}

}  // namespace ordeal::clients

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
    Answer(TcpStream& stream, std::string_view method, std::size_t most_body_bytes)
        : stream_(stream), method_(method), most_body_bytes_(most_body_bytes) {}

    /// The final answer: those with a status of 100 to 199 come before it.
    Answered<Parser*> read(Deadline deadline) {
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
    Answered<void> advance(Deadline deadline) {
        boost::system::error_code error;
        begin_ += parser_->put(boost::asio::buffer(&buffer_[begin_], end_ - begin_), error);
        if (error == http::error::body_limit)
            return in_doubt(fmt::format("an answer of more than {} bytes", most_body_bytes_));
        if (error && error != http::error::need_more)
            return in_doubt("an answer that is not HTTP: " + error.message());
        return parser_->is_done() ? Answered<void>() : wait(deadline);
    }

    Answered<void> wait(Deadline deadline) {
        buffer_.erase(0, begin_);
        end_ -= begin_;
        begin_ = 0;
        buffer_.resize(end_ + chunk_bytes);
        const auto got = stream_.receive({&buffer_[end_], chunk_bytes}, deadline);
        if (got) {
            end_ += *got;
            return {};
        }
        const std::string& why = got.error().message;
        if (why == timed_out) return in_doubt(why);
        if (why != was_closed || !parser_->is_header_done() || !parser_->need_eof())
            return in_doubt("no whole answer: " + why);
        boost::system::error_code error;  // an answer that ends with its connection
        parser_->put_eof(error);
        return {};
    }

    static constexpr std::size_t chunk_bytes = 16'384;
    TcpStream& stream_;
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
    if (const auto sent = stream_.send(to_text(request, ip_, port_), deadline); !sent) {
        close();
        return in_doubt("while sending: " + sent.error().message);
    }
    auto response = receive(request.method, deadline);
    if (!response) close();
    return response;
}

Answered<void> HttpSession::connect(Deadline deadline) {
    if (stream_.is_open() && !stream_.is_stale()) return {};
    auto stream = TcpStream::connect(ip_, port_, deadline);
    if (!stream)
        return certainly_not(
            fmt::format("no connection to {} port {}: {}", ip_, port_, stream.error().message));
    stream_ = std::move(*stream);
    return {};
}

Answered<HttpResponse> HttpSession::receive(std::string_view method, Deadline deadline) {
    Answer answer(stream_, method, most_body_bytes_);
    auto parser = answer.read(deadline);
    if (!parser) return tl::unexpected(parser.error());
    if (!(*parser)->keep_alive() || answer.has_rest()) close();
    http::response<http::string_body> message = (*parser)->release();
    return HttpResponse{message.result_int(), std::move(message.body())};
}

}  // namespace ordeal::clients

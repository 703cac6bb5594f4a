#include "clients/redis/connection.hpp"

#include <array>
#include <string_view>
#include <utility>

#include <hiredis/hiredis.h>

#include "core/check.hpp"

namespace ordeal::clients::redis {

namespace {

Reply convert(const redisReply& raw) {
    Reply reply;
    switch (raw.type) {
        case REDIS_REPLY_INTEGER:
            reply.kind = Reply::Kind::integer;
            reply.integer = raw.integer;
            break;
        case REDIS_REPLY_STRING:
        case REDIS_REPLY_STATUS:
        case REDIS_REPLY_ERROR:
            reply.kind = raw.type == REDIS_REPLY_ERROR ? Reply::Kind::error : Reply::Kind::text;
            reply.text.assign(raw.str, raw.len);
            break;
        case REDIS_REPLY_ARRAY:
            reply.kind = Reply::Kind::list;
            for (std::size_t i = 0; i < raw.elements; ++i)
                reply.items.push_back(convert(*raw.element[i]));
            break;
        default:
            break;
    }
    return reply;
}

std::string format(const Command& command) {
    std::vector<const char*> texts;
    std::vector<std::size_t> sizes;
    for (const std::string& word : command) {
        texts.push_back(word.data());
        sizes.push_back(word.size());
    }
    char* bytes = nullptr;
    const int size = ::redisFormatCommandArgv(&bytes, static_cast<int>(command.size()),
                                              texts.data(), sizes.data());
    CHECK(size > 0, "a command of {} words cannot be formatted", command.size());
    std::string formatted(bytes, static_cast<std::size_t>(size));
    ::redisFreeCommand(bytes);
    return formatted;
}

}  // namespace

void Connection::FreeReader::operator()(redisReader* reader) const {
    ::redisReaderFree(reader);
}

Connection::Connection() = default;
Connection::~Connection() = default;
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;

core::Result<void> Connection::open(const std::string& ip, std::uint16_t port, Deadline deadline) {
    close();
    auto stream = TcpStream::connect(ip, port, deadline);
    if (!stream)
        return core::fail("no connection to {} port {}: {}", ip, port, stream.error().message);
    stream_ = std::move(*stream);
    reader_.reset(::redisReaderCreate());
    return {};
}

void Connection::close() {
    stream_.close();
    reader_.reset();
}

Answer Connection::ask(const Command& command, Deadline deadline) {
    Answer answer;
    if (!stream_.is_open()) {
        answer.trouble = "not connected";
        return answer;
    }
    if (auto sent = stream_.send(format(command), deadline); !sent) {
        answer.trouble = sent.error().message;
        close();
        return answer;
    }
    answer.sent = true;
    auto reply = receive(deadline);
    if (!reply) {
        answer.trouble = reply.error().message;
        close();
        return answer;
    }
    answer.replied = true;
    answer.reply = std::move(*reply);
    return answer;
}

core::Result<Reply> Connection::receive(Deadline deadline) {
    std::array<char, 16'384> buffer{};
    for (;;) {
        auto size = stream_.receive(buffer, deadline);
        if (!size) return tl::unexpected(size.error());
        void* raw = nullptr;
        if (::redisReaderFeed(reader_.get(), buffer.data(), *size) != REDIS_OK ||
            ::redisReaderGetReply(reader_.get(), &raw) != REDIS_OK)
            return core::fail("what came is no Redis reply: {}", std::string_view(reader_->errstr));
        if (!raw) continue;
        const std::unique_ptr<redisReply, decltype(&::freeReplyObject)> reply(
            static_cast<redisReply*>(raw), &::freeReplyObject);
        return convert(*reply);
    }
}

}  // namespace ordeal::clients::redis

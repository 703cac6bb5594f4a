// A child process on two pipes, and a client on a loopback socket, for tests that run programs.
// Every wait has a deadline; a child is killed when its object goes, by its pid.
#pragma once

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/json.hpp"
#include "core/value.hpp"

namespace ordeal::test {

constexpr int deadline_ms = 10'000;

/// A directory that is removed at the end.
class TemporaryDirectory {
  public:
    TemporaryDirectory() {
        std::string pattern = (std::filesystem::temp_directory_path() / "ordeal-XXXXXX").string();
        path_ = ::mkdtemp(pattern.data());
    }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    ~TemporaryDirectory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    std::string path(const std::string& name = "") const {
        return name.empty() ? path_ : path_ + "/" + name;
    }

  private:
    std::string path_;
};

class Child {
  public:
    /// Runs `body` in a child whose stdin and stdout are pipes to us and whose stderr is a file.
    Child(const std::function<int()>& body, const std::string& log) {
        int in[2];
        int out[2];
        if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0) std::abort();
        std::fflush(nullptr);
        pid_ = ::fork();
        if (pid_ == 0) {
            ::dup2(in[0], 0);
            ::dup2(out[1], 1);
            ::dup2(::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644), 2);
            for (const int fd : {in[0], in[1], out[0], out[1]})
                ::close(fd);
            const int code = body();
            std::fflush(nullptr);
            ::_exit(code);
        }
        ::close(in[0]);
        ::close(out[1]);
        in_ = in[1];
        out_ = out[0];
    }
    /// Runs a program.
    Child(const std::vector<std::string>& words, const std::string& log)
        : Child([&words] { return execute(words); }, log) {}
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child() {
        signal(SIGKILL);
        if (pid_ > 0) (void)wait();
        close_input();
        ::close(out_);
    }

    void signal(int number) const {
        if (pid_ > 0) ::kill(pid_, number);
    }
    void close_input() {
        if (in_ >= 0) ::close(std::exchange(in_, -1));
    }
    /// The exit code, or minus the signal's number: that of SIGKILL after the deadline.
    int wait() {
        const int handle = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
        pollfd waiting{handle, POLLIN, 0};
        if (::poll(&waiting, 1, deadline_ms) == 0) signal(SIGKILL);
        ::close(handle);
        int status = 0;
        ::waitpid(std::exchange(pid_, -1), &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    }

    void send(const std::string& line) const {
        const std::string text = line + "\n";
        if (::write(in_, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
            ADD_FAILURE() << "could not write to the child";
    }
    /// The next line; none at the end of the output or after the deadline.
    std::optional<std::string> line() {
        for (;;) {
            if (const auto end = buffer_.find('\n'); end != std::string::npos) {
                std::string text = buffer_.substr(0, end);
                buffer_.erase(0, end + 1);
                return text;
            }
            pollfd waiting{out_, POLLIN, 0};
            if (::poll(&waiting, 1, deadline_ms) <= 0) return std::nullopt;
            char block[4096];
            const ssize_t size = ::read(out_, block, sizeof block);
            if (size <= 0) return std::nullopt;
            buffer_.append(block, static_cast<std::size_t>(size));
        }
    }
    /// The body of the next line's message; null if there is none.
    core::Value body() {
        const auto text = line();
        const auto message = text ? core::parse_json(*text) : core::Value();
        const core::Value* found = message ? message->find("body") : nullptr;
        return found == nullptr ? core::Value() : *found;
    }

  private:
    static int execute(const std::vector<std::string>& words) {
        std::vector<char*> argv;
        for (const auto& word : words)
            argv.push_back(const_cast<char*>(word.c_str()));
        argv.push_back(nullptr);
        ::execv(argv[0], argv.data());
        return 127;
    }

    pid_t pid_ = -1;
    int in_ = -1;
    int out_ = -1;
    std::string buffer_;
};

/// A loopback address that no other process's test uses.
inline std::string own_ip() {
    const auto pid = static_cast<unsigned>(::getpid());
    return fmt::format("127.{}.{}.{}", 1 + (pid >> 14U) % 250, pid >> 7U & 127U, 1 + (pid & 127U));
}

/// Sends to ports of own_ip() and takes what comes back.
class UdpClient {
  public:
    UdpClient() : socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
        const sockaddr_in address = own(0);
        if (::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
            std::abort();
    }
    UdpClient(const UdpClient&) = delete;
    UdpClient& operator=(const UdpClient&) = delete;
    ~UdpClient() { ::close(socket_); }

    void send(std::uint16_t port, const std::string& text) const {
        const sockaddr_in address = own(port);
        (void)::sendto(socket_, text.data(), text.size(), 0,
                       reinterpret_cast<const sockaddr*>(&address), sizeof address);
    }
    std::optional<std::string> receive(int within_ms = deadline_ms) const {
        pollfd waiting{socket_, POLLIN, 0};
        if (::poll(&waiting, 1, within_ms) <= 0) return std::nullopt;
        char block[65536];
        const ssize_t size = ::recv(socket_, block, sizeof block, 0);
        if (size < 0) return std::nullopt;
        return std::string(block, static_cast<std::size_t>(size));
    }
    /// Sends a request again and again until its answer comes; null after the deadline.
    core::Value call(std::uint16_t port, const std::string& dest,
                     const core::Value& request) const {
        core::Value message;
        message.set("src", "c1").set("dest", dest).set("body", request);
        const core::Value msg_id = *request.find("msg_id");
        const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(deadline_ms);
        while (std::chrono::steady_clock::now() < end) {
            send(port, core::to_json(message));
            while (const auto text = receive(200)) {
                const auto answer = core::parse_json(*text);
                const core::Value* body = answer ? answer->find("body") : nullptr;
                const core::Value* to = body ? body->find("in_reply_to") : nullptr;
                if (to != nullptr && *to == msg_id) return *body;
            }
        }
        return {};
    }

  private:
    static sockaddr_in own(std::uint16_t port) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        ::inet_pton(AF_INET, own_ip().c_str(), &address.sin_addr);
        return address;
    }

    int socket_;
};

}  // namespace ordeal::test

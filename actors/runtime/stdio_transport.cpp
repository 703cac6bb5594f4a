#include <algorithm>
#include <cerrno>
#include <csignal>

#include <unistd.h>

#include "actors/runtime/transport.hpp"

namespace ordeal::runtime {

namespace {

class StdioTransport final : public Transport {
  public:
    StdioTransport(int input, int output) : input_(input), output_(output) {
        std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error of write
    }

    int descriptor() const override { return input_; }

    core::Result<bool> receive(std::vector<Incoming>& out) override {
        char block[65536];
        const ssize_t size = ::read(input_, block, sizeof block);
        if (size < 0 && (errno == EINTR || errno == EAGAIN)) return true;
        if (size < 0) return core::fail("could not read the input: {}", core::errno_text());
        if (size == 0) {
            if (!line_.empty()) out.push_back({std::move(line_), ""});
            return false;
        }
        split({block, static_cast<std::size_t>(size)}, out);
        return true;
    }

    core::Result<bool> send(const std::string&, std::string_view text) override {
        std::string line(text);
        line += '\n';
        std::string_view rest = line;
        while (!rest.empty()) {
            const ssize_t written = ::write(output_, rest.data(), rest.size());
            if (written < 0 && errno == EINTR) continue;
            if (written < 0)
                return core::fail("could not write to the output: {}", core::errno_text());
            rest.remove_prefix(static_cast<std::size_t>(written));
        }
        return true;
    }

    void learn(const std::string&, const std::string&) override {}

  private:
    static constexpr std::size_t longest = std::size_t{16} << 20;

    void split(std::string_view block, std::vector<Incoming>& out) {
        while (!block.empty()) {
            const auto end = std::min(block.find('\n'), block.size());
            const auto room = longest - std::min(longest, line_.size());
            line_ += block.substr(0, std::min(end, room));
            if (end == block.size()) return;
            if (line_.find_first_not_of(" \t\r") != std::string::npos)
                out.push_back({std::move(line_), ""});
            line_.clear();
            block.remove_prefix(end + 1);
        }
    }

    int input_;
    int output_;
    std::string line_;
};

}  // namespace

std::unique_ptr<Transport> stdio_transport(int input, int output) {
    return std::make_unique<StdioTransport>(input, output);
}

}  // namespace ordeal::runtime

#include <algorithm>
#include <fstream>
#include <ios>
#include <mutex>
#include <regex>
#include <utility>

#include "harness/worlds/probes.hpp"

namespace ordeal::harness {

namespace {

constexpr std::size_t most_of_line = 4096;

/// The matcher of libstdc++ whose time is polynomial and whose stack does not grow with the text:
/// the default one recurses for each character, and 4 KiB were enough to exhaust a stack of 8 MiB
/// under AddressSanitizer. Back-references are errors with it.
constexpr auto syntax = std::regex::ECMAScript | std::regex_constants::__polynomial;

class LogProbe final : public Probe {
  public:
    LogProbe(std::string text, std::regex expression, const ProbeSite& site)
        : text_(std::move(text)),
          expression_(std::move(expression)),
          file_(site.output),
          next_(site.output_begin) {}

    std::string describe() const override { return "a line that matches \"" + text_ + "\""; }

    /// Reads what was written since the last try. A line that is not yet ended is tried as it is
    /// and read again.
    core::Result<void> attempt(std::chrono::steady_clock::time_point) override {
        std::ifstream in(file_, std::ios::binary);
        in.seekg(static_cast<std::streamoff>(next_));
        for (std::string line; std::getline(in, line);) {
            if (matches(line)) return {};
            if (in.eof()) break;
            next_ += line.size() + 1;
            ++lines_;
        }
        return core::fail("none of {} lines matched", lines_);
    }

  private:
    bool matches(const std::string& line) const {
        try {
            const auto end =
                line.begin() + static_cast<std::ptrdiff_t>(std::min(line.size(), most_of_line));
            return std::regex_search(line.begin(), end, expression_);
        } catch (const std::regex_error&) {
            return false;  // too complex for this line
        }
    }

    std::string text_;
    std::regex expression_;
    std::filesystem::path file_;
    std::uintmax_t next_;  // the first byte not yet decided on
    std::size_t lines_ = 0;
};

}  // namespace

ProbeResult make_log_probe(const std::string& expression, const ProbeSite& site) {
    // The compiler of expressions fills a table of the locale's without a lock.
    static std::mutex one_at_a_time;
    const std::lock_guard lock(one_at_a_time);
    try {
        return std::make_unique<LogProbe>(expression, std::regex(expression, syntax), site);
    } catch (const std::regex_error& error) {
        return core::fail("\"{}\" is no regular expression for a log probe: {}", expression,
                          error.what());
    }
}

}  // namespace ordeal::harness

#include <fstream>
#include <ios>
#include <utility>

#include "harness/worlds/line_pattern.hpp"
#include "harness/worlds/probes.hpp"

namespace ordeal::harness {

namespace {

class LogProbe final : public Probe {
  public:
    LogProbe(LinePattern pattern, const ProbeSite& site)
        : pattern_(std::move(pattern)), file_(site.output), next_(site.output_begin) {}

    std::string describe() const override {
        return "a line that matches \"" + pattern_.text() + "\"";
    }

    /// Reads what was written since the last try. A line that is not yet ended is tried as it is
    /// and read again.
    core::Result<void> attempt(std::chrono::steady_clock::time_point) override {
        std::ifstream in(file_, std::ios::binary);
        in.seekg(static_cast<std::streamoff>(next_));
        for (std::string line; std::getline(in, line);) {
            if (pattern_.matches(line)) return {};
            if (in.eof()) break;
            next_ += line.size() + 1;
            ++lines_;
        }
        return core::fail("none of {} lines matched", lines_);
    }

  private:
    LinePattern pattern_;
    std::filesystem::path file_;
    std::uintmax_t next_;  // the first byte not yet decided on
    std::size_t lines_ = 0;
};

}  // namespace

ProbeResult make_log_probe(const std::string& expression, const ProbeSite& site) {
    const auto pattern = LinePattern::compile(expression);
    if (!pattern) return core::fail("{} for a log probe", pattern.error().message);
    return std::make_unique<LogProbe>(*pattern, site);
}

}  // namespace ordeal::harness

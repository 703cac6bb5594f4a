// Progress of a command on stderr: one rewritten line on a terminal, a plain line every ten seconds
// elsewhere.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>

namespace ordeal::core {

class StatusLine {
  public:
    /// Asks `text` for the line again and again, from a thread of its own, until destroyed.
    StatusLine(bool enabled, std::function<std::string()> text);
    ~StatusLine();
    StatusLine(const StatusLine&) = delete;
    StatusLine& operator=(const StatusLine&) = delete;

  private:
    void show(const std::stop_token& token, bool terminal);

    std::function<std::string()> text_;
    std::jthread thread_;
};

}  // namespace ordeal::core

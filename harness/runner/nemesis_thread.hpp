// The thread that breaks the deployment: it applies each step of the schedule when it is due, and
// watches for nodes that die although no fault ended them.
#pragma once

#include <string>
#include <thread>
#include <vector>

#include "core/clock.hpp"
#include "harness/store/recorder.hpp"
#include "harness/worlds/world.hpp"
#include "nemesis/driver.hpp"

namespace ordeal::harness {

class NemesisThread {
  public:
    /// Starts the thread. Requires: all that is given outlives it.
    NemesisThread(nemesis::NemesisDriver driver, World& world, Recorder& recorder,
                  const core::MonotonicClock& clock);
    ~NemesisThread();
    NemesisThread(const NemesisThread&) = delete;
    NemesisThread& operator=(const NemesisThread&) = delete;

    /// Returns once the step under way is done; no other is applied.
    void stop();

    /// Requires: stop() has returned.
    const std::vector<Crash>& crashes() const { return crashes_; }
    const std::vector<std::string>& errors() const { return errors_; }

  private:
    void work(const std::stop_token& token);
    void watch();

    nemesis::NemesisDriver driver_;
    World& world_;
    Recorder& recorder_;
    const core::MonotonicClock& clock_;
    std::vector<Crash> crashes_;
    std::vector<std::string> errors_;
    std::jthread thread_;
};

}  // namespace ordeal::harness

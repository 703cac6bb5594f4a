// A target in memory for tests of the ledger: it notes every call, fails when told to or at
// random, and complains about two calls at once or the end of what never began.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/random.hpp"
#include "nemesis/target.hpp"

namespace ordeal::nemesis {

class FakeTarget final : public Target {
  public:
    explicit FakeTarget(double failures = 0, std::uint64_t seed = 1)
        : failures_(failures), random_(seed) {}

    core::Result<void> can(std::string_view) const override { return {}; }

    core::Result<Evidence> begin(FaultId id, const Fault& fault) override {
        return call("begin", id, fault, [&] { EXPECT_TRUE(active.insert(id).second); });
    }

    core::Result<Evidence> end(FaultId id, const Fault& fault) override {
        EXPECT_TRUE(active.contains(id)) << "end of " << id << ", which is not active";
        ++ends[id];
        return call("end", id, fault, [&] { active.erase(id); });
    }

    core::Result<RoleHolders> holders_of(std::string_view role) override {
        if (holders.empty()) return core::fail("nobody is {}", role);
        return RoleHolders{holders, core::Value::object({{holders.front(), "it is me"}})};
    }

    std::vector<Node> holders;
    std::set<FaultId> active;
    std::map<FaultId, int> ends;     // how often each was to be ended
    std::vector<std::string> calls;  // "begin 1", "end 1", "end 2 failed"
    std::set<std::string> failing;   // calls that fail: "begin 1"
    std::function<void(const std::string&)> during = [](const std::string&) {};
    bool bites = true;

  private:
    core::Result<Evidence> call(const std::string& what, FaultId id, const Fault& fault,
                                const std::function<void()>& effect) {
        EXPECT_FALSE(busy_.exchange(true)) << "two calls at once";
        const std::string name = what + " " + std::to_string(id);
        during(name);
        const bool fails = failing.contains(name) || random_.chance(failures_);
        calls.push_back(fails ? name + " failed" : name);
        if (!fails) effect();
        busy_ = false;
        if (fails) return core::fail("no {}", name);
        return Evidence{core::Value::object({{what, kind(fault)}}), bites};
    }

    double failures_;
    core::Random random_;
    std::atomic<bool> busy_ = false;
};

}  // namespace ordeal::nemesis

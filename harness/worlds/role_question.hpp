// The question by which a node says of itself whether it holds a role: put in one of the ways of
// RoleSpec, the answer compared with what the scenario says.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "clients/client.hpp"
#include "core/result.hpp"
#include "harness/scenario/role_spec.hpp"
#include "harness/worlds/command_template.hpp"
#include "harness/worlds/line_pattern.hpp"
#include "harness/worlds/ready_probe.hpp"

namespace ordeal::harness {

/// What a node answered.
struct RoleAnswer {
    bool holds = false;
    std::string text;  // for people: the value or the line that decided, or how asking failed
};

/// Makes a client that talks to the node which is asked, for one operation within that time.
using RoleClientMaker =
    std::function<core::Result<std::unique_ptr<clients::Client>>(core::Nanoseconds timeout)>;

/// A value; may be asked by several threads.
class RoleQuestion {
  public:
    /// Expands the templates for one node. Error: which key of the role is wrong, and how; a
    /// command that cannot be found; a client that is to ask, and no maker of one.
    static core::Result<RoleQuestion> create(const RoleSpec& spec, const TemplateFacts& facts,
                                             RoleClientMaker make_client = {});

    /// Connects from the calling thread's network; `site` is that of the node's present life.
    RoleAnswer ask(const ProbeSite& site, std::chrono::steady_clock::time_point deadline) const;

    core::Nanoseconds within() const { return spec_.within; }

  private:
    core::Result<std::string> put(const ProbeSite& site,
                                  std::chrono::steady_clock::time_point deadline) const;
    core::Result<std::string> ask_client(std::chrono::steady_clock::time_point deadline) const;
    RoleAnswer judge(const std::string& answer) const;
    RoleAnswer judge_value(const std::string& answer) const;

    RoleSpec spec_;  // expanded
    std::filesystem::path program_;
    RoleClientMaker make_client_;
    std::optional<LinePattern> pattern_;
};

}  // namespace ordeal::harness

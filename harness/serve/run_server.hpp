// `ordeal serve`: a store in a browser. Pages and a small HTTP interface to look at runs, also at
// one that is under way; nothing can be started or changed through it.
//
//   GET /                                     the page
//   GET /api/v1/runs                          {"store":..,"runs":[..]}: RunList::all()
//   GET /api/v1/runs/SCENARIO/TIME            RunList::one()
//   GET /api/v1/runs/SCENARIO/TIME/events?from=N&faults=M
//       what came to history.jsonl behind byte N, and to faults.jsonl behind byte M, whole lines
//       only: {"events":text,"next":N,"faults":text,"next_faults":M,"over":bool}
//   GET /runs/SCENARIO/TIME/FILE              a file of the run, as docs/run-directory.md names it
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "core/result.hpp"

namespace ordeal::harness {

struct ServeOptions {
    std::filesystem::path store = "store";
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  // 0: one that is free
    /// Whoever has it may look. Empty: anyone on this machine may, and no one else can.
    std::string token;
};

class RunServer {
  public:
    /// Listens, and serves in threads of its own until it is destroyed. Errors: an address other
    /// than this machine's own without a token; a port that is taken.
    static core::Result<RunServer> start(const ServeOptions& options);
    ~RunServer();
    RunServer(RunServer&&) noexcept;
    RunServer& operator=(RunServer&&) noexcept;

    std::uint16_t port() const;
    /// What to open in a browser; with the token, if there is one.
    std::string url() const;

  private:
    struct Server;
    explicit RunServer(std::unique_ptr<Server> server);
    std::unique_ptr<Server> server_;
};

}  // namespace ordeal::harness

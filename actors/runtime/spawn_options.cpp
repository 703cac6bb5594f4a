#include "actors/runtime/spawn_options.hpp"

#include <algorithm>

#include <CLI/CLI.hpp>

namespace ordeal::runtime {

namespace {

struct Raw {
    std::string id;
    std::string listen;
    std::string peers;
    std::string transport = "udp";
};

std::string bug_help(const Spawned& spawned) {
    std::string text = "A planted bug:";
    for (const core::PlantedBug& bug : spawned.bugs)
        text += " " + bug.name + " (" + bug.summary + ")";
    return text;
}

void describe(CLI::App& app, const Spawned& spawned, Raw& raw, SpawnOptions& options) {
    app.add_option("--transport", raw.transport,
                   "udp: one message a datagram (default); stdio: one a line, as Maelstrom does");
    app.add_option("--id", raw.id, "This node: n1 (or 1). Over stdio init tells it");
    app.add_option("--listen", raw.listen,
                   "IP:PORT for nodes and clients; may be left out if --peers has this node");
    app.add_option("--peers", raw.peers, "n1=IP:PORT,n2=IP:PORT,... with or without this node");
    app.add_option("--data", options.data,
                   "Directory for storage and trace; without --id a folder in it for the node");
    app.add_option("--trace", options.trace, "Trace file (default: DATA/trace.jsonl)");
    app.add_option("--seed", options.seed, "Seed of timers and random choices (default: 0)");
    app.add_flag("--lock-step", options.lock_step,
                 "Time, timers, storage and choices come over stdin; addresses, files and seed "
                 "mean nothing");
    if (!spawned.bugs.empty()) app.add_option("--bug", options.bug, bug_help(spawned));
}

core::Result<actors::Id> parse_node(const std::string& text) {
    const bool digits = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
    const auto id = actors::parse_id(digits ? "n" + text : text);
    if (!id || id->is_client())
        return core::fail("--id: \"{}\" is no name of a node: expected n1 or 1", text);
    return *id;
}

core::Result<void> check_bug(const Spawned& spawned, const std::string& name) {
    if (name.empty()) return {};
    std::string names;
    for (const core::PlantedBug& bug : spawned.bugs) {
        if (bug.name == name) return {};
        names += (names.empty() ? "" : ", ") + bug.name;
    }
    return core::fail("--bug: \"{}\" is unknown: there are: {}", name, names);
}

core::Result<void> check_udp(SpawnOptions& options) {
    if (!options.id) return core::fail("--id: is missing: over udp a node must know its name");
    const auto own = options.peers.find(actors::to_text(*options.id));
    if (own != options.peers.end()) {
        if (!options.listen) options.listen = own->second;
        options.peers.erase(own);
    }
    if (!options.listen)
        return core::fail("--listen: is missing, and --peers does not name this node");
    return {};
}

core::Result<void> interpret(const Raw& raw, SpawnOptions& options) {
    if (raw.transport != "udp" && raw.transport != "stdio")
        return core::fail("--transport: \"{}\" is unknown: there are: udp, stdio", raw.transport);
    options.stdio = raw.transport == "stdio";
    if (!raw.id.empty()) {
        const auto id = parse_node(raw.id);
        if (!id) return tl::unexpected(id.error());
        options.id = *id;
    }
    if (!raw.listen.empty()) {
        const auto listen = parse_endpoint(raw.listen);
        if (!listen) return core::fail("--listen: {}", listen.error().message);
        options.listen = *listen;
    }
    auto peers = parse_peers(raw.peers);
    if (!peers) return core::fail("--peers: {}", peers.error().message);
    options.peers = *std::move(peers);
    return options.stdio || options.lock_step ? core::Result<void>{} : check_udp(options);
}

}  // namespace

actors::Self SpawnOptions::self() const {
    actors::Self self{id.value(), {}};
    for (const auto& [name, endpoint] : peers)
        self.peers.push_back(actors::parse_id(name).value());
    std::ranges::sort(self.peers);
    return self;
}

core::Result<std::map<std::string, Endpoint>> parse_peers(std::string_view text) {
    std::map<std::string, Endpoint> peers;
    while (!text.empty()) {
        const auto comma = std::min(text.find(','), text.size());
        const std::string_view item = text.substr(0, comma);
        text.remove_prefix(std::min(comma + 1, text.size()));
        if (item.empty()) continue;
        const auto equals = item.find('=');
        if (equals == std::string_view::npos)
            return core::fail("\"{}\": expected NAME=IP:PORT, as in n2=127.0.0.1:7002", item);
        const auto id = actors::parse_id(item.substr(0, equals));
        if (!id) return tl::unexpected(id.error());
        if (id->is_client()) return core::fail("\"{}\": a client is no peer", item);
        const auto endpoint = parse_endpoint(item.substr(equals + 1));
        if (!endpoint) return tl::unexpected(endpoint.error());
        if (!peers.emplace(actors::to_text(*id), *endpoint).second)
            return core::fail("{} is there twice", actors::to_text(*id));
    }
    return peers;
}

core::Result<ParsedSpawn> parse_spawn(const Spawned& spawned,
                                      const std::vector<std::string>& arguments) {
    ParsedSpawn parsed;
    Raw raw;
    CLI::App app("Run one node of " + spawned.program + " as a process",
                 spawned.program + " spawn");
    describe(app, spawned, raw, parsed.options);
    try {
        app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
    } catch (const CLI::CallForHelp&) {
        parsed.help = app.help();
        return parsed;
    } catch (const CLI::Error& error) {
        return core::fail("{}", error.what());
    }
    if (auto good = interpret(raw, parsed.options); !good) return tl::unexpected(good.error());
    if (auto good = check_bug(spawned, parsed.options.bug); !good)
        return tl::unexpected(good.error());
    return parsed;
}

}  // namespace ordeal::runtime

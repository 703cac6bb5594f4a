// A state and a step as people look at them: in parts, each with a name and in words. A model that
// is made of parts says what they are by `scene(state, network)` and `event(state, action)`, as
// models of actors do; of others the whole is one part.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace ordeal::checker {

struct MessageView {
    std::string from;
    std::string to;
    std::string text;

    friend auto operator<=>(const MessageView&, const MessageView&) = default;
};

enum class PartKind { node, client, whole };

/// What one part is at one moment. Empty: it has none of these.
struct PartView {
    std::string name;  // "n1"
    PartKind kind = PartKind::whole;
    bool crashed = false;
    std::string state;
    std::vector<std::string> timers;  // that are set
    std::string choices;              // to be made
    std::string saved;                // what it has on stable storage

    friend bool operator==(const PartView&, const PartView&) = default;
};

struct Scene {
    std::vector<PartView> parts;       // the same ones in every state
    std::vector<MessageView> network;  // what is under way
    std::string verdict;               // on the clients' history; empty: there is none
    bool valid = true;
    bool known = true;     // false: it may be invalid
    std::string history;   // a line for each operation
    std::string observed;  // an auxiliary state; empty: none
};

/// An operation of a client that begins, or ends.
struct ToldView {
    std::string who;
    std::string type;  // "invoke", "ok", "fail", "info"
    std::string text;  // "write 5", "null"

    friend bool operator==(const ToldView&, const ToldView&) = default;
};

struct EventView {
    std::string kind;                    // "start", "deliver", "lost", "timer", "choice", "invoke",
                                         // "crash", "recover"; "step": of a model without parts
    std::string whom;                    // the part that it happens to; empty: none
    std::string text;                    // all of it in words
    std::optional<MessageView> message;  // that is delivered or lost
    std::vector<MessageView> sent;
    std::vector<ToldView> told;
};

/// Names of the parts that differ. Requires: two states of one model.
std::vector<std::string> changed_parts(const Scene& before, const Scene& after);

/// As in a report: "{...} timers {...} choices {...} saved {...}".
std::string to_text(const PartView& part);

}  // namespace ordeal::checker

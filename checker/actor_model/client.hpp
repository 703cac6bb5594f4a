// A client of a model: it sends its operations one after the other, each once the one before was
// answered, and what it sees is the history. Answers are matched by the number of the request; one
// that answers nothing that is under way is not handled. A client that takes its time asks in steps
// of their own, so that an operation may begin after those of others have ended.
#pragma once

#include <functional>
#include <optional>
#include <utility>

#include <boost/unordered/unordered_flat_map.hpp>

#include "checker/actor_model/participant.hpp"
#include "checker/actor_model/stable_vector.hpp"
#include "core/json.hpp"

namespace ordeal::checker {

struct ScriptedOperation {
    actors::Id to;
    std::int64_t msg_id = 0;
    std::string f;
    core::Value key;       // null: none
    core::Value argument;  // null: none
    /// Nobody is told what came of it in the run that is looked at, so to judge that run costs
    /// less.
    bool unheard = false;
    /// No node ever hears of it: nothing is sent.
    bool unsent = false;
};

struct ClientAnswer {
    std::int64_t in_reply_to = 0;
    core::EventType type = core::EventType::ok;  // ok, fail or info
    core::Value result;
};

/// How operations are said in the messages of a system.
template <typename Message>
struct ClientProtocol {
    std::function<Message(const ScriptedOperation&)> request;
    std::function<std::optional<ClientAnswer>(const Message&)> answer;  // none: no answer
};

enum class Pace : std::uint8_t { asks_at_once, takes_its_time };

/// Its local is the number of operations that were answered; one more: it has given up, after an
/// answer that left open whether the operation happened. Behind these, of one that takes its time:
/// the number of operations that were answered while it asks for nothing.
template <typename Message>
class ClientParticipant final : public Participant<Message> {
  public:
    /// `records_ignored`: see HistoryOptions.
    ClientParticipant(ClientProtocol<Message> protocol, std::vector<ScriptedOperation> script,
                      bool records_ignored, Pace pace = Pace::asks_at_once)
        : protocol_(std::move(protocol)),
          script_(std::move(script)),
          records_ignored_(records_ignored),
          pace_(pace) {
        if (pace == Pace::takes_its_time) this->has_events();
    }

    Outcome<Message> start() override { return go_on(0); }

    Outcome<Message> message(std::uint32_t local, actors::Id, const Message& message) override {
        const auto answer = protocol_.answer(message);
        if (!answer) return ignored(local);
        if (local >= script_.size() || answer->in_reply_to != script_[local].msg_id)
            return records_ignored_ ? recorded(local, *answer) : ignored(local);
        const bool open = answer->type == core::EventType::info;
        auto outcome = open ? Outcome<Message>{true, given_up(), {}, {}} : go_on(local + 1);
        outcome.events.insert(outcome.events.begin(), {answer->type, script_[local].f,
                                                       script_[local].key, answer->result, false});
        return outcome;
    }

    Outcome<Message> happen(std::uint32_t local, const LocalEvent&) override {
        return waits(local) ? begin(local - waiting(0)) : ignored(local);
    }
    const std::vector<LocalEvent>& events(std::uint32_t local) const override {
        static const std::vector<LocalEvent> none;
        static const std::vector<LocalEvent> asks = {{EventKind::choice, 0, 0}};
        return waits(local) ? asks : none;
    }
    std::uint32_t event_class(std::uint32_t, const LocalEvent&) const override { return 0; }
    bool crashed(std::uint32_t) const override { return false; }
    bool is_client() const override { return true; }
    std::size_t locals() const override {
        return (script_.size() + 2) * (pace_ == Pace::takes_its_time ? 2 : 1);
    }

    /// Scripts of interchangeable clients are the same.
    std::uint32_t adopt(const Participant<Message>&, std::uint32_t local,
                        const Renaming&) override {
        return local;
    }
    void outline(std::uint32_t local, Outliner& outliner) const override { outliner.add(local, 0); }

    PartView view(std::uint32_t local) const override {
        PartView view;
        view.kind = PartKind::client;
        view.state = words(local);
        return view;
    }
    std::string text_of(std::uint32_t local, const LocalEvent&) const override {
        if (!waits(local)) return "";
        const ScriptedOperation& operation = script_[local - waiting(0)];
        std::string out =
            fmt::format("asks {}: {}", operation.unsent ? "nobody" : actors::to_text(operation.to),
                        operation.f);
        if (!operation.key.is_null()) out += " of " + core::to_json(operation.key);
        if (!operation.argument.is_null()) out += " " + core::to_json(operation.argument);
        return out;
    }

    core::Value value(std::uint32_t, const LocalEvent&) const override { return nullptr; }
    std::string choice_name(std::uint32_t, const LocalEvent&) const override { return ""; }

  private:
    std::string words(std::uint32_t local) const {
        if (local == given_up()) return "given up";
        if (waits(local)) return fmt::format("may ask for {}", script_[local - waiting(0)].f);
        if (local >= script_.size()) return "done";
        const ScriptedOperation& operation = script_[local];
        return fmt::format("waits for {} (request {})", operation.f, operation.msg_id);
    }
    std::uint32_t given_up() const { return static_cast<std::uint32_t>(script_.size() + 1); }
    /// Before operation `next`, of one that takes its time.
    std::uint32_t waiting(std::size_t next) const {
        return static_cast<std::uint32_t>(script_.size() + 2 + next);
    }
    bool waits(std::uint32_t local) const { return local >= waiting(0); }
    static Outcome<Message> ignored(std::uint32_t local) { return {false, local, {}, {}}; }
    Outcome<Message> recorded(std::uint32_t local, const ClientAnswer& answer) const {
        Outcome<Message> outcome{true, local, {}, {}};
        const std::string f = local < script_.size() ? script_[local].f : "";
        outcome.events.push_back({answer.type, f, nullptr, answer.result, false});
        return outcome;
    }

    Outcome<Message> go_on(std::uint32_t next) {
        if (pace_ == Pace::asks_at_once || next == script_.size()) return begin(next);
        return {true, waiting(next), {}, {}};
    }
    Outcome<Message> begin(std::uint32_t local) {
        Outcome<Message> outcome{true, local, {}, {}};
        if (local == script_.size()) return outcome;
        const ScriptedOperation& operation = script_[local];
        if (!operation.unsent)
            outcome.posted.push_back({operation.to, protocol_.request(operation)});
        outcome.events.push_back({core::EventType::invoke, operation.f, operation.key,
                                  operation.argument, operation.unheard});
        return outcome;
    }

    ClientProtocol<Message> protocol_;
    std::vector<ScriptedOperation> script_;
    bool records_ignored_ = false;
    Pace pace_ = Pace::asks_at_once;
};

}  // namespace ordeal::checker

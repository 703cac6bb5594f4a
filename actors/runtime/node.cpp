#include "actors/runtime/node.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "actors/trace_line.hpp"
#include "core/check.hpp"
#include "core/json.hpp"

namespace ordeal::runtime {

using actors::ErrorCode;
using actors::Id;
using actors::Refusal;
using core::Value;

namespace {

/// The members of an init's body. Error: what does not fit.
core::Result<actors::Self> self_of_init(const Value& body) {
    const auto name = core::string_at(body, "node_id");
    if (!name) return tl::unexpected(name.error());
    auto names = actors::decode<std::vector<std::string>>(
        body.find("node_ids") == nullptr ? Value() : *body.find("node_ids"), "node_ids");
    if (!names) return tl::unexpected(names.error());
    actors::Self self;
    names->push_back(*name);
    for (const std::string& each : *names) {
        const auto id = actors::parse_id(each);
        if (!id || id->is_client())
            return core::fail("\"{}\" is no name of a node, as n1 is", each);
        if (each == *name)
            self.id = *id;
        else
            self.peers.push_back(*id);
    }
    std::ranges::sort(self.peers);
    const auto twice = std::ranges::unique(self.peers);
    self.peers.erase(twice.begin(), twice.end());
    return self;
}

/// What came from outside, fit for a log: cut, and without bytes that a terminal would obey.
std::string harmless(std::string_view text) {
    constexpr std::size_t longest = 200;
    std::string out(text.substr(0, longest));
    for (char& c : out)
        if (c < ' ' || c > '~') c = '?';
    return out;
}

}  // namespace

Node::Node(std::unique_ptr<actors::AnyActor> actor, NodeOptions options, Transport& transport,
           const core::Clock& clock)
    : actor_(std::move(actor)),
      options_(std::move(options)),
      transport_(transport),
      clock_(clock),
      timer_random_(0),
      choice_random_(0) {}

core::Result<void> Node::open_files(const std::string& id) {
    if (!options_.data.empty()) {
        auto storage = Storage::open(options_.data + (options_.data_of_id ? "/" + id : ""));
        if (!storage) return tl::unexpected(storage.error());
        storage_ = std::move(*storage);
        if (options_.trace.empty()) options_.trace = storage_->directory() + "/trace.jsonl";
    }
    if (options_.trace.empty()) return {};
    auto trace = Trace::open(options_.trace);
    if (!trace) return tl::unexpected(trace.error());
    trace_ = std::move(*trace);
    return {};
}

core::Result<void> Node::start(actors::Self self) {
    CHECK(!started_, "a node starts once");
    self_ = std::move(self);
    name_ = actors::to_text(self_.id);
    const auto random = core::Random(options_.seed).split(name_);
    timer_random_ = random.split("timers");
    choice_random_ = random.split("choices");
    if (auto opened = open_files(name_); !opened) return opened;
    std::optional<Value> recovered;
    if (storage_) {
        auto loaded = storage_->load();
        if (!loaded) return tl::unexpected(loaded.error());
        recovered = *std::move(loaded);
    }
    const auto effects = actor_->start(self_, recovered);
    if (!effects)
        return core::fail("{}: this program cannot start from it: {}", options_.data,
                          effects.error().message);
    started_ = true;
    return handled(actors::start_event(self_, options_.seed, options_.configuration, recovered),
                   *effects);
}

core::Result<void> Node::receive(const Incoming& incoming) {
    const auto envelope = parse_envelope(incoming.text);
    if (!envelope) {
        const Malformed& malformed = envelope.error();
        if (malformed.requester) transport_.learn(malformed.requester->name, incoming.address);
        refuse(malformed.why, malformed.detail, malformed.requester, ErrorCode::malformed_request);
        return {};
    }
    transport_.learn(envelope->src, incoming.address);
    const Value* type = envelope->body.find("type");
    if (type != nullptr && *type == Value("init")) return on_init(*envelope);
    return on_message(*envelope);
}

core::Result<void> Node::on_init(const Envelope& init) {
    const auto requester = requester_of(init.src, init.body);
    auto self = self_of_init(init.body);
    const auto fixed = started_ ? std::optional(self_.id) : options_.id;
    if (!self || (fixed && self->id != *fixed)) {
        const std::string detail =
            self ? "this node is " + actors::to_text(*fixed) : self.error().message;
        refuse("unfit init", detail, requester, ErrorCode::malformed_request);
        return {};
    }
    if (!started_)
        if (auto begun = start(*std::move(self)); !begun) return begun;
    if (requester)
        answer(requester->name,
               Value::object({{"type", "init_ok"}, {"in_reply_to", requester->msg_id}}));
    return {};
}

core::Result<void> Node::on_message(const Envelope& envelope) {
    const auto requester = requester_of(envelope.src, envelope.body);
    if (!started_) {
        refuse("before init", "this node has not had its init", requester,
               ErrorCode::temporarily_unavailable);
        return {};
    }
    if (envelope.dest != name_) {
        drop("for another node", "dest is " + envelope.dest);
        return {};
    }
    const Id from = directory_.id_of(envelope.src);
    if (from.is_node() && from != self_.id && !std::ranges::binary_search(self_.peers, from)) {
        drop("from an unknown node", "src is " + envelope.src);
        return {};
    }
    const auto effects = actor_->message(from, envelope.body);
    if (!effects) {
        const bool unknown = effects.error().code == ErrorCode::not_supported;
        refuse(unknown ? "unknown type" : "malformed body", effects.error().text, requester,
               effects.error().code);
        return {};
    }
    ++counts_["messages"];
    return handled(actors::message_event(from, envelope.body, envelope.src), *effects);
}

core::Result<void> Node::take_turn() {
    for (const Value& body : std::exchange(to_self_, {}))
        if (auto done = on_message({name_, name_, body}); !done) return done;
    while (const auto timer = timers_.take_due(clock_.now()))
        if (auto done = fire(*timer); !done) return done;
    return {};
}

std::optional<core::Nanoseconds> Node::next_turn() const {
    if (!to_self_.empty()) return clock_.now();
    return timers_.next();
}

core::Result<void> Node::fire(const Value& timer) {
    ++counts_["timers"];
    const auto effects = actor_->timer(timer);
    CHECK(effects.has_value(), "a timer that the actor set: {}", effects.error().message);
    return handled(actors::timer_event(timer), *effects);
}

/// Notes what one event led to; commit() carries it out.
core::Result<void> Node::handled(const Value& event, const actors::AnyOutbox& effects) {
    struct Carrier {
        Node& node;
        void operator()(const actors::Send<Value>& e) const {
            if (e.to == node.self_.id)
                node.to_self_.push_back(e.message);
            else
                node.outgoing_.emplace_back(node.directory_.name_of(e.to), e.message);
        }
        void operator()(const actors::SetTimer<Value>& e) const {
            const auto delay = node.timer_random_.between(e.low.count(), e.high.count());
            node.timers_.set(e.timer, node.clock_.now() + core::Nanoseconds(delay));
        }
        void operator()(const actors::CancelTimer<Value>& e) const { node.timers_.cancel(e.timer); }
        void operator()(const actors::Choose<Value>& e) const {
            std::erase_if(node.choices_, [&e](const auto& other) { return other.name == e.name; });
            node.choices_.push_back(e);
        }
        void operator()(const actors::Save<Value>& e) const { node.unsaved_ = e.storage; }
    };
    if (trace_) trace_->add(name_, clock_.now(), event, effects, actor_->state_hash());
    for (const auto& effect : effects.effects())
        std::visit(Carrier{*this}, effect);
    return make_choices();
}

core::Result<void> Node::make_choices() {
    while (!choices_.empty()) {
        const auto choice = choices_.front();
        choices_.erase(choices_.begin());
        const Value chosen = choice_random_.pick(choice.alternatives);
        const auto effects = actor_->choice(chosen);
        CHECK(effects.has_value(), "a choice that the actor offered: {}", effects.error().message);
        auto done = handled(actors::choice_event(choice.name, chosen), *effects);
        if (!done) return done;
    }
    return {};
}

core::Result<void> Node::commit() {
    if (trace_)
        if (auto written = trace_->flush(); !written) return written;
    if (const auto storage = std::exchange(unsaved_, std::nullopt); storage && storage_) {
        if (auto saved = storage_->save(*storage); !saved) return saved;
        ++counts_["saves"];
    }
    for (const auto& [name, body] : std::exchange(outgoing_, {})) {
        const auto sent = transport_.send(name, to_json(name_, name, body));
        if (!sent) return tl::unexpected(sent.error());
        ++counts_[*sent ? "sent" : "unsendable"];
    }
    return {};
}

void Node::refuse(const std::string& why, const std::string& detail,
                  const std::optional<ReplyTo>& requester, ErrorCode code) {
    drop(why, detail);
    if (requester)
        answer(requester->name, actors::error_body(requester->msg_id, Refusal{code, detail}));
}

void Node::drop(const std::string& why, const std::string& detail) {
    constexpr std::uint64_t shown = 3;
    if (++drops_[why] <= shown)
        fmt::print(stderr, "{}: dropped a message ({}): {}\n", name_.empty() ? "node" : name_, why,
                   harmless(detail));
}

void Node::answer(const std::string& name, const Value& body) {
    outgoing_.emplace_back(name, body);
}

std::string Node::summary() const {
    std::string text = name_.empty() ? "never started" : name_;
    const char* separator = ": ";
    for (const char* what : {"messages", "timers", "saves", "sent", "unsendable"}) {
        const auto count = counts_.find(what);
        text += fmt::format("{}{} {}", separator, count == counts_.end() ? 0 : count->second, what);
        separator = ", ";
    }
    std::uint64_t total = 0;
    std::string kinds;
    for (const auto& [why, count] : drops_) {
        total += count;
        kinds += fmt::format("{}{} {}", kinds.empty() ? "" : ", ", count, why);
    }
    return text + fmt::format(", {} dropped{}", total, total == 0 ? "" : " (" + kinds + ")");
}

}  // namespace ordeal::runtime

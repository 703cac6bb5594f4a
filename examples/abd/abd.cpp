#include "examples/abd/abd.hpp"

#include <algorithm>
#include <utility>

namespace ordeal::examples {

namespace {

using actors::Id;
using actors::Self;
using Message = Abd::Message;
using Operation = Abd::Operation;
using Out = Abd::Out;
using Phase = Abd::Phase;
using State = Abd::State;
using Version = Abd::Version;
using Operations = std::map<std::int64_t, Operation>;

/// The handlers of one event: an actor, its state, and where effects go.
struct Event {
    const Abd& abd;
    const Self& self;
    State& state;
    Out& out;

    void begin(Id client, std::int64_t msg_id, core::Value key, std::optional<core::Value> write);
    void send_phase(std::int64_t sequence, const Operation& operation);
    void set_timer(std::int64_t sequence);
    void advance(Operations::iterator operation);
    void begin_store(Operations::iterator operation);
    void finish(Operations::iterator operation);
    void give_up(Operations::iterator operation);
    void retry(std::int64_t sequence);

    const Version& stored(const core::Value& key) const;
    void store(const core::Value& key, const Version& version);
    void save();
    Operations::iterator find(const Abd::RequestId& request, Phase phase);

    void operator()(Id from, const actors::Read& m) { begin(from, m.msg_id, m.key, std::nullopt); }
    void operator()(Id from, const actors::Write& m) { begin(from, m.msg_id, m.key, m.value); }
    void operator()(Id from, const Abd::Query& m);
    void operator()(Id from, const Abd::QueryOk& m);
    void operator()(Id from, const Abd::Store& m);
    void operator()(Id from, const Abd::StoreOk& m);
    // Answers are for clients: a node that gets one ignores it.
    void operator()(Id, const actors::ReadOk&) {}
    void operator()(Id, const actors::WriteOk&) {}
    void operator()(Id, const actors::ErrorReply&) {}
};

const Version& Event::stored(const core::Value& key) const {
    static const Version none;
    const auto found = state.versions.find(key);
    return found == state.versions.end() ? none : found->second;
}

void Event::store(const core::Value& key, const Version& version) {
    const auto place = state.versions.lower_bound(key);
    const bool known = place != state.versions.end() && place->first == key;
    if (version.tag <= (known ? place->second.tag : Abd::Tag{})) return;
    if (known)
        place->second = version;
    else
        state.versions.emplace_hint(place, key, version);
    save();
}

void Event::save() {
    out.save({state.incarnation, state.versions});
}

Operations::iterator Event::find(const Abd::RequestId& request, Phase phase) {
    const auto end = state.operations.end();
    if (request.incarnation != state.incarnation) return end;
    const auto found = state.operations.find(request.sequence);
    return found != end && found->second.phase == phase ? found : end;
}

void Event::begin(Id client, std::int64_t msg_id, core::Value key,
                  std::optional<core::Value> write) {
    const bool known = std::ranges::any_of(state.operations, [&](const auto& entry) {
        return entry.second.client == client && entry.second.msg_id == msg_id;
    });
    if (known) return;  // the request came twice
    Operation operation{client, msg_id, std::move(key), std::move(write)};
    operation.answered.insert(self.id);
    operation.version = stored(operation.key);
    const std::int64_t sequence = ++state.sequence;
    const auto added = state.operations.emplace(sequence, std::move(operation)).first;
    send_phase(sequence, added->second);
    set_timer(sequence);
    advance(added);
}

void Event::send_phase(std::int64_t sequence, const Operation& operation) {
    const Abd::RequestId request{state.incarnation, sequence};
    for (const Id peer : self.peers) {
        if (operation.answered.contains(peer)) continue;
        if (operation.phase == Phase::query)
            out.send(peer, Abd::Query{request, operation.key});
        else
            out.send(peer, Abd::Store{request, operation.key, operation.version});
    }
}

void Event::set_timer(std::int64_t sequence) {
    if (abd.retries > 0) out.set_timer({sequence}, abd.retry_low, abd.retry_high);
}

/// Goes on to what comes next if enough nodes have answered.
void Event::advance(Operations::iterator operation) {
    const std::size_t needed = abd.bug == AbdBug::no_quorum ? 1 : self.majority();
    if (operation->second.answered.size() < needed) return;
    if (operation->second.phase == Phase::store)
        finish(operation);
    else
        begin_store(operation);
}

void Event::begin_store(Operations::iterator place) {
    Operation& operation = place->second;
    if (operation.write) {
        const auto highest = std::max(operation.version.tag, stored(operation.key).tag);
        operation.version = {{highest.counter + 1, self.id}, *operation.write};
    } else if (abd.bug == AbdBug::no_write_back) {
        finish(place);
        return;
    }
    operation.phase = Phase::store;
    operation.answered = {self.id};
    store(operation.key, operation.version);
    send_phase(place->first, operation);
    set_timer(place->first);
    advance(place);
}

void Event::finish(Operations::iterator place) {
    const Operation& operation = place->second;
    if (operation.write)
        out.reply(operation.client, operation.msg_id, actors::WriteOk{});
    else
        out.reply(operation.client, operation.msg_id, actors::ReadOk{0, operation.version.value});
    if (abd.retries > 0) out.cancel_timer({place->first});
    state.operations.erase(place);
}

void Event::give_up(Operations::iterator place) {
    const Operation& operation = place->second;
    out.reply(operation.client, operation.msg_id,
              actors::error_reply(actors::ErrorCode::timeout, "no majority of nodes answered"));
    state.operations.erase(place);
}

void Event::retry(std::int64_t sequence) {
    const auto operation = state.operations.find(sequence);
    if (operation == state.operations.end()) return;
    if (operation->second.retries == abd.retries) {
        give_up(operation);
        return;
    }
    ++operation->second.retries;
    send_phase(sequence, operation->second);
    set_timer(sequence);
}

void Event::operator()(Id from, const Abd::Query& m) {
    out.send(from, Abd::QueryOk{m.request, stored(m.key)});
}

void Event::operator()(Id from, const Abd::QueryOk& m) {
    const auto operation = find(m.request, Phase::query);
    if (operation == state.operations.end()) return;
    operation->second.answered.insert(from);
    if (m.version.tag > operation->second.version.tag) operation->second.version = m.version;
    advance(operation);
}

void Event::operator()(Id from, const Abd::Store& m) {
    store(m.key, m.version);
    out.send(from, Abd::StoreOk{m.request});
}

void Event::operator()(Id from, const Abd::StoreOk& m) {
    const auto operation = find(m.request, Phase::store);
    if (operation == state.operations.end()) return;
    operation->second.answered.insert(from);
    advance(operation);
}

}  // namespace

State Abd::start(const Self& self, const std::optional<Storage>& recovered, Out& out) const {
    State state;
    if (recovered && bug != AbdBug::forgets) {
        state.incarnation = recovered->incarnation;
        state.versions = recovered->versions;
    }
    ++state.incarnation;
    Event{*this, self, state, out}.save();
    return state;
}

void Abd::message(const Self& self, State& state, Id from, const Message& message, Out& out) const {
    Event event{*this, self, state, out};
    std::visit([&](const auto& m) { event(from, m); }, message);
}

void Abd::timer(const Self& self, State& state, const Timer& timer, Out& out) const {
    Event{*this, self, state, out}.retry(timer.sequence);
}

}  // namespace ordeal::examples

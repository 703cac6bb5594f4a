#include "harness/router/switchboard.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <sys/epoll.h>

#include "core/check.hpp"
#include "core/duration.hpp"
#include "core/json.hpp"
#include "core/text/words.hpp"

namespace ordeal::harness {

using core::Value;

namespace {

constexpr std::size_t longest_shown_bytes = 200;
/// So much may wait for a node until the end of the turn.
constexpr std::size_t soon_bytes = std::size_t{1} << 15U;

std::vector<std::string> names_of(const std::vector<NamedService>& services) {
    std::vector<std::string> names;
    for (const NamedService& each : services)
        names.push_back(each.name);
    return names;
}

std::string type_of(const Value& body) {
    return body.find("type")->as_string();
}

void must_epoll(int epoll, int operation, int descriptor, std::uint32_t events, std::uint64_t tag) {
    epoll_event event{};
    event.events = events;
    event.data.u64 = tag;
    CHECK(::epoll_ctl(epoll, operation, descriptor, &event) == 0, "epoll_ctl: {}",
          core::errno_text());
}

}  // namespace

Switchboard::Switchboard(RouterOptions options, int epoll, TraceFile& trace)
    : epoll_(epoll),
      trace_(trace),
      patience_(options.patience),
      services_(make_services(options.seed)),
      links_(options.nodes, names_of(services_), options.rule, options.seed) {
    CHECK(options.greetings.size() == options.nodes.size());
    for (std::size_t i = 0; i < options.nodes.size(); ++i) {
        Node node;
        node.name = options.nodes[i];
        node.greetings = std::move(options.greetings[i]);
        nodes_.push_back(std::move(node));
    }
    for (std::size_t i = 0; i < nodes_.size() + services_.size(); ++i)
        endpoints_.emplace(name_of(i), i);
}

Switchboard::~Switchboard() = default;

const std::string& Switchboard::name_of(std::size_t endpoint) const {
    return endpoint < nodes_.size() ? nodes_[endpoint].name
                                    : services_[endpoint - nodes_.size()].name;
}

// Lives of nodes.

core::Result<StdioEnds> Switchboard::attach(std::size_t node) {
    StdioEnds child;
    auto pipe = NodePipe::create(child);
    if (!pipe) return tl::unexpected(pipe.error());
    detach(node);
    Node& life = nodes_[node];
    life.pipe = ++last_pipe_;
    life.greeted = 0;
    life.last_line.clear();
    ++life.lives;
    (*pipe)->last_progress = clock_.now();
    must_epoll(epoll_, EPOLL_CTL_ADD, (*pipe)->from_node(), EPOLLIN, life.pipe * 2);
    pipes_.emplace(life.pipe, OpenPipe{node, std::move(*pipe)});
    greet(node);
    return child;
}

void Switchboard::detach(std::size_t node) {
    NodePipe* const pipe = pipe_of(node);
    if (pipe) {
        pipe->clear();
        watch_for_writing(nodes_[node].pipe, *pipe, false);
    }
    nodes_[node].pipe = 0;
}

NodePipe* Switchboard::pipe_of(std::size_t node) {
    const auto found = pipes_.find(nodes_[node].pipe);
    return found == pipes_.end() ? nullptr : found->second.pipe.get();
}

bool Switchboard::is_greeted(std::size_t node) const {
    return nodes_[node].greeted == nodes_[node].greetings.size();
}

std::string Switchboard::awaited(std::size_t node) const {
    if (is_greeted(node)) return {};
    return type_of(nodes_[node].greetings[nodes_[node].greeted]) + "_ok";
}

bool Switchboard::has_fallen_silent(std::size_t node) const {
    return nodes_[node].pipe != 0 && !pipes_.contains(nodes_[node].pipe);
}

void Switchboard::greet(std::size_t node) {
    const Node& life = nodes_[node];
    if (is_greeted(node)) return;
    Value body = life.greetings[life.greeted];
    body.set("msg_id", life.greeted + 1);
    const std::string text = core::to_json(body);
    const auto now = clock_.now();
    const bool written = write_to(node, message_line(greeter, life.name, text));
    trace_.add({now, now, greeter, life.name, written ? "delivered" : "down", false, text});
}

void Switchboard::answered_greeting(const Line& line, const Message& message) {
    const std::size_t node = line.node;
    const auto now = clock_.now();
    trace_.add({now, now, message.src, message.dest, "delivered", false, message.body_text});
    const Value* const answered = message.body.find("in_reply_to");
    const auto asked = static_cast<std::int64_t>(nodes_[node].greeted) + 1;
    if (!line.is_of_present_life || (answered && answered->as_int() < asked)) return;
    if (is_greeted(node))
        return broken(line, fmt::format("nobody has asked; {} is the harness itself", greeter));
    if (!answered || type_of(message.body) != awaited(node))
        return broken(line, fmt::format(R"(expected {{"type":"{}","in_reply_to":{}}} as its body)",
                                        awaited(node), asked));
    ++nodes_[node].greeted;
    greet(node);
}

// What nodes write.

void Switchboard::on_ready(std::uint64_t tag) {
    const std::uint64_t number = tag / 2;
    const auto found = pipes_.find(number);
    if (found == pipes_.end()) return;
    if (tag % 2 == 1) return flush(number, found->second);
    const std::size_t node = found->second.node;
    const auto read = found->second.pipe->read([&](std::string_view text, std::uint64_t count) {
        take_line({node, count, text, nodes_[node].pipe == number});
    });
    if (read == NodePipe::Read::too_long)
        fail({fmt::format("node {} writes a line of more than {} bytes to its stdout",
                          nodes_[node].name, NodePipe::longest_line_bytes)});
    if (read != NodePipe::Read::open) close_pipe(number);
}

void Switchboard::close_pipe(std::uint64_t number) {
    const auto found = pipes_.find(number);
    watch_for_writing(number, *found->second.pipe, false);
    ::epoll_ctl(epoll_, EPOLL_CTL_DEL, found->second.pipe->from_node(), nullptr);
    pipes_.erase(found);
}

void Switchboard::take_line(const Line& line) {
    if (failure_) return;
    Node& life = nodes_[line.node];
    if (!is_greeted(line.node)) life.last_line = line.text.substr(0, longest_shown_bytes);
    const auto message = parse_message(line.text);
    if (!message) return broken(line, message.error().message);
    if (message->src != life.name)
        return broken(line, fmt::format(R"(its "src" is {}, expected "{}")",
                                        core::in_quotes(message->src), life.name));
    route(line, *message);
}

void Switchboard::route(const Line& line, const Message& message) {
    if (message.dest == greeter) return answered_greeting(line, message);
    const auto found = endpoints_.find(message.dest);
    if (found == endpoints_.end()) return to_client(line, message);
    send(line.node, found->second, line.text, message.body_text);
}

void Switchboard::send(std::size_t from, std::size_t to, std::string_view line,
                       std::string_view body) {
    const auto now = clock_.now();
    Parcel parcel{from,
                  to,
                  now,
                  false,
                  std::string(line),
                  static_cast<std::size_t>(body.data() - line.data()),
                  body.size()};
    if (from == to) {
        ++counts_.to_itself;
        return hand_over(std::move(parcel));
    }
    const nemesis::Decision decision = links_.decide(from, to, now, line.size());
    if (decision.dropped == nemesis::DropReason::loss) return trace(parcel, "lost");
    if (decision.dropped != nemesis::DropReason::none)
        return trace(parcel, nemesis::to_text(decision.dropped));
    for (std::size_t i = 1; i < decision.count; ++i) {
        Parcel copy = parcel;
        copy.is_copy = true;
        hold(decision.all[i].due, std::move(copy));
    }
    hold(decision.all[0].due, std::move(parcel));
}

/// What is due arrives at once if nothing that is under way is due before it.
void Switchboard::hold(core::Nanoseconds due, Parcel parcel) {
    const auto next = parcels_.next_due();
    if (due <= parcel.sent && (!next || *next > due)) return arrive(std::move(parcel));
    if (parcels_.has_room_for(parcel))
        parcels_.push(due, std::move(parcel));
    else
        overflowed(parcel);
}

void Switchboard::arrive(Parcel parcel) {
    if (!links_.arrives(parcel.from, parcel.to)) return trace(parcel, "cut");
    if (parcel.to >= nodes_.size()) return serve(parcel);
    hand_over(std::move(parcel));
}

void Switchboard::hand_over(Parcel parcel) {
    if (!pipe_of(parcel.to)) {
        ++counts_.down;
        return trace(parcel, "down");
    }
    if (!write_to(parcel.to, parcel.line)) return overflowed(parcel);
    trace(parcel, "delivered");
}

void Switchboard::serve(const Parcel& parcel) {
    trace(parcel, "delivered");
    const auto request = core::parse_json(parcel.body());
    const Value* const msg_id = request->find("msg_id");
    Value answer = services_[parcel.to - nodes_.size()].service->answer(name_of(parcel.from),
                                                                        *request, clock_.now());
    if (!msg_id) return;
    answer.set("in_reply_to", *msg_id);
    const std::string text = core::to_json(answer);
    const std::string line = message_line(name_of(parcel.to), name_of(parcel.from), text);
    const std::string_view view = line;
    send(parcel.to, parcel.from, view, view.substr(line.size() - 1 - text.size(), text.size()));
}

// What goes to nodes.

bool Switchboard::write_to(std::size_t node, std::string_view line) {
    NodePipe* const pipe = pipe_of(node);
    if (!pipe) return false;
    if (pipe->waiting_bytes() == 0) {
        pipe->last_progress = clock_.now();
        dirty_.push_back(nodes_[node].pipe);
    }
    if (!pipe->queue(line)) return false;
    if (pipe->waiting_bytes() >= soon_bytes && !pipe->is_watched_for_writing)
        flush(nodes_[node].pipe, pipes_.at(nodes_[node].pipe));
    return true;
}

void Switchboard::flush(std::uint64_t number, OpenPipe& open) {
    NodePipe& pipe = *open.pipe;
    const std::size_t before = pipe.waiting_bytes();
    const auto flushed = pipe.flush();
    if (pipe.waiting_bytes() < before) pipe.last_progress = clock_.now();
    watch_for_writing(number, pipe, flushed == NodePipe::Flushed::waits);
}

void Switchboard::watch_for_writing(std::uint64_t number, NodePipe& pipe, bool wanted) {
    if (pipe.is_watched_for_writing == wanted) return;
    pipe.is_watched_for_writing = wanted;
    must_epoll(epoll_, wanted ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, pipe.to_node(), EPOLLOUT,
               number * 2 + 1);
}

/// A node that reads nothing for long although it could is broken; else the message is lost.
void Switchboard::overflowed(const Parcel& parcel) {
    ++counts_.overflowed;
    trace(parcel, "overflow");
    if (parcel.to >= nodes_.size() || nodes_[parcel.to].paused) return;
    const NodePipe* const pipe = pipe_of(parcel.to);
    if (!pipe || clock_.now() - pipe->last_progress < patience_) return;
    fail(
        {fmt::format("node {} does not read its stdin: {} bytes wait for it, and it has taken "
                     "nothing for {}",
                     nodes_[parcel.to].name, core::with_commas(pipe->waiting_bytes()),
                     core::to_text(patience_))});
}

void Switchboard::deliver_due() {
    while (auto parcel = parcels_.pop_due(clock_.now()))
        arrive(*std::move(parcel));
}

void Switchboard::flush_all() {
    for (const std::uint64_t number : std::exchange(dirty_, {})) {
        const auto found = pipes_.find(number);
        if (found != pipes_.end() && !found->second.pipe->is_watched_for_writing)
            flush(number, found->second);
    }
}

std::optional<core::Nanoseconds> Switchboard::time_to_next() const {
    const auto due = parcels_.next_due();
    if (!due) return std::nullopt;
    return std::max(*due - clock_.now(), core::Nanoseconds(0));
}

// Clients.

std::shared_ptr<Mailbox> Switchboard::open_mailbox(std::int64_t client) {
    auto mailbox = std::make_shared<Mailbox>();
    if (failure_) mailbox->close();
    clients_.insert_or_assign(fmt::format("c{}", client), mailbox);
    return mailbox;
}

bool Switchboard::post(std::int64_t client, std::size_t node, std::string line) {
    ++counts_.from_clients;
    const auto message = parse_message(line);
    CHECK(message.has_value(), "client {} sent what is no message: {}", client, line);
    const auto now = clock_.now();
    const bool is_up = pipe_of(node) != nullptr;
    const bool written = is_up && write_to(node, line);
    counts_.down += !is_up;
    counts_.overflowed += is_up && !written;
    trace_.add({now, now, message->src, message->dest,
                written ? "delivered"
                : is_up ? "overflow"
                        : "down",
                false, message->body_text});
    return is_up;
}

void Switchboard::to_client(const Line& line, const Message& message) {
    const auto found = clients_.find(message.dest);
    if (found == clients_.end())
        return broken(line,
                      fmt::format(R"(there is no {} to send it to: expected a node ({}..{}), )"
                                  "a service ({}), or a client that has asked",
                                  core::in_quotes(message.dest), nodes_.front().name,
                                  nodes_.back().name, core::listed(names_of(services_), "or")));
    ++counts_.to_clients;
    const auto now = clock_.now();
    const auto mailbox = found->second.lock();
    counts_.gone += !mailbox;
    trace_.add({now, now, message.src, message.dest, mailbox ? "delivered" : "gone", false,
                message.body_text});
    if (mailbox) mailbox->put({line.node, line.number, std::string(line.text)});
}

// The whole.

void Switchboard::trace(const Parcel& parcel, std::string_view fate) {
    trace_.add({clock_.now(), parcel.sent, name_of(parcel.from), name_of(parcel.to), fate,
                parcel.is_copy, parcel.body()});
}

void Switchboard::broken(const Line& line, const std::string& what) {
    fail({protocol_trouble(line.node, line.number, line.text, what)});
}

std::string Switchboard::protocol_trouble(std::size_t node, std::uint64_t number,
                                          std::string_view line, const std::string& what) const {
    const Node& life = nodes_[node];
    return fmt::format(
        "node {} broke the protocol with line {} of its stdout{}: {}; the line is "
        "{}; expected one message a line, as in "
        R"({{"src":"{}","dest":"c1","body":{{"type":"..."}}}}; logs go to stderr)",
        life.name, number,
        life.lives > 1 ? fmt::format(" (of its life number {})", life.lives) : "", what,
        core::in_quotes(line, longest_shown_bytes), life.name);
}

void Switchboard::fail(core::Error error) {
    if (failure_) return;
    failure_ = std::move(error);
    for (const auto& [name, client] : clients_)
        if (const auto mailbox = client.lock()) mailbox->close();
}

void Switchboard::use_clock(const core::MonotonicClock& clock) {
    trace_.use_origin(clock.start() - clock_.start());
}

/// So many messages beside a client's request and its reply; null before the first request.
Value Switchboard::per_operation(std::uint64_t messages) const {
    if (counts_.from_clients == 0) return nullptr;
    return static_cast<double>(messages) / static_cast<double>(counts_.from_clients);
}

Value Switchboard::statistics() const {
    nemesis::FabricCounters network = links_.counters();
    network.unfinished = parcels_.size() + counts_.unfinished;
    const std::uint64_t between = links_.between_nodes().received;
    const std::uint64_t services = links_.with_services().received;
    const std::uint64_t clients = counts_.from_clients + counts_.to_clients;
    return Value::object(
        {{"messages", Value::object({{"all", between + services + clients + counts_.to_itself},
                                     {"between-nodes", between},
                                     {"with-services", services},
                                     {"with-clients", clients},
                                     {"to-itself", counts_.to_itself},
                                     {"per-operation", per_operation(between + services)},
                                     {"dropped-node-down", counts_.down},
                                     {"dropped-client-gone", counts_.gone},
                                     {"dropped-too-much-waited", counts_.overflowed}})},
         {"network", nemesis::to_value(network)}});
}

void Switchboard::finish() {
    for (Node& node : nodes_)
        node.pipe = 0;
    for (const auto& [name, client] : clients_)
        if (const auto mailbox = client.lock()) mailbox->close();
    for (const Parcel& parcel : parcels_.take_all()) {
        ++counts_.unfinished;
        trace(parcel, "unfinished");
    }
}

}  // namespace ordeal::harness

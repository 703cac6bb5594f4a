#include "clients/zookeeper/operations.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <utility>

#include "clients/options.hpp"
#include "core/json.hpp"

namespace ordeal::clients::zookeeper {

namespace {

using core::EventType;
using core::Value;
using Outcome = Answered<Value>;

constexpr std::int32_t any_version = -1;

struct Work {
    Session& session;
    const Invocation& invocation;
    const Terms& terms;
    Held& held;
    Deadline deadline;

    std::string path(std::string_view what) const {
        return fmt::format("/{}{}", what,
                           invocation.key ? "-" + to_name(*invocation.key) : std::string());
    }
};

tl::unexpected<Trouble> refused(int code) {
    return tl::unexpected(Trouble{outcome_of_error(code), text_of_error(code)});
}

tl::unexpected<Trouble> unknown_operation(const Work& work) {
    return certainly_not(fmt::format("not sent: the workload {} has no \"{}\" with the value {}",
                                     work.terms.kind, work.invocation.f,
                                     core::to_json(work.invocation.value)));
}

/// Of an operation that only reads: it had no effect, whatever went wrong.
tl::unexpected<Trouble> unread(const Trouble& trouble) {
    return certainly_not(trouble.reason);
}

/// The znode's data as JSON; null when there is no such znode.
Outcome value_of(const Reply& reply) {
    if (reply.code == no_node) return Value();
    if (reply.code != 0) return refused(reply.code);
    auto value = core::parse_json(reply.node.data);
    if (!value) return certainly_not("no JSON in the znode: " + value.error().message);
    return std::move(*value);
}

Answered<void> catch_up(const Work& work, const std::string& path) {
    if (!work.terms.sync_reads) return {};
    const auto reply = work.session.sync(path, work.deadline);
    if (!reply) return unread(reply.error());
    if (reply->code != 0 && reply->code != no_node) return refused(reply->code);
    return {};
}

Outcome read_register(const Work& work, const std::string& path) {
    if (auto caught_up = catch_up(work, path); !caught_up) return tl::unexpected(caught_up.error());
    const auto reply = work.session.get(path, work.deadline);
    if (!reply) return unread(reply.error());
    return value_of(*reply);
}

/// The znode is set, or created when there is none; another client may create it in between.
Outcome write_register(const Work& work, const std::string& path) {
    const std::string data = core::to_json(work.invocation.value);
    for (;;) {
        const auto set = work.session.set(path, data, any_version, work.deadline);
        if (!set) return tl::unexpected(set.error());
        if (set->code == 0) return work.invocation.value;
        if (set->code != no_node) return refused(set->code);
        const auto created = work.session.create(path, data, false, work.deadline);
        if (!created) return tl::unexpected(created.error());
        if (created->code == 0) return work.invocation.value;
        if (created->code != node_exists) return refused(created->code);
    }
}

Outcome swap(const Work& work, const std::string& path) {
    const Value& value = work.invocation.value;
    if (!value.is_list() || value.as_list().size() != 2) return unknown_operation(work);
    const std::string to = core::to_json(value.as_list()[1]);
    const auto found = work.session.get(path, work.deadline);
    if (!found) return unread(found.error());
    const auto there = value_of(*found);
    if (!there) return tl::unexpected(there.error());
    if (*there != value.as_list()[0]) return certainly_not("another value is there");
    const auto changed = found->code == no_node
                             ? work.session.create(path, to, false, work.deadline)
                             : work.session.set(path, to, found->node.version, work.deadline);
    if (!changed) return tl::unexpected(changed.error());
    if (changed->code != 0) return refused(changed->code);
    return value;
}

Outcome of_register(const Work& work) {
    const std::string path = work.path("register");
    if (work.invocation.f == "read") return read_register(work, path);
    if (work.invocation.f == "write") return write_register(work, path);
    return work.invocation.f == "cas" ? swap(work, path) : unknown_operation(work);
}

Outcome add(const Work& work, const std::string& path) {
    const std::string element = path + "/" + to_name(work.invocation.value);
    for (;;) {
        const auto added = work.session.create(element, "", false, work.deadline);
        if (!added) return tl::unexpected(added.error());
        if (added->code == 0 || added->code == node_exists) return work.invocation.value;
        if (added->code != no_node) return refused(added->code);
        const auto parent = work.session.create(path, "", false, work.deadline);
        if (!parent) return unread(parent.error());  // an empty set is as none
        if (parent->code != 0 && parent->code != node_exists) return refused(parent->code);
    }
}

Outcome read_set(const Work& work, const std::string& path) {
    if (auto caught_up = catch_up(work, path); !caught_up) return tl::unexpected(caught_up.error());
    const auto reply = work.session.children(path, work.deadline);
    if (!reply) return unread(reply.error());
    if (reply->code != 0 && reply->code != no_node) return refused(reply->code);
    Value::List values;
    for (const std::string& name : reply->children) {
        auto value = from_name(name);
        if (!value) return certainly_not(value.error().message);
        values.push_back(std::move(*value));
    }
    std::ranges::sort(values);
    return Value(std::move(values));
}

Outcome of_set(const Work& work) {
    const std::string path = work.path("set");
    if (work.invocation.f == "add") return add(work, path);
    return work.invocation.f == "read" ? read_set(work, path) : unknown_operation(work);
}

Outcome acquire(const Work& work, const std::string& path) {
    const auto created = work.session.create(path, "", true, work.deadline);
    if (!created) return tl::unexpected(created.error());
    if (created->code == node_exists) return certainly_not("taken");
    if (created->code != 0) return refused(created->code);
    work.held[path] = work.session.generation();
    return work.terms.kind == "lock" ? Value(created->node.created) : work.invocation.value;
}

/// What was taken in another session has gone with it, and what is there is somebody else's.
Outcome release(const Work& work, const std::string& path) {
    const auto held = work.held.find(path);
    const bool mine = held != work.held.end() && held->second == work.session.generation();
    work.held.erase(path);
    if (!mine) return certainly_not("not held");
    const auto removed = work.session.remove(path, work.deadline);
    if (!removed) return tl::unexpected(removed.error());
    if (removed->code != 0) return refused(removed->code);
    return work.invocation.value;
}

Outcome of_lock(const Work& work) {
    const std::string path = work.path("lock");
    if (work.invocation.f == "acquire") return acquire(work, path);
    return work.invocation.f == "release" ? release(work, path) : unknown_operation(work);
}

struct Kind {
    std::string_view name;
    Outcome (*perform)(const Work&);
};

constexpr std::array kinds = {
    Kind{"register", of_register}, Kind{"cas-register", of_register},
    Kind{"lin-kv", of_register},   Kind{"set", of_set},
    Kind{"g-set", of_set},         Kind{"lock", of_lock},
    Kind{"mutex", of_lock},
};

}  // namespace

const std::vector<std::string_view>& workload_kinds() {
    static const std::vector<std::string_view> names = names_of(kinds);
    return names;
}

Completion perform(Session& session, const Invocation& invocation, const Terms& terms, Held& held,
                   Deadline deadline) {
    const Work work{session, invocation, terms, held, deadline};
    for (const Kind& kind : kinds)
        if (kind.name == terms.kind) return to_completion(kind.perform(work), invocation);
    return to_completion(unknown_operation(work), invocation);
}

std::string to_name(const Value& value) {
    std::string name;
    for (const char letter : core::to_json(value)) {
        const auto byte = static_cast<unsigned char>(letter);
        if (std::isalnum(byte) || letter == '-')
            name += letter;
        else
            name += fmt::format("%{:02x}", byte);
    }
    return name;
}

core::Result<Value> from_name(std::string_view name) {
    std::string text;
    for (std::size_t i = 0; i < name.size(); ++i) {
        unsigned byte = static_cast<unsigned char>(name[i]);
        if (name[i] == '%' && i + 2 < name.size()) {
            std::from_chars(name.data() + i + 1, name.data() + i + 3, byte, 16);
            i += 2;
        }
        text += static_cast<char>(byte);
    }
    return core::parse_json(text);
}

}  // namespace ordeal::clients::zookeeper

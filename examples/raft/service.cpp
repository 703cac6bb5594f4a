// What clients ask, and what comes of it.
#include "examples/raft/event.hpp"

namespace ordeal::examples::detail {

void RaftEvent::take(const Raft::Command& command) {
    if (state.role != Role::leader) {
        refuse(command);
        return;
    }
    const bool reads = !command.write;
    if (raft.bug == RaftBug::reads_locally && reads && command.asked == self.id) {
        answer(command, state.registers);
        return;
    }
    if (raft.quick_reads && reads && command.asked == self.id)
        state.reads.push_back({command, ++state.rounds});
    else
        append({term(), command, {}});
    replicate_to_all();
    count();
    settle_reads();
}

void RaftEvent::heard(Id from, std::int64_t round) {
    if (!raft.quick_reads || round <= state.rounds_heard[from]) return;
    state.rounds_heard[from] = round;
    settle_reads();
}

/// Those who answer a round follow this leader still, so it led when it asked. What had been done
/// by then it knows once it has done an entry of its own term.
void RaftEvent::settle_reads() {
    if (raft.bug != RaftBug::reads_early && place(state.committed).term != term()) return;
    std::erase_if(state.reads, [&](const Raft::QuickRead& read) {
        std::set<Id> heard{self.id};
        for (const auto& [peer, round] : state.rounds_heard)
            if (round >= read.round) heard.insert(peer);
        if (!enough(heard)) return false;
        answer(read.command, state.registers);
        return true;
    });
}

/// Passes it on to the leader, if one is known. Requires: this server is not
/// the leader.
void RaftEvent::refuse(const Raft::Command& command) {
    if (command.asked != self.id) return;
    if (state.leader)
        out.send(*state.leader, Raft::Forward{command});
    else if (raft.heartbeats)
        out.reply(command.client, command.msg_id,
                  actors::error_reply(actors::ErrorCode::temporarily_unavailable,
                                      "this server does not know of a leader"));
}

void RaftEvent::apply(const Raft::Entry& entry, Raft::Registers& registers, bool answers) {
    if (entry.members) registers.members = *entry.members;
    if (!entry.command) return;
    const Raft::Command& command = *entry.command;
    std::int64_t& done = registers.done[command.client];
    if (command.msg_id <= done) return;
    done = command.msg_id;
    if (answers && command.asked == self.id) answer(command, registers);
    if (!command.write) return;
    const auto found = registers.values.find(command.key);
    const core::Value value = found == registers.values.end() ? core::Value() : found->second;
    if (!command.from || *command.from == value) registers.values[command.key] = *command.write;
}

/// Requires: the command is not yet in the registers.
void RaftEvent::answer(const Raft::Command& command, const Raft::Registers& registers) {
    const auto found = registers.values.find(command.key);
    const core::Value value = found == registers.values.end() ? core::Value() : found->second;
    if (!command.write)
        out.reply(command.client, command.msg_id, actors::ReadOk{0, value});
    else if (!command.from)
        out.reply(command.client, command.msg_id, actors::WriteOk{});
    else if (*command.from == value)
        out.reply(command.client, command.msg_id, actors::CasOk{});
    else
        out.reply(
            command.client, command.msg_id,
            actors::error_reply(actors::ErrorCode::precondition_failed, "another value is there"));
}

}  // namespace ordeal::examples::detail

// When what the nodes of a cluster save is durable: an actor that is asked to save, and to answer
// or not.
#include <gtest/gtest.h>

#include "actors/cluster.hpp"
#include "actors/compare.hpp"

namespace ordeal::actors {
namespace {

using core::Value;

struct Diary {
    struct Note {
        std::int64_t msg_id = 0;
        std::int64_t text = 0;
        bool answer = false;
    };
    struct NoteOk {
        std::int64_t in_reply_to = 0;
    };
    using Message = std::variant<Note, NoteOk>;
    struct State {
        std::int64_t last = 0;
    };
    struct Storage {
        std::int64_t last = 0;
    };
    using Out = Outbox<Diary>;

    State start(const Self&, const std::optional<Storage>& recovered, Out&) const {
        return {recovered ? recovered->last : 0};
    }
    void message(const Self&, State& state, Id from, const Message& message, Out& out) const {
        const auto* note = std::get_if<Note>(&message);
        if (note == nullptr) return;
        state.last = note->text;
        if (note->text != 0) out.save({note->text});
        if (note->answer) out.reply(from, note->msg_id, NoteOk{});
    }
};
ORDEAL_DESCRIBE(Diary::Note, msg_id, text, answer)
ORDEAL_DESCRIBE(Diary::NoteOk, in_reply_to)
ORDEAL_DESCRIBE(Diary::State, last)
ORDEAL_DESCRIBE(Diary::Storage, last)

class ClusterDisk : public testing::Test {
  protected:
    ClusterDisk() { cluster->start(0); }

    /// Text 0 saves nothing. Returns the number of saves.
    std::size_t note(int text, bool answer) {
        const auto body =
            Value::object({{"type", "note"}, {"msg_id", 1}, {"text", text}, {"answer", answer}});
        const auto effects = cluster->request(0, Id::client(1), body);
        EXPECT_TRUE(effects);
        return (*effects)->saves;
    }
    /// What it recovers after it has lost its state, and with it what is not durable.
    std::optional<Value> recovered(std::size_t lost) {
        cluster->crash(0);
        EXPECT_EQ(cluster->lose_saves(0), lost);
        cluster->start(0);
        return cluster->saved(0);
    }
    static Value last(int text) { return Value::object({{"last", text}}); }

    std::unique_ptr<Cluster> cluster = make_cluster(Diary(), 1);
};

TEST_F(ClusterDisk, WhatIsSavedIsDurableBeforeItsAnswerIsSeen) {
    EXPECT_EQ(note(1, true), 1U);
    EXPECT_EQ(recovered(0), last(1));
}

TEST_F(ClusterDisk, WhatNobodyCanHaveSeenMayGetLost) {
    note(1, true);
    note(2, false);
    note(3, false);
    EXPECT_EQ(cluster->saved(0), last(3));
    EXPECT_EQ(recovered(2), last(1));
    EXPECT_EQ(recovered(0), last(1));
}

TEST_F(ClusterDisk, TheFirstSaveMayGetLostToo) {
    note(1, false);
    EXPECT_EQ(recovered(1), std::nullopt);
}

TEST_F(ClusterDisk, ALaterAnswerMakesItDurable) {
    note(1, false);
    EXPECT_EQ(note(0, true), 0U);
    EXPECT_EQ(recovered(0), last(1));
}

TEST_F(ClusterDisk, ACrashAloneLosesNothing) {
    note(1, false);
    cluster->crash(0);
    cluster->start(0);
    EXPECT_EQ(cluster->saved(0), last(1));
}

TEST_F(ClusterDisk, OnADiskThatLiesNothingIsDurableUntilItStops) {
    note(1, true);
    cluster->set_lying(0, true);
    note(2, true);
    note(3, true);
    EXPECT_EQ(recovered(2), last(1));
    note(4, true);
    cluster->set_lying(0, false);
    EXPECT_EQ(recovered(0), last(4));
}

}  // namespace
}  // namespace ordeal::actors

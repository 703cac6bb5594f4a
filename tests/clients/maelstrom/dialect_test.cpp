// Every message of Maelstrom's workloads, as its reference writes them.
#include "clients/maelstrom/dialect.hpp"

#include <optional>

#include <gtest/gtest.h>

#include "clients/maelstrom/protocol.hpp"
#include "core/json.hpp"
#include "core/random.hpp"

namespace ordeal::clients::maelstrom {
namespace {

using core::EventType;
using core::Value;

Value json(std::string_view text) {
    const auto value = core::parse_json(text);
    EXPECT_TRUE(value) << text;
    return value.value_or(Value());
}

std::unique_ptr<Dialect> dialect_of(std::string_view kind) {
    auto dialect = make_dialect(kind);
    EXPECT_TRUE(dialect) << kind;
    return *std::move(dialect);
}

Request request_of(Dialect& dialect, std::string f, std::string_view value) {
    return {{std::move(f), {}, json(value)}, 3, "c1", "n1", true, &dialect};
}

/// The body that is sent, or the error.
std::string sent(Dialect& dialect, std::string f, std::string_view value) {
    const auto body = body_of(request_of(dialect, std::move(f), value));
    return body ? core::to_json(*body) : body.error().message;
}

/// The value of an ok completion, or what is wrong with the reply.
std::string heard(Dialect& dialect, std::string f, std::string_view value, std::string_view reply) {
    const auto meaning = interpret_body(json(reply), request_of(dialect, std::move(f), value));
    if (const auto* malformed = std::get_if<Malformed>(&meaning))
        return (malformed->answers ? "" : "not ours: ") + malformed->why;
    const auto& completion = std::get<Completion>(meaning);
    return completion.type == EventType::ok ? core::to_json(completion.value)
                                            : completion.error.value_or("no error");
}

struct Row {
    std::string_view kind, f, value, request, reply, result;
};

TEST(Dialect, EachMessageOfTheReference) {
    const Row table[] = {
        {"echo", "echo", R"("hi 35")", R"({"type":"echo","msg_id":3,"echo":"hi 35"})",
         R"({"type":"echo_ok","in_reply_to":3,"msg_id":1,"echo":"hi 35"})", R"("hi 35")"},
        {"unique-ids", "generate", "null", R"({"type":"generate","msg_id":3})",
         R"({"type":"generate_ok","in_reply_to":3,"id":123})", "123"},
        {"unique-ids", "generate", "null", R"({"type":"generate","msg_id":3})",
         R"({"type":"generate_ok","in_reply_to":3,"id":["n1",4]})", R"(["n1",4])"},
        {"broadcast", "broadcast", "1000", R"({"type":"broadcast","msg_id":3,"message":1000})",
         R"({"type":"broadcast_ok","in_reply_to":3})", "1000"},
        {"broadcast", "read", "null", R"({"type":"read","msg_id":3})",
         R"({"type":"read_ok","in_reply_to":3,"messages":[1,8,72]})", "[1,8,72]"},
        {"g-set", "add", "5", R"({"type":"add","msg_id":3,"element":5})",
         R"({"type":"add_ok","in_reply_to":3})", "5"},
        {"set", "read", "null", R"({"type":"read","msg_id":3})",
         R"({"type":"read_ok","in_reply_to":3,"value":[5]})", "[5]"},
        {"g-counter", "add", "5", R"({"type":"add","msg_id":3,"delta":5})",
         R"({"type":"add_ok","in_reply_to":3})", "5"},
        {"pn-counter", "add", "-5", R"({"type":"add","msg_id":3,"delta":-5})",
         R"({"type":"add_ok","in_reply_to":3})", "-5"},
        {"pn-counter", "read", "null", R"({"type":"read","msg_id":3})",
         R"({"type":"read_ok","in_reply_to":3,"value":-5})", "-5"},
        {"lin-kv", "cas", "[1,2]", R"({"type":"cas","msg_id":3,"from":1,"to":2})",
         R"({"type":"cas_ok","in_reply_to":3})", "[1,2]"},
        {"kafka", "send", R"(["k1",123])", R"({"type":"send","msg_id":3,"key":"k1","msg":123})",
         R"({"type":"send_ok","in_reply_to":3,"offset":1000})", R"(["k1",[1000,123]])"},
        {"kafka", "poll", R"(["k1"])", R"({"type":"poll","msg_id":3,"offsets":{"k1":0}})",
         R"({"type":"poll_ok","in_reply_to":3,"msgs":{"k1":[[1000,9],[1001,5]]}})",
         R"({"k1":[[1000,9],[1001,5]]})"},
        {"kafka", "commit", R"({"k1":1000})",
         R"({"type":"commit_offsets","msg_id":3,"offsets":{"k1":1000}})",
         R"({"type":"commit_offsets_ok","in_reply_to":3})", R"({"k1":1000})"},
        {"kafka", "committed", R"(["k1","k2"])",
         R"({"type":"list_committed_offsets","msg_id":3,"keys":["k1","k2"]})",
         R"({"type":"list_committed_offsets_ok","in_reply_to":3,"offsets":{"k1":1000}})",
         R"({"k1":1000})"},
        {"kafka", "assign", R"(["k1"])",
         R"({"type":"list_committed_offsets","msg_id":3,"keys":["k1"]})",
         R"({"type":"list_committed_offsets_ok","in_reply_to":3,"offsets":{}})", R"(["k1"])"},
        {"txn-list-append", "txn", R"([["r",1,null],["append",1,6]])",
         R"({"type":"txn","msg_id":3,"txn":[["r",1,null],["append",1,6]]})",
         R"({"type":"txn_ok","in_reply_to":3,"txn":[["r",1,[8]],["append",1,6]]})",
         R"([["r",1,[8]],["append",1,6]])"},
        {"txn-rw-register", "txn", R"([["r","k0",null],["w","k0",6]])",
         R"({"type":"txn","msg_id":3,"txn":[["r","k0",null],["w","k0",6]]})",
         R"({"type":"txn_ok","in_reply_to":3,"txn":[["r","k0",3],["w","k0",6]]})",
         R"([["r","k0",3],["w","k0",6]])"},
        {"queue", "dequeue", "null", R"({"type":"dequeue","msg_id":3,"value":null})",
         R"({"type":"dequeue_ok","in_reply_to":3,"value":4})", "4"},
        {"lock", "acquire", "null", R"({"type":"acquire","msg_id":3,"value":null})",
         R"({"type":"acquire_ok","in_reply_to":3,"value":17})", "17"},
    };
    for (const Row& row : table) {
        const auto dialect = dialect_of(row.kind);
        EXPECT_EQ(sent(*dialect, std::string(row.f), row.value), row.request) << row.kind;
        EXPECT_EQ(heard(*dialect, std::string(row.f), row.value, row.reply), row.result)
            << row.kind;
        EXPECT_EQ(heard(*dialect, std::string(row.f), row.value,
                        R"({"type":"error","in_reply_to":3,"code":11,"text":"later"})"),
                  R"(temporarily-unavailable (11): "later")")
            << row.kind;
    }
}

TEST(Dialect, RepliesThatLackWhatTheyShouldBring) {
    const std::tuple<std::string_view, std::string_view, std::string_view, std::string_view,
                     std::string_view>
        table[] = {
            {"echo", "echo", "1", R"("type":"echo_ok")", "echo_ok needs echo, of any value"},
            {"unique-ids", "generate", "null", R"("type":"generate_ok","value":1)",
             "generate_ok needs id, of any value"},
            {"broadcast", "read", "null", R"("type":"read_ok","value":[1])",
             "read_ok needs messages, a list"},
            {"g-set", "read", "null", R"("type":"read_ok","value":5)",
             "read_ok needs value, a list"},
            {"g-counter", "read", "null", R"("type":"read_ok","value":1.5)",
             "read_ok needs value, an integer"},
            {"kafka", "send", R"(["k",1])", R"("type":"send_ok","offset":"0")",
             "send_ok needs offset, an integer"},
            {"kafka", "poll", "null", R"("type":"poll_ok","msgs":[])",
             "poll_ok needs msgs, an object from keys to lists of [offset, message]"},
            {"kafka", "poll", "null", R"("type":"poll_ok","msgs":{"k":[[1]]})",
             "poll_ok needs msgs, an object from keys to lists of [offset, message]"},
            {"kafka", "committed", "[]",
             R"("type":"list_committed_offsets_ok","offsets":{"k":"1"})",
             "list_committed_offsets_ok needs offsets, an object from keys to integers"},
            {"kafka", "commit", "{}", R"("type":"commit_ok")",
             R"(expected commit_offsets_ok or error, not "commit_ok")"},
            {"txn-list-append", "txn", R"([["r",1,null]])", R"("type":"txn_ok","txn":[])",
             "txn_ok needs txn with 1 operations, as asked"},
            {"txn-list-append", "txn", R"([["r",1,null]])",
             R"("type":"txn_ok","txn":[["r",2,null]])",
             R"(txn_ok needs txn with ["r",1,null] completed as its operation 1)"},
            {"txn-list-append", "txn", R"([["r",1,null]])", R"("type":"txn_ok","txn":[["r",1,3]])",
             R"(txn_ok needs txn with ["r",1,null] completed as its operation 1)"},
            {"txn-rw-register", "txn", R"([["w",1,2]])", R"("type":"txn_ok","txn":[["w",1,3]])",
             R"(txn_ok needs txn with ["w",1,2] completed as its operation 1)"},
        };
    for (const auto& [kind, f, value, reply, why] : table) {
        const auto dialect = dialect_of(kind);
        EXPECT_EQ(
            heard(*dialect, std::string(f), value, fmt::format(R"({{"in_reply_to":3,{}}})", reply)),
            why)
            << kind;
    }
}

TEST(Dialect, InvocationsThatDoNotFit) {
    const std::tuple<std::string_view, std::string_view, std::string_view, std::string_view>
        table[] = {
            {"echo", "read", "null", R"(echo has no function "read"; known is echo)"},
            {"unique-ids", "read", "null",
             R"(unique-ids has no function "read"; known is generate)"},
            {"broadcast", "add", "1",
             R"(broadcast has no function "add"; known are broadcast and read)"},
            {"g-set", "remove", "1", R"(a set has no function "remove"; known are add and read)"},
            {"kafka", "send", "5", "the value of a send is [key, message], not 5"},
            {"kafka", "poll", "5", "the value of a poll is null or a list of keys, not 5"},
            {"kafka", "commit", "5", "the value of a commit is {key: offset}, not 5"},
            {"kafka", "assign", "[5]", "the value of assign is a list of keys, not [5]"},
            {"kafka", "sent", "5", R"(kafka has no function "sent"; did you mean "send"?)"},
            {"txn-list-append", "txn", R"([["w",1,2]])",
             R"(the value of a txn is a list of ["r", key, null] and ["append", key, value], )"
             R"(not [["w",1,2]])"},
            {"txn-rw-register", "txn", "5",
             R"(the value of a txn is a list of ["r", key, null] and ["w", key, value], not 5)"},
        };
    for (const auto& [kind, f, value, message] : table)
        EXPECT_EQ(sent(*dialect_of(kind), std::string(f), value), message) << kind;
}

/// What a node may make of a reply: any member gone, or something else.
Value damaged(const Value& value, core::Random& random) {
    const Value others[] = {{}, true, -1, INT64_MAX, 0.5, "x", Value::List{}, Value::Object{}};
    if (random.chance(0.2)) return others[random.below(std::size(others))];
    Value result = value;
    if (result.is_list())
        for (Value& item : result.as_list())
            item = damaged(item, random);
    if (result.is_object())
        for (auto& [name, member] : result.as_object())
            if (name != "in_reply_to" && name != "type") member = damaged(member, random);
    return result;
}

TEST(Dialect, DamagedRepliesAreEitherFitOrSaidToBeMalformed) {
    const std::tuple<std::string_view, std::string_view, std::string_view, std::string_view>
        table[] = {
            {"kafka", "send", R"(["k",1])", R"({"type":"send_ok","offset":3})"},
            {"kafka", "poll", R"(["k"])", R"({"type":"poll_ok","msgs":{"k":[[1,2],[2,3]]}})"},
            {"kafka", "assign", R"(["k"])",
             R"({"type":"list_committed_offsets_ok","offsets":{"k":3}})"},
            {"txn-list-append", "txn", R"([["r",1,null],["append",1,2]])",
             R"({"type":"txn_ok","txn":[["r",1,[5]],["append",1,2]]})"},
            {"broadcast", "read", "null", R"({"type":"read_ok","messages":[1,2]})"},
            {"g-counter", "read", "null", R"({"type":"read_ok","value":1})"},
        };
    core::Random random(7);
    for (const auto& [kind, f, value, reply] : table) {
        const auto dialect = dialect_of(kind);
        Value body = json(reply);
        body.set("in_reply_to", 3);
        std::size_t fit = 0;
        for (int round = 0; round < 2000; ++round) {
            const Request request = request_of(*dialect, std::string(f), value);
            const auto meaning = interpret_body(damaged(body, random), request);
            ASSERT_FALSE(std::holds_alternative<Completion>(meaning) &&
                         std::get<Completion>(meaning).type != EventType::ok);
            if (std::holds_alternative<Completion>(meaning)) ++fit;
            EXPECT_TRUE(body_of(request)) << "whatever it remembers, it can ask again";
        }
        EXPECT_GT(fit, 20U) << kind;
        EXPECT_LT(fit, 1980U) << kind;
    }
}

TEST(Dialect, PollsGoOnWhereTheLastOneEnded) {
    const auto kafka = dialect_of("kafka");
    EXPECT_EQ(sent(*kafka, "poll", "null"), R"({"type":"poll","msg_id":3,"offsets":{}})");
    heard(*kafka, "poll", R"(["a","b"])",
          R"({"type":"poll_ok","in_reply_to":3,"msgs":{"a":[[4,1],[7,2]],"b":[]}})");
    EXPECT_EQ(sent(*kafka, "poll", R"(["a","b"])"),
              R"({"type":"poll","msg_id":3,"offsets":{"a":8,"b":0}})");
    EXPECT_EQ(sent(*kafka, "poll", "null"), R"({"type":"poll","msg_id":3,"offsets":{"a":8,"b":0}})")
        << "of what it is assigned";
}

TEST(Dialect, AnAssignGoesOnBehindWhatWasCommitted) {
    const auto kafka = dialect_of("kafka");
    heard(*kafka, "poll", R"(["a"])", R"({"type":"poll_ok","in_reply_to":3,"msgs":{"a":[[4,1]]}})");
    heard(*kafka, "assign", R"(["b","c"])",
          R"({"type":"list_committed_offsets_ok","in_reply_to":3,"offsets":{"b":5}})");
    EXPECT_EQ(sent(*kafka, "poll", "null"),
              R"({"type":"poll","msg_id":3,"offsets":{"b":6,"c":0}})");
    heard(*kafka, "assign", R"(["a"])", R"({"type":"error","in_reply_to":3,"code":11})");
    EXPECT_EQ(sent(*kafka, "poll", "null"), R"({"type":"poll","msg_id":3,"offsets":{"b":6,"c":0}})")
        << "a failed one changes nothing";
}

TEST(Dialect, AReplyToSomebodyElseMovesNoPoll) {
    const auto kafka = dialect_of("kafka");
    const Request poll = request_of(*kafka, "poll", R"(["a"])");
    for (const std::string_view datagram :
         {R"({"dest":"c2","body":{"type":"poll_ok","in_reply_to":3,"msgs":{"a":[[4,1]]}}})",
          R"({"dest":"c1","body":{"type":"poll_ok","in_reply_to":2,"msgs":{"a":[[4,1]]}}})"})
        EXPECT_TRUE(std::holds_alternative<Stale>(interpret(datagram, poll)));
    EXPECT_EQ(sent(*kafka, "poll", R"(["a"])"), R"({"type":"poll","msg_id":3,"offsets":{"a":0}})");
}

TEST(Dialect, EveryKindHasOne) {
    for (const std::string_view kind : kinds_that_can_be_said())
        EXPECT_TRUE(make_dialect(kind)) << kind;
    const auto unknown = make_dialect("ekho");
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().message,
              R"(the client maelstrom has no workload "ekho"; did you mean "echo"?)");
}

TEST(Dialect, TheTopologyIsAnOptionOfBroadcastAlone) {
    EXPECT_EQ(read_conventions({}, "broadcast")->topology, "grid");
    EXPECT_EQ(read_conventions({}, "echo")->topology, "");
    const Value line = Value::object({{"topology", "line"}});
    EXPECT_EQ(read_conventions(line, "broadcast")->topology, "line");
    EXPECT_FALSE(read_conventions(line, "echo"));
    const auto unknown = read_conventions(Value::object({{"topology", "gird"}}), "broadcast");
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().message,
              R"(workload.options.topology: "gird" is not known; did you mean "grid"?)");
}

}  // namespace
}  // namespace ordeal::clients::maelstrom

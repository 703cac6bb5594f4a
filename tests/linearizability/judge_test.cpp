// The judge from outside: errors, keys, limits, evidence and how it is shown.
#include "linearizability/judge.hpp"

#include <atomic>
#include <thread>

#include <gmock/gmock.h>

#include "core/json.hpp"
#include "linearizability/validate.hpp"
#include "tests/linearizability/histories.hpp"

namespace ordeal::testing {
namespace {

using core::Operation;
using core::Value;
using core::Verdict;
using linearizability::Judgement;
using linearizability::JudgeOptions;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

JudgeOptions of_model(std::string model) {
    JudgeOptions options;
    options.model = std::move(model);
    return options;
}

/// One operation after the other, each on the given process, none at the same time.
class Sequence {
  public:
    Sequence& add(std::int64_t process, Operation kind, std::optional<Value> key = {}) {
        open(process, std::move(kind), std::move(key));
        return close(operations_.size() - 1);
    }
    Sequence& open(std::int64_t process, Operation kind, std::optional<Value> key = {}) {
        kind.id = operations_.size();
        kind.process = process;
        kind.key = std::move(key);
        kind.invoked = position_++;
        operations_.push_back(std::move(kind));
        return *this;
    }
    Sequence& close(std::size_t id) {
        operations_[id].completed = position_++;
        return *this;
    }
    const std::vector<Operation>& operations() const { return operations_; }

  private:
    std::vector<Operation> operations_;
    std::size_t position_ = 0;
};

Operation write(int value, std::string_view outcome = "ok") {
    return make_kind("write", value, nullptr, outcome);
}
Operation read(int value) {
    return make_kind("read", nullptr, value);
}

/// A stale read: 1 was overwritten by 2, which was read, and is read once more.
Sequence stale_read() {
    Sequence sequence;
    sequence.add(0, write(1)).add(1, write(2)).add(2, read(2)).add(3, read(1)).add(3, read(2));
    return sequence;
}

TEST(Judge, KnowsItsModelsAndTheirFunctions) {
    EXPECT_THAT(linearizability::model_names(), ::testing::IsSupersetOf({"register"}));
    EXPECT_THAT(linearizability::functions_of("cas-register"), ElementsAre("read", "write", "cas"));
    EXPECT_TRUE(linearizability::functions_of("no-such-model").empty());
}

TEST(Judge, NamesWhatItDoesNotKnow) {
    const auto operations = Sequence().add(0, write(1)).operations();
    const auto model = judge(operations, of_model("regsiter"));
    ASSERT_FALSE(model);
    EXPECT_THAT(model.error().message, HasSubstr("no model \"regsiter\"; there are: register"));
    const auto cas = judge(Sequence().add(0, write(1)).add(0, make_kind("cas", 5)).operations(),
                           of_model("cas-register"));
    ASSERT_FALSE(cas);
    EXPECT_EQ(cas.error().message,
              "operation 1: cas: the value of a cas is a list [from,to], got 5");
    const auto function =
        judge(Sequence().add(0, make_kind("append", 1)).operations(), of_model("register"));
    ASSERT_FALSE(function);
    EXPECT_EQ(function.error().message,
              "operation 0: the model register has no function \"append\"");
}

TEST(Judge, AnEmptyHistoryIsValid) {
    const auto judgement = judge({}, of_model("register"));
    ASSERT_TRUE(judgement);
    EXPECT_EQ(judgement->verdict, Verdict::valid);
    EXPECT_TRUE(judgement->partitions.empty());
}

TEST(Judge, KeysAreJudgedApart) {
    Sequence sequence;
    sequence.add(0, write(1), Value("x")).add(0, write(2), Value("y")).add(1, read(1), Value("x"));
    sequence.add(1, read(3), Value("y"));
    for (const unsigned threads : {1u, 4u}) {
        auto options = of_model("register");
        options.threads = threads;
        const auto judgement = judge(sequence.operations(), options);
        ASSERT_TRUE(judgement);
        EXPECT_EQ(judgement->verdict, Verdict::invalid);
        ASSERT_EQ(judgement->partitions.size(), 2u);
        EXPECT_EQ(judgement->partitions[0].key, Value("x"));
        EXPECT_EQ(judgement->partitions[0].verdict, Verdict::valid);
        EXPECT_THAT(*judgement->partitions[0].witness, ElementsAre(0, 2));
        EXPECT_EQ(judgement->partitions[1].verdict, Verdict::invalid);
        EXPECT_EQ(judgement->partitions[1].counterexample->broken, 3u);
    }
}

TEST(Judge, TheCounterexampleSaysWhy) {
    const auto sequence = stale_read();
    const auto judgement = judge(sequence.operations(), of_model("register"));
    ASSERT_TRUE(judgement);
    const auto& counterexample = *judgement->partitions.at(0).counterexample;
    EXPECT_EQ(counterexample.broken, 3u);
    EXPECT_THAT(counterexample.prefix, ElementsAre(0, 1, 2));
    EXPECT_THAT(counterexample.possible, ElementsAre("2"));
    EXPECT_THAT(counterexample.concerned, ElementsAre(0, 1, 3));
    EXPECT_EQ(counterexample.explanation,
              "read by process 3 returned 1, but only 2 was possible: 1 was last set by write 1 of "
              "process 0, then overwritten by write 2 of process 1 before this began");
}

TEST(Judge, ExplainsWithATimeline) {
    const auto sequence = stale_read();
    const auto judgement = judge(sequence.operations(), of_model("register"));
    EXPECT_EQ(linearizability::explain(judgement->partitions[0], sequence.operations()),
              "read by process 3 returned 1, but only 2 was possible: 1 was last set by write 1 of "
              "process 0, then\noverwritten by write 2 of process 1 before this began\n\n"
              "process 0   |-write 1-|\n"
              "process 1               |-write 2-|\n"
              "process 3                           |-read 1-|\n"
              "                                    ^^^^^^^^^^ only 2 was possible\n");
}

TEST(Judge, TellsAValueThatNobodyWrote) {
    Sequence sequence;
    sequence.add(0, write(7, "fail")).add(1, read(7));
    const auto failed = judge(sequence.operations(), of_model("register"));
    EXPECT_THAT(
        failed->partitions[0].counterexample->explanation,
        HasSubstr("returned 7, but only null was possible: write 7 of process 0 had failed"));
    const auto never = judge(Sequence().add(1, read(7)).operations(), of_model("register"));
    EXPECT_THAT(never->partitions[0].counterexample->explanation, HasSubstr("nobody ever wrote 7"));
}

TEST(Judge, TheInitialValueIsAParameter) {
    auto options = of_model("register");
    options.initial = 7;
    EXPECT_EQ(judge(Sequence().add(1, read(7)).operations(), options)->verdict, Verdict::valid);
}

TEST(Judge, GivesTheShapeOfTheProgramsJson) {
    const auto sequence = stale_read();
    const auto value = to_value(*judge(sequence.operations(), of_model("register")));
    EXPECT_EQ(value.find("verdict")->as_string(), "invalid");
    EXPECT_EQ(value.find("model")->as_string(), "register");
    EXPECT_EQ(value.find("operations")->as_int(), 5);
    EXPECT_TRUE(value.find("seconds")->is_double());
    const Value& partition = value.find("partitions")->as_list().at(0);
    EXPECT_TRUE(partition.find("key")->is_null());
    EXPECT_EQ(partition.find("witness"), nullptr);
    EXPECT_EQ(core::to_json(*partition.find("counterexample")->find("concerned")), "[0,1,3]");
}

/// Many values put into a queue at the same time, one of them twice, and then had in the order that
/// a search comes to last. It is valid, so nothing refutes it; one has to find the order.
std::vector<Operation> hard_history() {
    Sequence sequence;
    const std::size_t puts = 40;
    for (std::size_t i = 0; i < puts; ++i)
        sequence.open(static_cast<std::int64_t>(i),
                      make_kind("enqueue", static_cast<int>(i % (puts - 1))));
    for (std::size_t i = 0; i < puts; ++i)
        sequence.close(i);
    for (std::size_t i = puts; i-- > 0;)
        sequence.add(500, make_kind("dequeue", nullptr, static_cast<int>(i % (puts - 1))));
    return sequence.operations();
}

TEST(Judge, StopsAtItsTimeLimit) {
    auto options = of_model("fifo-queue");
    options.timeout = std::chrono::milliseconds(50);
    const auto operations = hard_history();
    const auto start = std::chrono::steady_clock::now();
    const auto judgement = judge(operations, options);
    const auto took = std::chrono::steady_clock::now() - start;
    EXPECT_EQ(judgement->verdict, Verdict::unknown);
    EXPECT_EQ(judgement->partitions[0].reason, "the time allowed was over");
    EXPECT_LT(took, std::chrono::seconds(20));
    EXPECT_THAT(linearizability::explain(judgement->partitions[0], operations),
                HasSubstr("unknown: the time allowed was over"));
}

TEST(Judge, StopsWhenCancelled) {
    std::atomic<bool> cancelled = true;
    auto options = of_model("fifo-queue");
    options.cancelled = &cancelled;
    const auto judgement = judge(hard_history(), options);
    EXPECT_EQ(judgement->verdict, Verdict::unknown);
    EXPECT_EQ(judgement->partitions[0].reason, "cancelled");
}

TEST(Judge, StopsAtItsMemoryLimit) {
    auto options = of_model("fifo-queue");
    options.memory_bytes = 1 << 20;
    options.timeout = std::chrono::seconds(20);
    const auto judgement = judge(hard_history(), options);
    EXPECT_EQ(judgement->verdict, Verdict::unknown);
    EXPECT_THAT(judgement->partitions[0].reason, HasSubstr("the memory allowed"));
}

/// The operations concerned, as brute force sees them, are invalid on their own.
TEST(Judge, TheOperationsConcernedAreInvalidOnTheirOwn) {
    std::vector<Operation> kinds;
    for (const int value : {0, 1, 2}) {
        kinds.push_back(read(value));
        kinds.push_back(write(value));
        kinds.push_back(write(value, "info"));
        kinds.push_back(make_kind("cas", Value::list({value, (value + 1) % 3})));
    }
    Oracle oracle("cas-register", nullptr, linearizability::FailedCas::dropped, kinds);
    core::Random random(5);
    std::size_t invalid = 0;
    for (int i = 0; i < 3'000; ++i) {
        auto history = random_history(random, 8, 3, kinds.size());
        forget_returns(history, kinds);
        const auto operations = to_operations(history, kinds);
        const auto judgement = judge(operations, of_model("cas-register"));
        ASSERT_TRUE(judgement);
        if (judgement->verdict != Verdict::invalid) continue;
        ++invalid;
        const auto& counterexample = *judgement->partitions[0].counterexample;
        std::vector<Placed> concerned;
        for (const std::size_t id : counterexample.concerned)
            concerned.push_back(history[id]);
        EXPECT_FALSE(oracle.is_valid(concerned)) << to_text(operations);
        EXPECT_THAT(counterexample.concerned, ::testing::Contains(counterexample.broken));
        EXPECT_FALSE(linearizability::explain(judgement->partitions[0], operations).empty());
    }
    EXPECT_GT(invalid, 500u);
}

TEST(Validate, RefusesWhatIsNoLinearization) {
    const auto sequence = stale_read();
    std::vector<const Operation*> operations;
    for (const Operation& operation : sequence.operations())
        operations.push_back(&operation);
    operations.pop_back();
    const auto options = of_model("register");
    const auto message = [&](const std::vector<std::size_t>& witness) {
        const auto checked = linearizability::validate_witness(operations, witness, options);
        return checked ? std::string("fine") : checked.error().message;
    };
    EXPECT_EQ(message({0, 1, 2}), "operation 3 is missing");
    EXPECT_THAT(message({0, 1, 2, 3, 3}), HasSubstr("there twice"));
    EXPECT_THAT(message({0, 3, 1, 2}), HasSubstr("operation 3 stands before one"));
    EXPECT_EQ(message({0, 1, 2, 3}), "operation 3 could not have gone so after those before it");
}

}  // namespace
}  // namespace ordeal::testing

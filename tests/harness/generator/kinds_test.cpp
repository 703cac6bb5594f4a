// The workloads of every kind, against small correct systems: what is generated makes sense to
// them, and the checks of the kind find nothing.
#include "harness/scenario/kinds.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/checks/registry.hpp"
#include "harness/generator/functions.hpp"
#include "harness/generator/workload.hpp"
#include "tests/harness/generator/support.hpp"

namespace ordeal::harness::gen::testing {
namespace {

using core::EventType;
using core::Value;
using core::Verdict;

WorkloadSpec spec_of(std::string_view kind) {
    const WorkloadKind* row = find_kind(kind);
    WorkloadSpec spec;
    spec.kind = row->name;
    spec.model = row->model;
    spec.keys = std::max<std::size_t>(1, row->keys);
    spec.concurrency = 4;
    spec.rate = 1000;
    spec.values = row->consistency == no_consistency ? 0 : 5;
    return spec;
}

Value list_of(const std::vector<Value>& items) {
    return Value(Value::List(items.begin(), items.end()));
}

/// One object that answers everything of the vocabulary correctly, at once.
class Service {
  public:
    explicit Service(bool counts) : counts_(counts) {}

    Reply answer(const Invocation& call) {
        static const std::map<std::string, Reply (Service::*)(const Invocation&)> table = {
            {"add", &Service::add},           {"broadcast", &Service::add},
            {"read", &Service::read},         {"enqueue", &Service::add},
            {"dequeue", &Service::dequeue},   {"drain", &Service::drain},
            {"generate", &Service::identify}, {"echo", &Service::echo},
            {"transfer", &Service::transfer}, {"acquire", &Service::acquire},
            {"release", &Service::release},   {"send", &Service::send},
            {"poll", &Service::poll},         {"assign", &Service::assign},
            {"commit", &Service::echo},       {"committed", &Service::echo},
            {"txn", &Service::echo},
        };
        return (this->*table.at(call.f))(call);
    }

  private:
    Reply add(const Invocation& call) {
        items_.push_back(call.value);
        if (counts_) sum_ += call.value.as_int();
        return {.value = call.value};
    }
    Reply read(const Invocation&) {
        if (!balances_.empty()) {
            Value balances{Value::Object{}};
            for (const auto& [account, balance] : balances_)
                balances.set(std::to_string(account), balance);
            return {.value = balances};
        }
        return {.value = counts_ ? Value(sum_) : list_of(items_)};
    }
    Reply dequeue(const Invocation&) {
        if (items_.empty()) return {.type = EventType::fail, .error = "empty"};
        const Value taken = items_.back();
        items_.pop_back();
        return {.value = taken};
    }
    Reply drain(const Invocation&) { return {.value = list_of(std::exchange(items_, {}))}; }
    Reply identify(const Invocation&) { return {.value = ++sum_}; }
    Reply echo(const Invocation& call) { return {.value = call.value}; }
    Reply transfer(const Invocation& call) {
        auto& from = balances_.at(call.value.find("from")->as_int());
        const std::int64_t amount = call.value.find("amount")->as_int();
        if (from < amount) return {.type = EventType::fail, .error = "overdrawn"};
        from -= amount;
        balances_.at(call.value.find("to")->as_int()) += amount;
        return {.value = call.value};
    }
    Reply acquire(const Invocation& call) {
        if (!held_.insert(*call.key).second) return {.type = EventType::fail, .error = "held"};
        return {.value = ++sum_};
    }
    Reply release(const Invocation& call) {
        if (held_.erase(*call.key) == 0) return {.type = EventType::fail, .error = "not held"};
        return {};
    }
    Reply send(const Invocation& call) {
        auto& log = logs_[call.value.as_list()[0].as_string()];
        log.push_back(call.value.as_list()[1]);
        return {.value = Value::list({call.value.as_list()[0],
                                      Value::list({log.size() - 1, call.value.as_list()[1]})})};
    }
    Reply assign(const Invocation& call) {
        positions_[call.process].clear();
        for (const Value& key : call.value.as_list())
            positions_[call.process][key.as_string()] = 0;
        return {.value = call.value};
    }
    Reply poll(const Invocation& call) {
        Value polled{Value::Object{}};
        for (auto& [key, position] : positions_[call.process]) {
            Value messages{Value::List{}};
            for (; position < logs_[key].size(); ++position)
                messages.push(Value::list({position, logs_[key][position]}));
            polled.set(key, messages);
        }
        return {.value = polled};
    }

    bool counts_;
    std::vector<Value> items_;
    std::int64_t sum_ = 0;
    std::map<std::int64_t, std::int64_t> balances_;
    std::set<Value> held_;
    std::map<std::string, std::vector<Value>> logs_;
    std::map<core::Process, std::map<std::string, std::size_t>> positions_;

  public:
    void open_accounts(std::int64_t accounts, std::int64_t total) {
        for (std::int64_t account = 0; account < accounts; ++account)
            balances_[account] = total / accounts;
    }
};

Responder service(const WorkloadSpec& spec) {
    auto service = std::make_shared<Service>(spec.model == "counter");
    if (spec.kind == "bank") service->open_accounts(8, 80);
    return [service](const Invocation& call, core::Random&) { return service->answer(call); };
}

core::History whole_run(const WorkloadSpec& spec, const Responder& system, std::uint64_t seed = 1,
                        std::size_t operations = 400) {
    const auto workload = make_workload(spec);
    EXPECT_TRUE(workload) << workload.error().message;
    return run(phases({limit(operations, workload->operations), workload->final_reads}),
               spec.concurrency, system, seed);
}

std::vector<std::string> checked_kinds() {
    std::vector<std::string> names;
    for (const WorkloadKind& kind : workload_kinds())
        if (!kind.checks.empty() && kind.checks.front() != "transactions")
            names.emplace_back(kind.name);
    return names;
}

class Kinds : public ::testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(All, Kinds, ::testing::ValuesIn(checked_kinds()), [](const auto& kind) {
    std::string name = kind.param;
    std::ranges::replace(name, '-', '_');
    return name;
});

TEST_P(Kinds, ACorrectSystemIsFoundCorrectWhateverIsLost) {
    const WorkloadSpec spec = spec_of(GetParam());
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const Responder unreliable = with_crashes(
            seed % 2 == 0 ? 0.02 : 0, spec.timeout,
            with_latency({nemesis::Distribution::exponential, 2ms, {}}, service(spec)));
        const auto operations = core::pair_operations(whole_run(spec, unreliable, seed));
        ASSERT_TRUE(operations) << operations.error().message;
        const CheckInput input{.operations = *operations};
        for (const std::string_view name : find_kind(GetParam())->checks) {
            const CheckResult check = find_check(name)->run(input);
            const bool in_doubt = name == "total-queue" && seed % 2 == 0;  // a drain is lost
            EXPECT_TRUE(check.verdict == Verdict::valid ||
                        (in_doubt && check.verdict == Verdict::unknown))
                << name << ", seed " << seed << ": " << check.explanation;
        }
    }
}

TEST_P(Kinds, TheSameSeedGivesTheSameOperations) {
    const WorkloadSpec spec = spec_of(GetParam());
    const auto first = whole_run(spec, service(spec), 7, 100);
    const auto second = whole_run(spec, service(spec), 7, 100);
    ASSERT_EQ(first.size(), second.size());
    for (std::size_t i = 0; i < first.size(); ++i)
        EXPECT_EQ(first[i].value, second[i].value) << i;
}

TEST_P(Kinds, AllFunctionsAreGenerated) {
    const WorkloadSpec spec = spec_of(GetParam());
    const core::History history = whole_run(spec, service(spec));
    for (const KindFunction& function : find_kind(GetParam())->functions)
        EXPECT_GT(count(history, function.name), 0U) << function.name;
}

TEST(KindsOfWorkload, HaveNamesOfTheirOwnAndChecksThatExist) {
    std::set<std::string_view> names;
    for (const WorkloadKind& kind : workload_kinds()) {
        EXPECT_TRUE(names.insert(kind.name).second) << kind.name;
        for (const std::string_view check : kind.checks)
            EXPECT_NE(find_check(check), nullptr) << check;
        EXPECT_TRUE(make_workload(spec_of(kind.name))) << kind.name;
    }
}

TEST(KindsOfWorkload, AddedValuesAreDistinct) {
    for (const char* kind : {"set", "broadcast", "total-queue"}) {
        std::set<Value> seen;
        const WorkloadSpec spec = spec_of(kind);
        for (const core::Event& event : invocations(whole_run(spec, service(spec)))) {
            if (event.value.is_null()) continue;
            EXPECT_TRUE(seen.insert(event.value).second) << kind;
        }
        EXPECT_GT(seen.size(), 100U);
    }
}

TEST(KindsOfWorkload, EveryClientReadsInTheEnd) {
    const WorkloadSpec spec = spec_of("broadcast");
    const auto workload = make_workload(spec);
    std::set<core::Process> readers;
    for (const core::Event& event : invocations(run(workload->final_reads, spec.concurrency)))
        readers.insert(event.process);
    EXPECT_EQ(readers.size(), spec.concurrency);
}

TEST(KindsOfWorkload, TransfersStayWithinTheBank) {
    WorkloadSpec spec = spec_of("bank");
    spec.parameters = {{"accounts", 3}, {"max-transfer", 2}};
    const auto workload = make_workload(spec);
    for (const core::Event& event : invocations(run(limit(500, workload->operations)))) {
        if (event.f != "transfer") continue;
        const auto of = [&](const char* name) { return event.value.find(name)->as_int(); };
        EXPECT_NE(of("from"), of("to"));
        EXPECT_TRUE(of("from") >= 0 && of("from") < 3 && of("to") >= 0 && of("to") < 3);
        EXPECT_TRUE(of("amount") >= 1 && of("amount") <= 2);
    }
}

TEST(KindsOfWorkload, ALockIsReleasedByWhoHoldsItAndByNobodyElse) {
    const WorkloadSpec spec = spec_of("lock");
    std::map<core::Process, bool> holds;
    const Responder lossy = with_crashes(0.1, spec.timeout, service(spec));
    const auto workload = make_workload(spec);
    for (const core::Event& event : run(limit(500, workload->operations), 4, lossy)) {
        if (event.type == EventType::invoke) {
            EXPECT_EQ(event.f, holds[event.process] ? "release" : "acquire");
        } else {
            holds[event.process] = event.f == "acquire" && event.type == EventType::ok;
        }
    }
}

TEST(KindsOfWorkload, AKafkaClientAssignsFirstAndCommitsWhatItPolled) {
    const WorkloadSpec spec = spec_of("kafka");
    std::map<core::Process, std::map<std::string, std::int64_t>> polled;
    std::set<core::Process> begun;
    for (const core::Event& event : whole_run(spec, service(spec))) {
        const bool first = event.type == EventType::invoke && begun.insert(event.process).second;
        EXPECT_TRUE(!first || event.f == "assign") << event.f;
        if (event.type == EventType::ok && event.f == "assign") polled[event.process].clear();
        if (event.type == EventType::ok && event.f == "poll")
            for (const auto& [key, messages] : event.value.as_object())
                for (const Value& message : messages.as_list())
                    polled[event.process][key] = message.as_list()[0].as_int();
        if (event.type != EventType::invoke || event.f != "commit") continue;
        ASSERT_FALSE(event.value.as_object().empty());
        for (const auto& [key, offset] : event.value.as_object())
            EXPECT_EQ(polled[event.process].at(key), offset.as_int());
    }
}

TEST(KindsOfWorkload, AllLogsArePolledToTheirEnds) {
    const WorkloadSpec spec = spec_of("kafka");
    const auto history = whole_run(spec, service(spec));
    std::map<core::Process, core::Event> last;
    for (const core::Event& event : history)
        if (event.type == EventType::ok) last[event.process] = event;
    ASSERT_EQ(last.size(), spec.concurrency);
    for (const auto& [process, event] : last) {
        EXPECT_EQ(event.f, "poll");
        ASSERT_EQ(event.value.as_object().size(), spec.keys);
        for (const auto& [key, messages] : event.value.as_object())
            EXPECT_TRUE(messages.as_list().empty());
    }
}

TEST(KindsOfWorkload, TransactionsRotateTheirKeysAndCountTheirWrites) {
    for (const char* kind : {"txn-list-append", "txn-rw-register"}) {
        WorkloadSpec spec = spec_of(kind);
        spec.parameters = {{"max-length", 3}, {"max-writes-per-key", 5}};
        const std::string write = spec.kind == "txn-list-append" ? "append" : "w";
        std::map<std::string, std::int64_t> written;
        const auto workload = make_workload(spec);
        for (const core::Event& event : invocations(run(limit(300, workload->operations)))) {
            EXPECT_EQ(event.f, "txn");
            EXPECT_TRUE(!event.value.as_list().empty() && event.value.as_list().size() <= 3);
            for (const Value& step : event.value.as_list()) {
                const auto& parts = step.as_list();
                if (parts[0].as_string() == "r") {
                    EXPECT_TRUE(parts[2].is_null());
                    continue;
                }
                EXPECT_EQ(parts[0].as_string(), write);
                EXPECT_EQ(parts[2].as_int(), ++written[parts[1].as_string()]);
                EXPECT_LE(parts[2].as_int(), 5);
            }
        }
        EXPECT_GT(written.size(), 20U);
    }
}

TEST(KindsOfWorkload, UnknownKindsAreNamed) {
    WorkloadSpec spec = spec_of("set");
    spec.kind = "sett";
    const auto workload = make_workload(spec);
    ASSERT_FALSE(workload);
    EXPECT_EQ(workload.error().message,
              "workload.kind: there is no workload of the kind \"sett\"; did you mean \"set\"?");
}

}  // namespace
}  // namespace ordeal::harness::gen::testing

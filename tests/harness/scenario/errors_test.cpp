#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/scenario/decode.hpp"
#include "tests/harness/scenario/test_names.hpp"

namespace ordeal::harness {
namespace {

using testing::HasSubstr;

std::string error_of(std::string_view text) {
    const auto scenario = parse_scenario(text, "s.json", test_names());
    return scenario ? "it was accepted" : scenario.error().message;
}

/// The first line of the error, without "s.json:LINE:COLUMN: ".
std::string first_line(const std::string& error) {
    const std::string line = error.substr(0, error.find('\n'));
    std::size_t at = 0;
    for (int colons = 0; colons < 3 && at != std::string::npos; ++colons)
        at = line.find(':', at) + 1;
    return line.substr(at + 1);
}

/// A scenario that is right but for one member: of the document, or of a part of it.
std::string with(std::string_view member) {
    return first_line(
        error_of(fmt::format(R"({{"name": "x", "system": {{"command": ["a"]}}, {}}})", member)));
}
std::string with_system(std::string_view member) {
    return first_line(
        error_of(fmt::format(R"({{"name": "x", "system": {{"command": ["a"], {}}}}})", member)));
}
std::string with_workload(std::string_view member) {
    return with(fmt::format(R"("workload": {{{}}})", member));
}
std::string with_fault(std::string_view members) {
    return with(fmt::format(R"("nemesis": [{{{}}}])", members));
}

TEST(ScenarioErrors, ShowFileLineColumnPathAndTheLine) {
    EXPECT_EQ(error_of(R"({
    "name": "x",
    "system": {"command": ["a"]},
    // a comment
    "workload": {"model": "cas-register", "mix": {"raed": 5, "write": 3}}
})"),
              R"(s.json:5:51: workload.mix.raed: unknown key "raed"; did you mean "read"?
    5 |     "workload": {"model": "cas-register", "mix": {"raed": 5, "write": 3}}
      |                                                   ^~~~~~)");
}

TEST(ScenarioErrors, TabsAndLettersBeyondAsciiKeepTheCaretInPlace) {
    EXPECT_EQ(error_of("{\"name\": \"x\", \"system\": {\"command\": [\"\xc3\xa9\xc3\xa9\"],\n"
                       "\t\"environment\": {\"\xc3\xa9\": \"\xe2\x82\xac\"}, \"port\": 0}}"),
              "s.json:2:37: system.port: expected an integer from 1 to 65535, got the integer 0\n"
              "    2 | \t\"environment\": {\"\xc3\xa9\": \"\xe2\x82\xac\"}, \"port\": 0}}\n"
              "      | \t                                   ^");
}

TEST(ScenarioErrors, OfALongLineAPartIsShown) {
    const std::string error =
        error_of(R"({"name": "x", "system": {"command": [")" + std::string(500, 'a') +
                 R"("], "port": "b", "ready": null}})");
    EXPECT_THAT(
        error,
        HasSubstr(
            "s.json:1:551: system.port: expected an integer from 1 to 65535, got the string \"b\"\n"
            "    1 | ..." +
            std::string(38, 'a') + R"("], "port": "b", "ready": null}})" +
            "\n"
            "      |    " +
            std::string(50, ' ') + "^~~\n"));
}

TEST(ScenarioErrors, AllAreToldInTheOrderOfTheText) {
    // The empty command is found last, when all fields have been read.
    const std::string error = error_of(R"({"system": {"command": []}, "seed": -1, "name": "",
        "nemsis": [], "phases": {"run": "0s", "recover": 5}})");
    std::size_t before = 0;
    for (const char* path : {":1:24: system.command: ", ":1:37: seed: ", ":1:49: name: ",
                             ":2:9: nemsis: ", ":2:41: phases.run: ", ":2:58: phases.recover: "}) {
        const auto at = error.find(path);
        ASSERT_NE(at, std::string::npos) << path << error;
        EXPECT_LE(before, at) << error;
        before = at;
    }
    EXPECT_EQ(std::ranges::count(error, '\n'), 6 * 3 - 1);
}

TEST(ScenarioErrors, AtMostTenAreShown) {
    std::string keys;
    for (int i = 0; i < 13; ++i)
        keys += fmt::format(R"("zz{}": 1, )", i);
    const std::string error =
        error_of("{" + keys + R"("name": "x", "system": {"command": ["a"]}})");
    EXPECT_THAT(error, HasSubstr("zz9: "));
    EXPECT_THAT(error, testing::Not(HasSubstr("zz10: ")));
    EXPECT_TRUE(error.ends_with("\n... and 3 more errors")) << error;
}

TEST(ScenarioErrors, Syntax) {
    const std::pair<const char*, const char*> cases[] = {
        {"", "s.json:1:1: invalid JSON: unexpected end of input; expected a value"},
        {"{\n",
         "s.json:1:2: invalid JSON: unexpected end of input; expected a key in double quotes"},
        {"{\"a\": 1,\n}",
         "s.json:1:8: invalid JSON: unexpected '}'; expected a key in double quotes; "
         "the comma before it is one too many"},
        {"[1, ]",
         "s.json:1:3: invalid JSON: unexpected ']'; expected a value; the comma before it is "
         "one too many"},
        {"{a: 1}",
         "s.json:1:2: invalid JSON: expected a value: strings and keys stand in double quotes"},
        {"{\"a\" 12}", "s.json:1:6: invalid JSON: unexpected number; expected ':'"},
        {"{\"a\": 1 \"bc\": 2}",
         "s.json:1:9: invalid JSON: unexpected string; expected ',' or '}'"},
        {"{\"a\": [1 2]}", "s.json:1:10: a: invalid JSON: unexpected number; expected ',' or ']'"},
        {"{\"a\": /* 1}", "s.json:1:12: invalid JSON: invalid comment; missing closing '*/'"},
        {"{} {}", "s.json:1:4: invalid JSON: unexpected '{'; expected end of input"},
        {"{\"name\": 12345678901234567890}",
         "s.json:1:10: name: the integer does not fit in 64 bits"},
        {"{\"a\": {\"b\": 1e999}}",
         "s.json:1:13: a: invalid JSON: number overflow parsing '1e999'"},
        {"{\"a\": \"\xff\"}", "s.json:1:8: invalid JSON: invalid string: ill-formed UTF-8 byte"},
    };
    for (const auto& [text, expected] : cases) {
        const std::string error = error_of(text);
        EXPECT_EQ(error.substr(0, error.find('\n')), expected);
    }
    EXPECT_THAT(error_of(std::string("{}\0", 3)),
                HasSubstr("s.json:1:3: invalid JSON: a NUL byte"));
    EXPECT_THAT(error_of(std::string(500, '[')), HasSubstr("more than 100 levels deep"));
}

TEST(ScenarioErrors, KeysThatAreThereTwice) {
    EXPECT_THAT(
        error_of("{\"name\": \"x\",\n \"system\": {\"command\": [\"a\"]},\n \"name\": \"y\"}"),
        HasSubstr("s.json:3:2: name: the key \"name\" is there twice, first on line 1"));
}

TEST(ScenarioErrors, MissingAndUnknownKeys) {
    EXPECT_EQ(first_line(error_of("{}")), "missing key \"name\" (name)");
    EXPECT_THAT(error_of("{}"), HasSubstr("s.json:1:1: missing key \"system\" (object)"));
    EXPECT_EQ(first_line(error_of(R"({"name": "x", "system": {}})")),
              "system: missing key \"command\" (list of template strings)");
    EXPECT_EQ(first_line(error_of("[]")), "expected an object, got a list");
    EXPECT_EQ(with(R"("fases": {})"), "fases: unknown key \"fases\"; did you mean \"phases\"?");
    EXPECT_EQ(with(R"("a b": 1)"),
              "[\"a b\"]: unknown key \"a b\"; known are $schema, include, name, system, network, "
              "workload, nemesis, phases, check, expect and seed");
    // A misspelt key is not missing, too.
    EXPECT_THAT(error_of(R"({"name": "x", "system": {"comand": ["a"]}})"),
                testing::Not(HasSubstr("missing")));
    EXPECT_THAT(with_fault(R"("at": "1s")"),
                testing::AllOf(
                    testing::StartsWith("nemesis[0]: missing key \"fault\" (one of `partition`, "),
                    HasSubstr("`flaky-node`"), HasSubstr("`lying-fsync`")));
}

TEST(ScenarioErrors, TypesAndRanges) {
    EXPECT_EQ(with(R"("nemesis": 1)"), "nemesis: expected a list of faults, got the integer 1");
    EXPECT_EQ(with(R"("network": 5)"), "network: expected an object, got the integer 5");
    EXPECT_EQ(with_system(R"("nodes": 0)"),
              "system.nodes: expected an integer from 1 to 99, got the integer 0");
    EXPECT_EQ(with_system(R"("nodes": 100)"),
              "system.nodes: expected an integer from 1 to 99, got the integer 100");
    EXPECT_EQ(with_system(R"("nodes": 3.0)"),
              "system.nodes: expected an integer from 1 to 99, got the number 3.0");
    EXPECT_EQ(with_system(R"("environment": {"A": 1})"),
              "system.environment.A: expected a template string, got the integer 1");
    EXPECT_EQ(with_system(R"("environment": {"A=B": "1"})"),
              "system.environment[\"A=B\"]: expected a variable's name, without '='");
    EXPECT_EQ(first_line(error_of(R"({"name": "x", "system": {"command": []}})")),
              "system.command: expected a program, got an empty list");
    EXPECT_EQ(first_line(error_of(R"({"name": "x", "system": {"command": ["a", ""]}})")),
              "system.command[1]: expected a template string, got the string \"\"");
    EXPECT_EQ(first_line(error_of(R"({"name": "x", "system": {"command": "abd"}})")),
              "system.command: expected a list of template strings, got the string \"abd\"");
    for (const char* name : {"\"\"", "\"a/b\"", "\"..\"", "\"-a\"", "5", "\"é\""})
        EXPECT_THAT(
            error_of(fmt::format(R"({{"system": {{"command": ["a"]}}, "name": {}}})", name)),
            HasSubstr("name: expected a name of letters, digits, '-', '_' and '.'"));
    EXPECT_EQ(with(R"("network": {"loss": -0.1})"),
              "network.loss: expected a probability from 0 to 1, got the number -0.1");
    EXPECT_EQ(with(R"("network": {"corrupt": 2})"),
              "network.corrupt: expected a probability from 0 to 1, got the integer 2");
    EXPECT_EQ(with(R"("network": {"mend-checksum": "yes"})"),
              "network.mend-checksum: expected true or false, got the string \"yes\"");
    EXPECT_EQ(with(R"("seed": 1.5)"), "seed: expected an integer from 0, got the number 1.5");
    EXPECT_EQ(with(R"("$schema": 1)"), "$schema: expected a string, got the integer 1");
    EXPECT_EQ(with(R"("check": {"min-ok": -1})"),
              "check.min-ok: expected an integer from 0, got the integer -1");
    EXPECT_EQ(with_workload(R"("options": [])"),
              "workload.options: expected an object, got a list");
    EXPECT_EQ(with_workload(R"("rate": 0)"),
              "workload.rate: expected a number above 0, got the integer 0");
    EXPECT_EQ(with_workload(R"("keys": 0)"),
              "workload.keys: expected an integer from 1 to 1000000, got the integer 0");
    EXPECT_EQ(
        with_workload(R"("values": "unique")"),
        "workload.values: expected an integer from 1 or \"distinct\", got the string \"unique\"");
    EXPECT_EQ(with_workload(R"("values": 0)"),
              "workload.values: expected an integer from 1 or \"distinct\", got the integer 0");
    for (const char* rate : {"10", "mbit", "-1mbit", "1.5mbit", "0bit", "10MBit", "9999999999bit"})
        EXPECT_EQ(
            with(fmt::format(R"("network": {{"rate": "{}"}})", rate)),
            fmt::format("network.rate: expected bits a second like \"10mbit\" (units are bit, "
                        "kbit, mbit, gbit) or \"unlimited\", got the string \"{}\"",
                        rate));
}

TEST(ScenarioErrors, Durations) {
    EXPECT_EQ(with(R"("phases": {"run": 20})"),
              "phases.run: expected a duration like \"20ms\", got the integer 20");
    EXPECT_EQ(with(R"("phases": {"run": "20"})"),
              "phases.run: \"20\" has no unit: units are ns, us, ms, s, m, h");
    EXPECT_EQ(with(R"("phases": {"run": "20sec"})"),
              "phases.run: \"20sec\" has the unknown unit \"sec\": units are ns, us, ms, s, m, h");
    EXPECT_EQ(with(R"("phases": {"run": "0s"})"),
              "phases.run: expected a duration above 0, got the string \"0s\"");
    EXPECT_EQ(with(R"("phases": {"recover": "-1s"})"),
              "phases.recover: \"-1s\" is negative: a duration is 0 or more");
}

TEST(ScenarioErrors, NamesOfOtherRooms) {
    EXPECT_EQ(with_workload(R"("client": "mealstrom")"),
              "workload.client: unknown client \"mealstrom\"; did you mean \"maelstrom\"?");
    EXPECT_EQ(with_workload(R"("model": "registre")"),
              "workload.model: unknown model \"registre\"; did you mean \"register\"?");
    EXPECT_EQ(
        with_workload(R"("model": "fifo-queue")"),
        "workload.model: the model \"fifo-queue\" is not available in this build; available are "
        "cas-register and register");
    EXPECT_EQ(with_workload(R"("model": 1)"),
              "workload.model: expected a model (cas-register or register), got the integer 1");
    EXPECT_EQ(with_system(R"("world": "sim")"),
              "system.world: the world \"sim\" is not available in this build; available is real");
    EXPECT_EQ(with_system(R"("world": "reel")"),
              "system.world: unknown world \"reel\"; did you mean \"real\"?");
    EXPECT_EQ(with_workload(R"("mix": {"read": 1, "cas": 1})"),
              "workload.mix.cas: unknown key \"cas\"; known are read and write");
    EXPECT_EQ(with_workload(R"("mix": {"read": 0})"),
              "workload.mix.read: expected a number above 0, got the integer 0");
    EXPECT_EQ(
        with(R"("check": {"consistency": "linearisable"})"),
        "check.consistency: unknown consistency \"linearisable\"; did you mean \"linearizable\"?");
    EXPECT_EQ(with(R"("check": {"consistency": "eventual"})"),
              "check.consistency: eventual is told of counters only: not of the model register");
    EXPECT_EQ(with(R"("network": {"latency": {"distribution": "zipf"}})"),
              "network.latency.distribution: unknown distribution \"zipf\"; known are constant, "
              "uniform, exponential and normal");
    EXPECT_EQ(with(R"("network": {"latency": {"distribution": "uniform", "mean": "1ms",
                                              "jitter": "2ms"}})"),
              "network.latency.jitter: expected at most the mean, 1ms: a delay is never negative");
}

TEST(ScenarioErrors, ReadyProbes) {
    EXPECT_EQ(
        with_system(R"("ready": {"within": "1s"})"),
        "system.ready: expected exactly one probe, \"tcp\", \"log\", \"http\" or \"command\", "
        "got none");
    EXPECT_EQ(
        with_system(R"("ready": {"tcp": "x:1", "log": "a"})"),
        "system.ready: expected exactly one probe, \"tcp\", \"log\", \"http\" or \"command\", "
        "got 2");
    EXPECT_EQ(with_system(R"("ready": {"command": []})"),
              "system.ready.command: expected a program, got an empty list");
    EXPECT_THAT(with_system(R"("ready": {"log": "a(b"})"),
                HasSubstr("system.ready.log: expected a regular expression: "));
    EXPECT_EQ(with_system(R"("ready": {"tpc": "x:1"})"),
              "system.ready.tpc: unknown key \"tpc\"; did you mean \"tcp\"?");
}

TEST(ScenarioErrors, WhatIsBroken) {
    EXPECT_EQ(with_fault(R"("fault": "partiton", "every": "1s")"),
              "nemesis[0].fault: unknown fault \"partiton\"; did you mean \"partition\"?");
    EXPECT_EQ(with_fault(R"("fault": "partition", "every": "1s")"),
              "nemesis[0]: a partition needs \"shape\", like \"majorities-ring\", or \"grudge\"");
    EXPECT_EQ(
        with_fault(R"("fault": "partition", "shape": "majority-ring", "every": "1s")"),
        "nemesis[0].shape: unknown shape \"majority-ring\"; did you mean \"majorities-ring\"?");
    EXPECT_EQ(with_fault(R"("fault": "partition", "shape": "one", "grudge": {"n1": ["n2"]},
                            "at": "1s")"),
              "nemesis[0].grudge: \"grudge\" does not go with \"shape\": one of them is enough");
    EXPECT_EQ(with_fault(R"("fault": "partition", "shape": "one", "target": "one", "at": "1s")"),
              "nemesis[0].target: of a partition, expected a role of system.roles or a list of "
              "nodes");
    EXPECT_EQ(with_fault(R"("fault": "partition", "grudge": {"n1": ["n2"]}, "target": ["n1"],
                            "at": "1s")"),
              "nemesis[0].target: \"target\" does not go with \"grudge\", which says it all");
    EXPECT_EQ(with_fault(R"("fault": "partition", "shape": "halves", "target": ["n1"],
                            "at": "1s")"),
              "nemesis[0].shape: shape \"halves\" has no place for chosen nodes; \"one\" has");
    EXPECT_EQ(with_fault(R"("fault": "kill", "shape": "one", "at": "1s")"),
              "nemesis[0].shape: \"shape\" does not go with \"kill\": it belongs to \"partition\"");
    EXPECT_EQ(
        with_fault(R"("fault": "pause", "grudge": {"n1": ["n2"]}, "at": "1s")"),
        "nemesis[0].grudge: \"grudge\" does not go with \"pause\": it belongs to \"partition\"");
}

TEST(ScenarioErrors, HowClocksAreWrong) {
    const auto drift = [](std::string_view rate) {
        return with_fault(fmt::format(R"("fault": "clock-drift", "at": "1s", "rate": {})", rate));
    };
    for (const char* rate : {"0", "-1", "100.5", R"("2")", "[0.5, 200]"})
        EXPECT_THAT(drift(rate), HasSubstr("expected a number from 0.01 to 100, got ")) << rate;
    for (const char* rate : {"[]", "[1]", "[2, 1]", "[1, 2, 3]"})
        EXPECT_EQ(drift(rate), "nemesis[0].rate: expected two values, the lower one first");
    const auto bump = [](std::string_view offset) {
        return with_fault(
            fmt::format(R"("fault": "clock-bump", "at": "1s", "offset": {})", offset));
    };
    for (const char* offset : {"1", R"("1")", R"("--1s")", R"("25h")", R"(["-25h", "1s"])"})
        EXPECT_THAT(bump(offset), HasSubstr("expected a duration up to 24h, like")) << offset;
    EXPECT_EQ(bump(R"(["1s", "-1s"])"),
              "nemesis[0].offset: expected two values, the lower one first");
    EXPECT_EQ(with_fault(R"("fault": "kill", "rate": 2, "at": "1s")"),
              "nemesis[0].rate: \"rate\" does not go with \"kill\": it belongs to \"clock-drift\"");
    EXPECT_EQ(with_fault(R"("fault": "clock-drift", "offset": "1s", "at": "1s")"),
              "nemesis[0].offset: \"offset\" does not go with \"clock-drift\": it belongs to "
              "\"clock-bump\", \"clock-strobe\"");
    EXPECT_EQ(with_fault(R"("fault": "lying-fsync", "at": "1s", "restart-after": "1s")"),
              "nemesis[0].restart-after: \"restart-after\" does not go with \"lying-fsync\", use "
              "\"for\"");
}

TEST(ScenarioErrors, HowDisksAreWrong) {
    EXPECT_THAT(with_fault(R"("fault": "eio", "calls": ["fdatasynk"], "at": "1s")"),
                testing::AllOf(HasSubstr("nemesis[0].calls[0]"), HasSubstr("fdatasync")));
    EXPECT_THAT(with_fault(R"("fault": "kill", "files": "*.wal", "at": "1s")"),
                HasSubstr("\"files\" does not go with \"kill\""));
    EXPECT_THAT(with_fault(R"("fault": "eio", "nth": 3, "probability": 0.5, "at": "1s")"),
                HasSubstr("\"probability\" does not go with \"nth\""));
    EXPECT_THAT(with_fault(R"("fault": "torn-write", "calls": ["sync"], "at": "1s")"),
                HasSubstr("\"torn-write\" is about \"write\" only"));
    EXPECT_THAT(with_fault(R"("fault": "fiu", "at": "1s")"), HasSubstr("a fiu needs \"point\""));
    EXPECT_THAT(with_fault(R"("fault": "full-disk", "size": "9 apples", "at": "1s")"),
                HasSubstr("bytes like 4096 or \"64KiB\""));
}

TEST(ScenarioErrors, WhoIsHit) {
    EXPECT_EQ(with_fault(R"("fault": "kill", "target": "al", "at": "1s")"),
              "nemesis[0].target: unknown target \"al\"; did you mean \"all\"?");
    EXPECT_EQ(with_fault(R"("fault": "kill", "target": [], "at": "1s")"),
              "nemesis[0].target: expected at least one node, got an empty list");
    EXPECT_THAT(with_fault(R"("fault": "kill", "target": ["n1", "n9"], "at": "1s")"),
                HasSubstr("nemesis[0].target: unknown node \"n9\""));
    EXPECT_THAT(with_fault(R"("fault": "kill", "target": ["n1", "n1"], "at": "1s")"),
                HasSubstr("named twice"));
    EXPECT_THAT(with_fault(R"("fault": "partition", "grudge": {"n1": ["n4"]}, "at": "1s")"),
                HasSubstr("nemesis[0].grudge: unknown node \"n4\""));
    EXPECT_THAT(with_fault(R"("fault": "partition", "grudge": {"n1": ["n1"]}, "at": "1s")"),
                HasSubstr("cannot refuse itself"));
    EXPECT_THAT(with_fault(R"("fault": "partition", "grudge": {}, "at": "1s")"),
                HasSubstr("nobody refuses anybody"));
    const auto of_two_nodes = [](std::string_view fault) {
        return first_line(error_of(fmt::format(R"({{"name": "x", "system": {{"nodes": 2,
            "command": ["a"]}}, "nemesis": [{{{}, "at": "1s"}}]}})",
                                               fault)));
    };
    for (const char* shape : {"majorities-ring", "bridge", "majority"})
        EXPECT_THAT(of_two_nodes(fmt::format(R"("fault": "partition", "shape": "{}")", shape)),
                    HasSubstr("needs at least 3 nodes"));
    EXPECT_THAT(of_two_nodes(R"("fault": "kill", "target": "minority")"),
                HasSubstr("needs at least 3 nodes"));
    for (const char* shape : {"halves", "random-halves", "one", "one-way"})
        EXPECT_EQ(of_two_nodes(fmt::format(R"("fault": "partition", "shape": "{}")", shape)),
                  first_line("it was accepted"));
}

TEST(ScenarioErrors, When) {
    EXPECT_EQ(with_fault(R"("fault": "kill")"),
              "nemesis[0]: expected \"every\", like \"4s\", or \"at\": when does it happen?");
    EXPECT_EQ(with_fault(R"("fault": "kill", "at": "1s", "every": "1s")"),
              "nemesis[0].at: \"at\" does not go with \"every\"");
    EXPECT_EQ(with_fault(R"("fault": "kill", "every": "0s")"),
              "nemesis[0].every: expected a duration above 0, got the string \"0s\"");
    EXPECT_EQ(with_fault(R"("fault": "kill", "at": "1s", "after": "1s")"),
              "nemesis[0].after: \"after\" does not go with \"at\"");
    EXPECT_EQ(with_fault(R"("fault": "kill", "at": "1s", "flip-flop": true)"),
              "nemesis[0].flip-flop: \"flip-flop\" does not go with \"at\", only with \"every\"");
    EXPECT_EQ(with_fault(R"("fault": "kill", "every": "1s", "flip-flop": true, "for": "1s")"),
              "nemesis[0].for: \"for\" does not go with \"flip-flop\", which ends the fault at the "
              "next \"every\"");
    EXPECT_EQ(with_fault(R"("fault": "kill", "at": "10s")"),
              "nemesis[0].at: never happens: the run phase ends after 10s");
    EXPECT_EQ(with_fault(R"("fault": "kill", "every": "1s", "after": "1m")"),
              "nemesis[0].after: never happens: the run phase ends after 10s");
    EXPECT_EQ(
        with_fault(R"("fault": "pause", "at": "1s", "restart-after": "1s")"),
        "nemesis[0].restart-after: \"restart-after\" does not go with \"pause\", use \"for\"");
    EXPECT_EQ(with_fault(R"("fault": "kill", "at": "1s", "for": "1s", "restart-after": "1s")"),
              "nemesis[0].restart-after: \"restart-after\" does not go with \"for\": they mean the "
              "same");
}

TEST(ScenarioErrors, WhatIsWrongAlreadyIsNotComplainedAboutTwice) {
    // Nobody knows how many nodes there are, so n9 may well be one of them.
    const std::string error = error_of(R"({"name": "x", "system": {"command": ["a"], "nodes": "9"},
        "nemesis": [{"fault": "kill", "target": ["n9"], "at": "1s"}]})");
    EXPECT_EQ(std::ranges::count(error, '\n'), 2) << error;
}

}  // namespace
}  // namespace ordeal::harness

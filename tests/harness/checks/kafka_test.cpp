#include "harness/checks/kafka.hpp"

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/harness/checks/histories.hpp"

namespace ordeal::harness {
namespace {

using core::Verdict;
using testing::EventType;
using testing::found_by;
using ::testing::HasSubstr;
using testing::Operation;
using testing::Value;
using testing::Written;

std::int64_t count(const CheckResult& check, std::string_view name) {
    return check.details.find(name)->as_int();
}

CheckResult checked(const Written& h) {
    return check_kafka(h.operations(), {});
}

Value message(std::int64_t offset, std::int64_t value) {
    return Value::list({offset, value});
}

Written& send(Written& h, std::int64_t process, std::int64_t offset, std::int64_t value) {
    return h.ok(process, "send", Value::list({"k0", value}),
                Value::list({"k0", message(offset, value)}));
}

Written& assign(Written& h, std::int64_t process) {
    return h.ok(process, "assign", Value::list({"k0"}), Value::list({"k0"}));
}

Written& poll(Written& h, std::int64_t process, Value::List messages) {
    return h.ok(process, "poll", {}, Value::object({{"k0", Value(std::move(messages))}}));
}

TEST(CheckKafka, WhatIsSentIsPolledInOrder) {
    Written h;
    assign(send(send(h, 0, 1, 10), 1, 2, 11), 2);
    poll(poll(h, 2, {message(1, 10), message(2, 11)}), 2, {});
    const CheckResult check = checked(h);
    EXPECT_EQ(check.verdict, Verdict::valid);
    EXPECT_EQ(check.explanation, "2 sends acknowledged, 2 polls");
}

TEST(CheckKafka, WhatIsPassedOverByEverybodyIsLost) {
    Written h;
    poll(assign(send(send(h, 0, 1, 10), 1, 2, 11), 2), 2, {message(2, 11)});
    const CheckResult check = checked(h);
    EXPECT_EQ(check.verdict, Verdict::invalid);
    EXPECT_EQ(found_by(check),
              "1 lost: 10, sent by process 0 (operation 0), was put at offset 1 of k0 and never "
              "polled, though offset 2 was");
}

TEST(CheckKafka, TheEndOfALogCanBeLostToo) {
    Written h;
    poll(assign(send(send(h, 0, 1, 10), 1, 2, 11), 2), 2, {message(1, 10)});
    const CheckResult unseen = checked(h);
    EXPECT_EQ(unseen.verdict, Verdict::valid);
    EXPECT_EQ(count(unseen, "unseen"), 1);
    const CheckResult lost = checked(poll(h, 2, {}));
    EXPECT_EQ(lost.verdict, Verdict::invalid);
    EXPECT_THAT(found_by(lost), HasSubstr("1 lost: 11, sent by process 1 (operation 1), was put "
                                          "at offset 2 of k0 and never polled, and process 2 "
                                          "(operation 4) found nothing more"));
    EXPECT_EQ(count(check_kafka(h.operations(), std::chrono::hours(1)), "lost"), 0)
        << "nobody polled after the system had settled";
}

TEST(CheckKafka, APollBeforeTheSendReturnedTellsNothing) {
    Written h;
    assign(h, 2);
    const auto sending = h.begin(0, "send", Value::list({"k0", 10}));
    poll(h, 2, {});
    h.end(sending, EventType::ok, Value::list({"k0", message(1, 10)}));
    EXPECT_EQ(count(checked(h), "lost"), 0);
    EXPECT_EQ(count(check_kafka(h.operations(), core::Nanoseconds{0}), "lost"), 0);
}

TEST(CheckKafka, NothingIsPolledThatNobodySent) {
    Written h;
    assign(send(h, 0, 1, 10), 2).fail(3, "send", Value::list({"k0", 12}));
    poll(h, 2, {message(1, 10), message(2, 11), message(3, 12)});
    const CheckResult check = checked(h);
    EXPECT_EQ(count(check, "unexpected"), 2);
    EXPECT_THAT(check.explanation, HasSubstr("process 2 (operation 3) polled 11 of k0, which"));
}

TEST(CheckKafka, ASendOfUnknownOutcomeMayBePolledOrNot) {
    Written h;
    assign(h, 2).info(0, "send", Value::list({"k0", 10})).info(1, "send", Value::list({"k0", 11}));
    poll(send(h, 4, 2, 12), 2, {message(1, 11), message(2, 12)});
    EXPECT_EQ(checked(h).verdict, Verdict::valid);
}

TEST(CheckKafka, AnOffsetHoldsOneValueAndAValueOneOffset) {
    Written h;
    assign(send(send(h, 0, 1, 10), 0, 2, 11), 2);
    poll(poll(h, 2, {message(1, 11)}), 3, {message(1, 10), message(2, 11)});
    const CheckResult check = checked(h);
    EXPECT_EQ(count(check, "inconsistent-offsets"), 1);
    EXPECT_EQ(count(check, "duplicated"), 1);
    EXPECT_THAT(check.explanation, HasSubstr("offset 1 held 10 for process 0 (operation 0) and 11 "
                                             "for process 2 (operation 3)"));
}

TEST(CheckKafka, SendsKeepTheirOrder) {
    Written h;
    assign(send(send(h, 0, 5, 10), 1, 3, 11), 2);
    poll(h, 2, {message(3, 11), message(5, 10)});
    const CheckResult check = checked(h);
    EXPECT_EQ(check.verdict, Verdict::invalid);
    EXPECT_EQ(found_by(check),
              "1 reordered: process 1 (operation 1) was put at offset 3 of k0, "
              "after process 0 (operation 0) had got offset 5");
}

TEST(CheckKafka, PollsGoForwardUntilTheNextAssignment) {
    Written h;
    assign(send(send(h, 0, 1, 10), 0, 2, 11), 2);
    poll(poll(h, 2, {message(1, 10), message(2, 11)}), 2, {message(1, 10)});
    EXPECT_EQ(count(checked(h), "nonmonotonic"), 1);
    EXPECT_EQ(count(checked(poll(h, 2, {message(1, 10)})), "nonmonotonic"), 2) << "the same again";
    Written again;
    assign(send(send(again, 0, 1, 10), 0, 2, 11), 2);
    poll(assign(poll(again, 2, {message(1, 10), message(2, 11)}), 2), 2, {message(1, 10)});
    EXPECT_EQ(checked(again).verdict, Verdict::valid);
}

TEST(CheckKafka, PollsSkipNothing) {
    Written h;
    assign(assign(send(send(send(h, 0, 1, 10), 0, 2, 11), 0, 5, 12), 2), 3);
    poll(poll(h, 3, {message(1, 10), message(2, 11), message(5, 12)}), 2, {message(1, 10)});
    EXPECT_EQ(checked(h).verdict, Verdict::valid) << "there is nothing at 3 and 4";
    const CheckResult check = checked(poll(h, 2, {message(5, 12)}));
    EXPECT_EQ(check.verdict, Verdict::invalid);
    EXPECT_THAT(found_by(check), HasSubstr("1 skipped: process 2 (operation 7) polled offset 5 of "
                                           "k0 after offset 1; 11 lies at 2, by process 0"));
}

TEST(CheckKafka, AnswersOfAnotherShapeAreMalformed) {
    Written h;
    send(h, 0, 1, 10).ok(1, "send", Value::list({"k0", 11}), 4).ok(2, "poll", {}, "nothing");
    EXPECT_EQ(count(checked(h), "malformed"), 2);
}

TEST(CheckKafka, HistoriesOfJepsenAreRead) {
    const auto steps = [](Value step) { return Value::list({std::move(step)}); };
    Written h;
    h.ok(0, "send", steps(Value::list({"send", 3, 10})),
         steps(Value::list({"send", 3, message(1, 10)})));
    h.ok(0, "send", steps(Value::list({"send", 3, 11})),
         steps(Value::list({"send", 3, message(2, 11)})));
    h.info(1, "send", steps(Value::list({"send", 3, 12})));
    h.ok(2, "assign", Value::list({3}), Value::list({3}));
    const auto polled = [&](Value::List messages) {
        h.ok(2, "poll", steps(Value::list({"poll"})),
             steps(Value::list({"poll", Value::object({{"3", Value(std::move(messages))}})})));
    };
    polled({message(1, 10)});
    EXPECT_EQ(checked(h).verdict, Verdict::valid);
    EXPECT_EQ(count(checked(h), "sends"), 2);
    polled({});
    const CheckResult check = checked(h);
    EXPECT_EQ(check.verdict, Verdict::invalid);
    EXPECT_THAT(found_by(check), HasSubstr("1 lost: 11, sent by process 0 (operation 1), was put "
                                           "at offset 2 of 3"));
}

TEST(CheckKafka, TooLittleIsUnknown) {
    EXPECT_EQ(check_kafka({}, {}).verdict, Verdict::unknown);
    Written failed;
    failed.fail(0, "send", Value::list({"k0", 1})).fail(1, "poll");
    EXPECT_EQ(checked(failed).verdict, Verdict::unknown);
}

/// One log, a reader that starts at the beginning, and now and then a message that is kept from
/// everybody or from one poll.
TEST(CheckKafka, FindsJustWhatALogHides) {
    core::Random random(41);
    for (std::size_t i = 0; i < 1'000; ++i) {
        Written h;
        std::map<std::int64_t, std::int64_t> log;
        std::int64_t hidden = 0;
        std::int64_t skipped = 0;
        std::int64_t position = 0;
        std::int64_t latest = -1;  // the last offset that the reader was given
        assign(assign(h, 8), 9);
        for (std::int64_t offset = 0; offset < 12; ++offset) {
            send(h, 0, offset, 100 + offset);
            const bool hide = offset + 1 < 12 && random.chance(0.05);
            hidden += hide;
            if (!hide) log[offset] = 100 + offset;
            if (!random.chance(0.4) && offset + 1 < 12) continue;
            Value::List messages;
            for (; position <= offset; ++position) {
                if (!log.contains(position) || random.chance(0.05)) continue;
                skipped += latest >= 0 && position > latest + 1;
                latest = position;
                messages.push_back(message(position, log[position]));
            }
            poll(h, 8, messages);
        }
        Value::List everything;
        std::int64_t holes = 0;
        std::int64_t before = -1;
        for (const auto& [offset, value] : log) {
            everything.push_back(message(offset, value));
            holes += before >= 0 && offset > before + 1;
            before = offset;
        }
        poll(h, 9, everything);
        const CheckResult check = checked(h);
        ASSERT_EQ(count(check, "lost"), hidden) << i;
        ASSERT_EQ(count(check, "skipped"), skipped + holes) << i;
        ASSERT_EQ(check.verdict == Verdict::valid, hidden + skipped == 0) << i;
    }
}

}  // namespace
}  // namespace ordeal::harness

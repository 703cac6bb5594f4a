#include "tests/clients/support/outcomes.hpp"

#include <gtest/gtest.h>

namespace ordeal::clients::testing {

core::Value ok_value(Client& client, const Invocation& invocation) {
    const Completion completion = client.invoke(invocation);
    EXPECT_EQ(completion.type, core::EventType::ok)
        << invocation.f << completion.error.value_or("");
    return completion.value;
}

std::string why_failed(Client& client, const Invocation& invocation) {
    const Completion completion = client.invoke(invocation);
    EXPECT_EQ(completion.type, core::EventType::fail)
        << invocation.f << completion.error.value_or("");
    return completion.error.value_or("");
}

}  // namespace ordeal::clients::testing

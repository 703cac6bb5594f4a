#include "nemesis/mechanisms/home_network.hpp"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <thread>

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nemesis/mechanisms/open_file.hpp"
#include "private_network.hpp"

namespace ordeal::nemesis {
namespace {

using testing::HasSubstr;

/// The errno with which a datagram to that address is refused, or 0.
int send_to(const char* address) {
    const FileDescriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    sockaddr_in name{};
    name.sin_family = AF_INET;
    name.sin_port = htons(9);
    ::inet_pton(AF_INET, address, &name.sin_addr);
    const auto* generic = reinterpret_cast<const sockaddr*>(&name);
    return ::connect(socket.get(), generic, sizeof name) == 0 ? 0 : errno;
}

class HomeNetwork : public testing::TestWithParam<User> {};
INSTANTIATE_TEST_SUITE_P(As, HomeNetwork, testing::Values(User::root, User::normal),
                         [](const auto& as) {
                             return as.param == User::root ? "root" : "normal_user";
                         });

TEST_P(HomeNetwork, HasNothingButLoopback) {
    in_private_network(GetParam(), [] {
        EXPECT_EQ(send_to("127.0.0.1"), 0);
        EXPECT_EQ(send_to("10.77.0.1"), ENETUNREACH);
        EXPECT_EQ(send_to("192.0.2.1"), ENETUNREACH);
    });
}

TEST_P(HomeNetwork, FilesBelongToTheUserWhoStartedIt) {
    const auto path = std::filesystem::temp_directory_path() /
                      ("ordeal-home-network-" + std::to_string(::getpid()));
    in_private_network(GetParam(), [&] {
        EXPECT_EQ(::geteuid(), 0U);
        EXPECT_TRUE(std::ofstream(path) << "text");
    });
    if (IsSkipped()) return;
    struct stat made{};
    ASSERT_EQ(::stat(path.c_str(), &made), 0);
    EXPECT_EQ(made.st_uid, uid_of(GetParam()));
    EXPECT_EQ(::unlink(path.c_str()), 0);
}

TEST(HomeNetworkOfThreads, IsRefusedWithTheReason) {
    in_child(User::normal, [] {
        std::string message;
        std::thread([&] {
            const auto entered = enter_home_network();
            if (!entered) message = entered.error().message;
        }).join();
        EXPECT_THAT(message, HasSubstr("several threads"));
    });
}

TEST(ExplainRefusal, NamesTheSettingAndTheRemedy) {
    EXPECT_THAT(explain_refusal(EPERM, {.unprivileged_userns_clone = 0}),
                HasSubstr("sysctl -w kernel.unprivileged_userns_clone=1"));
    EXPECT_THAT(explain_refusal(ENOSPC, {.max_user_namespaces = 0}),
                HasSubstr("sysctl -w user.max_user_namespaces="));
    EXPECT_THAT(explain_refusal(ENOSPC, {.max_user_namespaces = 10, .max_net_namespaces = 0}),
                HasSubstr("sysctl -w user.max_net_namespaces="));
    EXPECT_THAT(explain_refusal(EACCES, {.apparmor_restrict_unprivileged_userns = 1}),
                HasSubstr("sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"));
    EXPECT_THAT(explain_refusal(ENOSPC, {.max_user_namespaces = 10}), HasSubstr("too many"));
    EXPECT_THAT(explain_refusal(EPERM, {}), HasSubstr("seccomp"));
    EXPECT_THAT(explain_refusal(EINVAL, {}), HasSubstr("threads"));
}

}  // namespace
}  // namespace ordeal::nemesis

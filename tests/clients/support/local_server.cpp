#include "tests/clients/support/local_server.hpp"

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clients/tcp_stream.hpp"
#include "core/check.hpp"

namespace ordeal::clients::testing {

namespace {

constexpr uid_t nobody = 65'534;
constexpr std::chrono::milliseconds pause{5};

std::size_t entries_of(const char* folder) {
    const std::filesystem::directory_iterator all(folder);
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

[[noreturn]] void become(std::vector<char*>& arguments, const std::string& log,
                         const std::string& folder, bool as_nobody) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    ::dup2(out, STDOUT_FILENO);
    ::dup2(out, STDERR_FILENO);
    if (as_nobody && ::getuid() == 0) {
        if (::setgroups(0, nullptr) != 0 || ::setgid(nobody) != 0 || ::setuid(nobody) != 0)
            ::_exit(126);
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // changing the user forgets it
    }
    if (::chdir(folder.c_str()) != 0) ::_exit(126);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
}

}  // namespace

std::optional<std::string> find_program(std::string_view name,
                                        const std::vector<std::string>& further) {
    std::vector<std::string> folders = further;
    std::stringstream path(std::getenv("PATH") ? std::getenv("PATH") : "");
    for (std::string folder; std::getline(path, folder, ':');)
        folders.push_back(folder);
    for (const std::string& folder : folders)
        if (const std::string file = fmt::format("{}/{}", folder, name);
            ::access(file.c_str(), X_OK) == 0)
            return file;
    return std::nullopt;
}

std::string own_loopback() {
    const auto pid = static_cast<unsigned>(::getpid());
    return fmt::format("127.{}.{}.{}", 64 + (pid >> 16U) % 128, (pid >> 8U) % 256, pid % 256);
}

std::uint16_t next_port() {
    static std::atomic<std::uint16_t> last{20'000};
    return ++last;
}

Folder::Folder() {
    std::string pattern = "/tmp/ordeal-clients-XXXXXX";
    CHECK(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
    std::filesystem::permissions(path_, std::filesystem::perms::all);
}

Folder::~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

Process::Process(std::vector<std::string> command, const std::filesystem::path& folder,
                 bool as_nobody)
    : log_(folder / "output") {
    std::vector<char*> arguments;
    for (std::string& word : command)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const std::string log = log_.string();
    pid_ = ::fork();
    CHECK(pid_ >= 0);
    if (pid_ == 0) become(arguments, log, folder.string(), as_nobody);
}

Process::~Process() {
    if (pid_ < 0) return;
    signal(SIGKILL);
    (void)wait();
}

void Process::signal(int number) const {
    if (pid_ <= 0) return;
    ::kill(pid_, number);
    if (number == SIGSTOP) (void)::waitpid(pid_, nullptr, WUNTRACED);  // until every thread has
}

int Process::wait() {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool Process::listens(const std::string& ip, std::uint16_t port) {
    const auto start = std::chrono::steady_clock::now();
    while (std::chrono::steady_clock::now() - start < std::chrono::minutes(1)) {
        if (::waitpid(pid_, nullptr, WNOHANG) == pid_) {
            pid_ = -1;
            return false;
        }
        if (TcpStream::connect(ip, port,
                               std::chrono::steady_clock::now() + std::chrono::seconds(1)))
            return true;
        std::this_thread::sleep_for(pause);
    }
    return false;
}

std::string Process::output() const {
    std::ifstream file(log_);
    return {std::istreambuf_iterator<char>(file), {}};
}

Belongings belongings() {
    // The first thread of a process brings along the one of a sanitizer.
    static const bool warm = (std::thread([] {}).join(), true);
    CHECK(warm);
    return {entries_of("/proc/self/fd"), entries_of("/proc/self/task")};
}

Belongings belongings_settled(const Belongings& before) {
    const auto start = std::chrono::steady_clock::now();
    Belongings found = belongings();
    while ((found.descriptors > before.descriptors || found.threads > before.threads) &&
           std::chrono::steady_clock::now() - start < std::chrono::seconds(10)) {
        std::this_thread::sleep_for(pause);
        found = belongings();
    }
    return found;
}

}  // namespace ordeal::clients::testing

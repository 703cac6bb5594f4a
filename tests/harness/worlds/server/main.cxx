// The server under test in the tests of world real: small, static, and able to misbehave as asked.
//
//     world-test-server --port=N [--data=FOLDER] [--fork] [--die=CODE] [--label=TEXT]
//
// --fork leaves a daemon behind (double fork, session of its own); --die ends it once it has said
// so; --label does nothing but stand in /proc/PID/cmdline. It serves one connection at a time, one
// line each: "ping" is answered with "pong", "add X" appends X to FOLDER/log and syncs, "get"
// answers what is in it, "reach IP PORT" whether a TCP connect from here succeeds, "blocked" how
// many signals are blocked in it, "time" and "monotonic" how its clocks stand, in nanoseconds,
// "run PROGRAM" the first line of what that program says, "files N", "fork N", "take N" and
// "compute N" how many files and processes it can have, whether it gets N MiB, and that it has
// computed for N ms; "die N" ends it. Of HTTP it knows GET /ready (204) and GET of anything else
// (503).
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

namespace {

std::string data_folder = ".";

sockaddr_in address(const char* ip, int port) {
    sockaddr_in it{};
    it.sin_family = AF_INET;
    it.sin_port = htons(static_cast<std::uint16_t>(port));
    inet_pton(AF_INET, ip, &it.sin_addr);
    return it;
}

/// The daemon is there when this returns.
void leave_daemon() {
    if (const pid_t between = fork(); between != 0) {
        waitpid(between, nullptr, 0);
        return;
    }
    setsid();
    if (fork() != 0) _exit(0);
    for (;;)
        pause();
}

std::string add(const std::string& what) {
    const int file = open((data_folder + "/log").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
    const bool done = write(file, what.data(), what.size()) == static_cast<ssize_t>(what.size()) &&
                      fsync(file) == 0;
    close(file);
    return done ? "ok" : "failed";
}

std::string get() {
    char text[4096];
    const int file = open((data_folder + "/log").c_str(), O_RDONLY);
    const ssize_t size = file < 0 ? 0 : read(file, text, sizeof text);
    close(file);
    return std::string(text, static_cast<std::size_t>(size));
}

std::string reach(const char* ip, int port) {
    const int tcp = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    const sockaddr_in to = address(ip, port);
    connect(tcp, reinterpret_cast<const sockaddr*>(&to), sizeof to);
    pollfd waiting{tcp, POLLOUT, 0};
    int error = ETIMEDOUT;
    socklen_t size = sizeof error;
    if (poll(&waiting, 1, 300) > 0) getsockopt(tcp, SOL_SOCKET, SO_ERROR, &error, &size);
    close(tcp);
    return error == 0 ? "reached" : "not reached";
}

int blocked_signals() {
    sigset_t blocked;
    sigprocmask(SIG_BLOCK, nullptr, &blocked);
    int count = 0;
    for (int number = 1; number < NSIG; ++number)
        count += sigismember(&blocked, number) == 1 ? 1 : 0;
    return count;
}

std::string clock_text(clockid_t clock) {
    timespec now{};
    clock_gettime(clock, &now);
    return std::to_string(now.tv_sec * 1'000'000'000LL + now.tv_nsec);
}

/// Through a shell, so that two programs are executed.
std::string run(const char* command) {
    char line[256] = "";
    FILE* const said = popen(command, "r");
    if (said == nullptr) return "cannot run it";
    if (std::fgets(line, sizeof line, said) == nullptr) line[0] = '\0';
    pclose(said);
    line[std::strcspn(line, "\n")] = '\0';
    return line;
}

/// How many files it can have open beside those that it has, at most so many.
std::string open_files(int most) {
    int opened[512];
    int count = 0;
    while (count < most && count < 512 && (opened[count] = open("/dev/null", O_RDONLY)) >= 0)
        ++count;
    for (int i = 0; i < count; ++i)
        close(opened[i]);
    return std::to_string(count);
}

/// How many processes it can start, at most so many.
std::string start_processes(int most) {
    pid_t started[64];
    int count = 0;
    while (count < most && count < 64 && (started[count] = fork()) >= 0) {
        if (started[count] == 0)
            for (;;)
                pause();
        ++count;
    }
    for (int i = 0; i < count; ++i) {
        kill(started[i], SIGKILL);
        waitpid(started[i], nullptr, 0);
    }
    return std::to_string(count);
}

/// Whether it gets so much memory.
std::string take_memory(int mebibytes) {
    const std::size_t size = static_cast<std::size_t>(mebibytes) << 20U;
    void* const area =
        mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (area == MAP_FAILED) return "refused";
    std::memset(area, 1, size);
    munmap(area, size);
    return "taken";
}

/// Answers when it has used the processor for so much longer.
std::string compute(int milliseconds) {
    const clock_t end = clock() + milliseconds * (CLOCKS_PER_SEC / 1000);
    while (clock() < end) {
    }
    return "computed";
}

std::string answer(const std::string& line) {
    if (line == "time") return clock_text(CLOCK_REALTIME);
    if (line == "monotonic") return clock_text(CLOCK_MONOTONIC);
    if (line.rfind("run ", 0) == 0) return run(line.c_str() + 4);
    if (line == "ping") return "pong";
    if (line == "get") return get();
    if (line == "blocked") return std::to_string(blocked_signals());
    if (line.rfind("GET /ready ", 0) == 0) return "HTTP/1.0 204 Ready\r\n\r\n";
    if (line.rfind("GET ", 0) == 0) return "HTTP/1.0 503 Not yet\r\n\r\n";
    if (line.rfind("add ", 0) == 0) return add(line.substr(4));
    char ip[64];
    int port = 0;
    if (std::sscanf(line.c_str(), "reach %63s %d", ip, &port) == 2) return reach(ip, port);
    int amount = 0;
    if (std::sscanf(line.c_str(), "files %d", &amount) == 1) return open_files(amount);
    if (std::sscanf(line.c_str(), "fork %d", &amount) == 1) return start_processes(amount);
    if (std::sscanf(line.c_str(), "take %d", &amount) == 1) return take_memory(amount);
    if (std::sscanf(line.c_str(), "compute %d", &amount) == 1) return compute(amount);
    if (std::sscanf(line.c_str(), "die %d", &port) == 1) std::exit(port);
    return "what?";
}

void serve(int listener) {
    for (;;) {
        const int tcp = accept(listener, nullptr, nullptr);
        if (tcp < 0) continue;
        char line[256];
        const ssize_t size = read(tcp, line, sizeof line - 1);
        if (size > 0) {
            line[size] = '\0';
            line[std::strcspn(line, "\r\n")] = '\0';
            const std::string said = answer(line) + "\n";
            if (write(tcp, said.data(), said.size()) < 0) perror("write");
        }
        close(tcp);
    }
}

}  // namespace

int main(int argc, char** argv) {
    int port = 0;
    int die = -1;
    setvbuf(stdout, nullptr, _IOLBF, 0);
    for (int i = 1; i < argc; ++i) {
        const std::string option = argv[i];
        if (option.rfind("--port=", 0) == 0) port = std::atoi(option.c_str() + 7);
        if (option.rfind("--data=", 0) == 0) data_folder = option.substr(7);
        if (option.rfind("--die=", 0) == 0) die = std::atoi(option.c_str() + 6);
        if (option == "--fork") leave_daemon();
    }
    if (die >= 0) {
        std::printf("first line\nI am about to die with %d\n", die);
        return die;
    }
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    const int yes = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    const sockaddr_in any = address("0.0.0.0", port);
    if (bind(listener, reinterpret_cast<const sockaddr*>(&any), sizeof any) != 0 ||
        listen(listener, 64) != 0) {
        perror("cannot listen");
        return 9;
    }
    std::printf("listening on port %d\n", port);
    serve(listener);
}

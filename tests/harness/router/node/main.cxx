// The node under test in the tests of world router: small, static, and able to misbehave as asked.
// It looks for members of messages as text, which is enough for what the tests send.
//
//     router-test-node [--init=TYPE] [--at-start=TROUBLE] [--label=TEXT]
//
// --init answers `init` with that type ("none": not at all). Requests of clients:
//
//     write, read     one integer of its own
//     tell N          sends N notes to each other node
//     notes           how many notes have come
//     ask SERVICE     asks that service to write x; the value is the type of its answer
//     trouble WORD    breaks the protocol as the word says, see make_trouble()
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include <unistd.h>

namespace {

std::string self;
std::vector<std::string> others;
std::string init_answer = "init_ok";
long stored = 0;
long notes = 0;
bool reads = true;
std::string asker;         // who waits for a service
std::string asker_msg_id;  // and for which request

/// What stands behind "NAME": up to a comma or a bracket, without quotes. Empty: nothing.
std::string member(const std::string& text, const char* name) {
    std::string key = "\"";
    key.append(name).append("\":");
    const std::size_t found = text.rfind(key);
    if (found == std::string::npos) return "";
    std::size_t begin = found + key.size();
    const bool quoted = text[begin] == '"';
    if (quoted) ++begin;
    return text.substr(begin, text.find_first_of(quoted ? "\"" : ",}]", begin) - begin);
}

void say(const std::string& line) {
    const std::string text = line + "\n";
    for (std::size_t at = 0; at < text.size();) {
        const ssize_t size = write(STDOUT_FILENO, text.data() + at, text.size() - at);
        if (size <= 0) _exit(7);
        at += static_cast<std::size_t>(size);
    }
}

void send(const std::string& dest, const std::string& body) {
    say("{\"src\":\"" + self + "\",\"dest\":\"" + dest + "\",\"body\":" + body + "}");
}

void reply(const std::string& line, const std::string& more) {
    const std::string type = member(line.substr(line.find("\"body\"")), "type");
    send(member(line, "src"),
         "{\"type\":\"" + type + "_ok\",\"in_reply_to\":" + member(line, "msg_id") + more + "}");
}

void make_trouble(const std::string& word) {
    if (word == "no-json") say("Starting up...");
    if (word == "empty") say("");
    if (word == "no-dest") say("{\"src\":\"" + self + "\",\"body\":{\"type\":\"x\"}}");
    if (word == "no-type") send("n1", "{\"value\":1}");
    if (word == "bad-id") send("n1", "{\"type\":\"x\",\"msg_id\":\"seven\"}");
    if (word == "unknown-dest") send("n77", "{\"type\":\"x\"}");
    if (word == "wrong-src") say("{\"src\":\"n99\",\"dest\":\"n1\",\"body\":{\"type\":\"x\"}}");
    if (word == "exit") {
        fprintf(stderr, "I have had enough\n");
        _exit(3);
    }
    if (word == "close") {
        close(STDOUT_FILENO);
        for (;;)
            pause();
    }
    if (word == "deaf") reads = false;
    if (word == "daemon" && fork() == 0) {
        setsid();
        for (;;)
            pause();
    }
}

void learn(const std::string& line) {
    self = member(line, "node_id");
    others.clear();
    const std::size_t list = line.find('[', line.find("\"node_ids\""));
    for (std::size_t at = line.find('"', list); at < line.find(']', list);) {
        const std::size_t end = line.find('"', at + 1);
        const std::string name = line.substr(at + 1, end - at - 1);
        if (name != self) others.push_back(name);
        at = line.find('"', end + 1);
    }
    if (init_answer != "none")
        send(member(line, "src"), "{\"type\":\"" + init_answer + "\",\"in_reply_to\":1}");
}

void tell(const std::string& line) {
    for (long left = atol(member(line, "value").c_str()); left > 0; --left)
        for (const std::string& other : others)
            send(other, "{\"type\":\"note\"}");
    reply(line, "");
}

void ask(const std::string& line) {
    asker = member(line, "src");
    asker_msg_id = member(line, "msg_id");
    send(member(line, "value"), "{\"type\":\"write\",\"msg_id\":77,\"key\":\"x\",\"value\":1}");
}

void handle(const std::string& line) {
    const std::string type = member(line.substr(line.find("\"body\"")), "type");
    if (type == "init") return learn(line);
    if (type == "note") ++notes;
    if (type == "tell") tell(line);
    if (type == "ask") ask(line);
    if (type == "notes") reply(line, ",\"value\":" + std::to_string(notes));
    if (type == "read") reply(line, ",\"value\":" + std::to_string(stored));
    if (type == "write") {
        stored = atol(member(line, "value").c_str());
        reply(line, "");
    }
    if (type == "trouble") {
        make_trouble(member(line, "value"));
        reply(line, "");
    }
    if (member(line, "in_reply_to") == "77")
        send(asker, "{\"type\":\"ask_ok\",\"in_reply_to\":" + asker_msg_id + ",\"value\":\"" +
                        type + "\"}");
}

}  // namespace

int main(int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
        if (strncmp(argv[i], "--init=", 7) == 0) init_answer = argv[i] + 7;
        if (strncmp(argv[i], "--at-start=", 11) == 0) make_trouble(argv[i] + 11);
    }
    std::string text;
    std::vector<char> buffer(65536);
    while (reads) {
        const ssize_t size = read(STDIN_FILENO, buffer.data(), buffer.size());
        if (size <= 0) return 0;
        text.append(buffer.data(), static_cast<std::size_t>(size));
        for (std::size_t end; (end = text.find('\n')) != std::string::npos;) {
            handle(text.substr(0, end));
            text.erase(0, end + 1);
        }
    }
    for (;;)
        pause();
}

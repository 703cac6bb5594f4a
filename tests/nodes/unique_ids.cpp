// Identifiers in C++: the node's name, the time of its start, a counter. With --bad=clock the time
// in milliseconds alone, which two nodes, and two requests, may have in common.
#include <algorithm>
#include <chrono>
#include <iostream>
#include <string>

#include "core/json.hpp"

using ordeal::core::Value;

namespace {

template <typename Unit>
std::int64_t now() {
    const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<Unit>(since_epoch).count();
}

class Node {
  public:
    explicit Node(bool clock_only) : clock_only_(clock_only) {}

    /// The answer to a message.
    Value answer(const Value& message) {
        const Value& body = *message.find("body");
        const std::string type = body.find("type")->as_string();
        if (type == "init") id_ = body.find("node_id")->as_string();
        Value reply =
            Value::object({{"type", type + "_ok"}, {"in_reply_to", *body.find("msg_id")}});
        if (type == "generate") reply.set("id", unique());
        return Value::object({{"src", id_}, {"dest", *message.find("src")}, {"body", reply}});
    }

  private:
    Value unique() {
        if (clock_only_) return now<std::chrono::milliseconds>();
        return id_ + "-" + std::to_string(started_) + "-" + std::to_string(++given_);
    }

    bool clock_only_;
    std::string id_;
    std::int64_t started_ = now<std::chrono::nanoseconds>();
    std::int64_t given_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
    Node node(std::any_of(argv, argv + argc,
                          [](const char* word) { return word == std::string("--bad=clock"); }));
    std::string line;
    while (std::getline(std::cin, line)) {
        const auto message = ordeal::core::parse_json(line);
        if (!message) {
            std::cerr << message.error().message << '\n';
            return 1;
        }
        std::cout << ordeal::core::to_json(node.answer(*message)) << '\n' << std::flush;
    }
}

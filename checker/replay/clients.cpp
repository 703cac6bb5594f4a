#include "checker/replay/clients.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>

namespace ordeal::checker {

using actors::Id;
using actors::StepKind;

namespace {

struct Client {
    std::int64_t asked = 0;
    std::optional<std::size_t> open;  // the step that invoked what is under way
};

}  // namespace

std::vector<RecordedStep> with_few_clients(std::vector<RecordedStep> steps) {
    std::vector<Client> clients;
    std::map<std::size_t, Id> client_of;                       // an invocation's
    std::map<std::pair<Id, std::int64_t>, std::size_t> asked;  // the invocation of a request
    for (std::size_t i = 0; i < steps.size(); ++i) {
        RecordedStep& step = steps[i];
        const auto number = [&step](const char* name) {
            const core::Value* found = step.body.find(name);
            return found != nullptr && found->is_int() ? found->as_int() : 0;
        };
        if (step.kind == StepKind::invoke) {
            auto free = std::ranges::find_if(clients, [](const Client& c) { return !c.open; });
            if (free == clients.end()) free = clients.insert(clients.end(), Client{});
            const bool sent = !step.body.is_null();  // else no node heard of it
            if (sent) asked[{step.whom, number("msg_id")}] = i;
            const auto id = Id::client(static_cast<std::uint32_t>(free - clients.begin() + 1));
            client_of.emplace(i, id);
            step.whom = id;
            if (sent) step.body.set("msg_id", ++free->asked);
            free->open = i;
        } else if (step.kind == StepKind::deliver && step.whom.is_client()) {
            const auto request = asked.find({step.whom, number("in_reply_to")});
            if (request == asked.end()) continue;
            step.whom = client_of.at(request->second);
            for (Client& client : clients)
                if (client.open == request->second) client.open.reset();
        } else if (step.kind == StepKind::deliver && step.from.is_client()) {
            const auto request = asked.find({step.from, number("msg_id")});
            if (request == asked.end()) continue;
            step.from = client_of.at(request->second);
            step.body = steps[request->second].body;
        }
    }
    return steps;
}

}  // namespace ordeal::checker

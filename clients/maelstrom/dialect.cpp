#include "clients/maelstrom/dialect.hpp"

#include <array>

#include "clients/maelstrom/dialects.hpp"
#include "clients/options.hpp"

namespace ordeal::clients::maelstrom {

namespace {

struct Kind {
    std::string_view name;
    std::unique_ptr<Dialect> (*make)();
};

constexpr std::array kinds = {
    Kind{"echo", make_echo},
    Kind{"unique-ids", make_unique_ids},
    Kind{"broadcast", make_broadcast},
    Kind{"set", make_grow_only_set},
    Kind{"g-set", make_grow_only_set},
    Kind{"g-counter", make_replicated_counter},
    Kind{"pn-counter", make_replicated_counter},
    Kind{"lin-kv", make_plain},
    Kind{"kafka", make_kafka},
    Kind{"txn-list-append", make_list_append},
    Kind{"txn-rw-register", make_rw_register},
    Kind{"register", make_plain},
    Kind{"cas-register", make_plain},
    Kind{"write-once-register", make_plain},
    Kind{"multi-register", make_plain},
    Kind{"kv", make_plain},
    Kind{"append-kv", make_plain},
    Kind{"counter", make_plain},
    Kind{"fifo-queue", make_plain},
    Kind{"unordered-queue", make_plain},
    Kind{"priority-queue", make_plain},
    Kind{"stack", make_plain},
    Kind{"mutex", make_plain},
    Kind{"log", make_plain},
    Kind{"queue", make_plain},
    Kind{"total-queue", make_plain},
    Kind{"bank", make_plain},
    Kind{"lock", make_plain},
};

}  // namespace

Dialect& plain_dialect() {
    static const std::unique_ptr<Dialect> plain = make_plain();
    return *plain;
}

std::vector<std::string_view> kinds_that_can_be_said() {
    std::vector<std::string_view> names;
    for (const Kind& kind : kinds)
        names.push_back(kind.name);
    return names;
}

core::Result<std::unique_ptr<Dialect>> make_dialect(std::string_view workload) {
    if (workload.empty()) return make_plain();
    for (const Kind& kind : kinds)
        if (kind.name == workload) return kind.make();
    return tl::unexpected(check_kind("maelstrom", workload, kinds_that_can_be_said()).error());
}

}  // namespace ordeal::clients::maelstrom

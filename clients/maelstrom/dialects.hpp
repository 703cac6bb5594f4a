// The families of dialects, one file each; dialect.cpp has the table from kinds to families.
#pragma once

#include <memory>

#include "clients/maelstrom/dialect.hpp"

namespace ordeal::clients::maelstrom {

std::unique_ptr<Dialect> make_plain();
std::unique_ptr<Dialect> make_echo();
std::unique_ptr<Dialect> make_unique_ids();
std::unique_ptr<Dialect> make_broadcast();
std::unique_ptr<Dialect> make_grow_only_set();
std::unique_ptr<Dialect> make_replicated_counter();
std::unique_ptr<Dialect> make_kafka();
std::unique_ptr<Dialect> make_list_append();
std::unique_ptr<Dialect> make_rw_register();

}  // namespace ordeal::clients::maelstrom

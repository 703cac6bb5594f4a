// A service that nodes may ask over the network, as Maelstrom has them: a name beside those of the
// nodes, and a state machine behind it. Pure: a service knows no pipes and no clock, and draws from
// a stream of random numbers of its own.
//
// | service | what it is |
// |---|---|
// | `lin-kv` | a linearizable key-value store |
// | `seq-kv` | a sequentially consistent one: an asker may be served an old state, but never one
// older than it has seen or made | | `lww-kv` | an eventually consistent one: several replicas, of
// which any one answers; the last writer wins by clocks that differ | | `lin-tso` | a timestamp
// oracle: every answer is greater than all before it |
//
// RPCs of the stores: `read` {key} -> `read_ok` {value}; `write` {key, value} -> `write_ok`; `cas`
// {key, from, to, create_if_not_exists} -> `cas_ok`. Errors: 20, the key does not exist; 22, the
// value is not `from`. Of the oracle: `ts` -> `ts_ok` {ts}. Any other request: error 10; one
// without what it needs: error 12. Keys and values are any JSON.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/clock.hpp"
#include "core/random.hpp"
#include "core/value.hpp"

namespace ordeal::harness {

class Service {
  public:
    virtual ~Service() = default;
    /// The body of the answer to a request, without in_reply_to. `now` does not go back.
    virtual core::Value answer(std::string_view asker, const core::Value& request,
                               core::Nanoseconds now) = 0;
};

/// {"type":"error","code":...,"text":...}
core::Value service_error(int code, const std::string& text);

std::unique_ptr<Service> make_lin_kv();
std::unique_ptr<Service> make_seq_kv(core::Random random);
std::unique_ptr<Service> make_lww_kv(core::Random random);
std::unique_ptr<Service> make_lin_tso();

struct NamedService {
    std::string name;
    std::unique_ptr<Service> service;
};
/// All four.
std::vector<NamedService> make_services(std::uint64_t seed);

}  // namespace ordeal::harness

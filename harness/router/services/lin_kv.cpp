// `lin-kv`: one state, which every request meets at once.
#include <unordered_map>

#include "harness/router/services/kv_request.hpp"
#include "harness/router/services/service.hpp"

namespace ordeal::harness {

using core::Value;

namespace {

class LinKv final : public Service {
  public:
    Value answer(std::string_view, const Value& body, core::Nanoseconds) override {
        auto read = read_kv_request(body);
        if (auto* refused = std::get_if<Value>(&read)) return std::move(*refused);
        const auto& request = std::get<KvRequest>(read);
        const auto found = state_.find(request.key);
        KvEffect effect = apply(request, found == state_.end() ? nullptr : &found->second);
        if (effect.written) state_.insert_or_assign(request.key, *std::move(effect.written));
        return std::move(effect.answer);
    }

  private:
    std::unordered_map<Value, Value> state_;
};

}  // namespace

std::unique_ptr<Service> make_lin_kv() {
    return std::make_unique<LinKv>();
}

}  // namespace ordeal::harness

// `lin-tso`: a counter. And the table of services.
#include <cstdint>

#include "harness/router/services/service.hpp"

namespace ordeal::harness {

using core::Value;

namespace {

class LinTso final : public Service {
  public:
    Value answer(std::string_view, const Value& body, core::Nanoseconds) override {
        const Value* type = body.find("type");
        if (!type || *type != Value("ts"))
            return service_error(10, "the oracle answers nothing but \"ts\"");
        return Value::object({{"type", "ts_ok"}, {"ts", next_++}});
    }

  private:
    std::int64_t next_ = 0;
};

}  // namespace

Value service_error(int code, const std::string& text) {
    return Value::object({{"type", "error"}, {"code", code}, {"text", text}});
}

std::unique_ptr<Service> make_lin_tso() {
    return std::make_unique<LinTso>();
}

std::vector<NamedService> make_services(std::uint64_t seed) {
    const core::Random random = core::Random(seed).split("services");
    std::vector<NamedService> all;
    all.push_back({"lin-kv", make_lin_kv()});
    all.push_back({"seq-kv", make_seq_kv(random.split("seq-kv"))});
    all.push_back({"lww-kv", make_lww_kv(random.split("lww-kv"))});
    all.push_back({"lin-tso", make_lin_tso()});
    return all;
}

}  // namespace ordeal::harness

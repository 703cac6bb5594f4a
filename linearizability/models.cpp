#include "linearizability/models.hpp"

#include "linearizability/specifications/register.hpp"

namespace ordeal::linearizability {

extern template Partition judge_partition<Register>(const Operations&, const JudgeOptions&,
                                                    Limits&);

namespace {

constexpr std::string_view register_functions[] = {"read", "write"};
constexpr std::string_view cas_register_functions[] = {"read", "write", "cas"};

constexpr Model table[] = {
    {"register", register_functions, Register::check, judge_partition<Register>},
    {"cas-register", cas_register_functions, Register::check, judge_partition<Register>},
};

}  // namespace

std::span<const Model> models() {
    return table;
}

const Model* find_model(std::string_view name) {
    for (const Model& model : table)
        if (model.name == name) return &model;
    return nullptr;
}

}  // namespace ordeal::linearizability

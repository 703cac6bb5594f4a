#include "checker/history/tester.hpp"

#include <bit>
#include <optional>
#include <type_traits>
#include <utility>

#include <boost/unordered/unordered_flat_set.hpp>

#include "core/check.hpp"
#include "core/hash.hpp"
#include "linearizability/models.hpp"
#include "linearizability/specifications/collection.hpp"
#include "linearizability/specifications/multi_register.hpp"
#include "linearizability/specifications/register.hpp"
#include "linearizability/specifications/scalars.hpp"

namespace ordeal::checker {

namespace {

namespace lin = linearizability;

template <lin::Specification S>
class TesterOf final : public Tester {
  public:
    TesterOf(const lin::Model& model, const core::Value& initial)
        : model_(model), spec_(initial, lin::FailedCas::dropped) {}

    core::Result<std::uint32_t> compile(const core::Operation& operation) override {
        bool known = false;
        for (const auto f : model_.functions)
            known = known || f == operation.f;
        if (!known) return core::fail("{} has no operation \"{}\"", model_.name, operation.f);
        if (auto checked = S::check(operation); !checked) return tl::unexpected(checked.error());
        calls_.push_back(spec_.compile(operation));
        return static_cast<std::uint32_t>(calls_.size() - 1);
    }

    bool explains(const std::vector<TestedOperation>& operations) override {
        CHECK(operations.size() <= 64, "a history of {} operations", operations.size());
        operations_ = &operations;
        std::uint64_t nothing = 0;  // operations that constrain nothing
        needed_ = 0;
        for (std::size_t i = 0; i < operations.size(); ++i) {
            const auto bit = std::uint64_t{1} << i;
            if (!calls_[operations[i].call])
                nothing |= bit;
            else if (!operations[i].pending)
                needed_ |= bit;
        }
        seen_.clear();
        return search(nothing, spec_.initial());
    }

  private:
    struct Hash {
        std::size_t operator()(const std::pair<std::uint64_t, std::uint32_t>& x) const {
            return core::hash_combine(x.first, x.second);
        }
    };

    /// `done`: the operations that were placed, the state being the one they lead to.
    bool search(std::uint64_t done, std::uint32_t state) {
        if ((needed_ & ~done) == 0) return true;
        if (!seen_.insert({done, state}).second) return false;
        for (std::size_t i = 0; i < operations_->size(); ++i) {
            const auto bit = std::uint64_t{1} << i;
            const TestedOperation& operation = (*operations_)[i];
            if ((done & bit) != 0 || (operation.before & ~done) != 0) continue;
            std::vector<std::uint32_t> next;
            spec_.step(state, *calls_[operation.call],
                       [&next](std::uint32_t after) { next.push_back(after); });
            for (const std::uint32_t after : next)
                if (search(done | bit, after)) return true;
        }
        return false;
    }

    const lin::Model& model_;
    S spec_;
    std::vector<std::optional<typename S::Call>> calls_;
    const std::vector<TestedOperation>* operations_ = nullptr;
    std::uint64_t needed_ = 0;
    boost::unordered_flat_set<std::pair<std::uint64_t, std::uint32_t>, Hash> seen_;
};

template <typename S>
std::unique_ptr<Tester> make(const lin::Model& model, const core::Value& initial) {
    return std::make_unique<TesterOf<S>>(model, initial);
}

using Make = std::unique_ptr<Tester> (*)(const lin::Model&, const core::Value&);

constexpr std::pair<std::string_view, Make> makers[] = {
    {"register", make<lin::Register>},
    {"cas-register", make<lin::Register>},
    {"kv", make<lin::Register>},
    {"append-kv", make<lin::AppendKv>},
    {"multi-register", make<lin::MultiRegister>},
    {"write-once-register", make<lin::WriteOnceRegister>},
    {"counter", make<lin::Counter>},
    {"set", make<lin::Set>},
    {"fifo-queue", make<lin::FifoQueue>},
    {"unordered-queue", make<lin::UnorderedQueue>},
    {"stack", make<lin::Stack>},
    {"priority-queue", make<lin::PriorityQueue>},
    {"mutex", make<lin::Mutex>},
    {"log", make<lin::Log>},
};

}  // namespace

core::Result<std::unique_ptr<Tester>> make_tester(std::string_view model,
                                                  const core::Value& initial) {
    const lin::Model* found = lin::find_model(model);
    for (const auto& [name, maker] : makers)
        if (found != nullptr && name == model) return maker(*found, initial);
    return core::fail("there is no model \"{}\"", model);
}

}  // namespace ordeal::checker

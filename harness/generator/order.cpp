// The generators that put others in an order: sequence, then, synchronise, phases, repeat.
#include <memory>
#include <utility>

#include "harness/generator/combinators.hpp"
#include "harness/generator/wrap.hpp"

namespace ordeal::harness::gen {

namespace {

using List = std::vector<Generator>;

class Sequence final : public Node {
  public:
    Sequence(Generator current, std::shared_ptr<const List> list, std::size_t following)
        : current_(std::move(current)), list_(std::move(list)), following_(following) {}

    Step op(const Context& context) const override {
        Generator current = current_;
        for (std::size_t following = following_;; ++following) {
            Step step = current.op(context.inner(following));
            if (!std::holds_alternative<Exhausted>(step))
                return wrap(std::move(step), [&](Generator next) {
                    return std::make_shared<Sequence>(std::move(next), list_, following);
                });
            if (following == list_->size()) return Exhausted{};
            current = (*list_)[following];
        }
    }

    Generator update(const Context& context, const core::Event& event) const override {
        return Generator(
            std::make_shared<Sequence>(current_.update(context, event), list_, following_));
    }

  private:
    Generator current_;
    std::shared_ptr<const List> list_;
    std::size_t following_;  // index of the one after current_
};

class Synchronise final : public Node {
  public:
    explicit Synchronise(Generator inner) : inner_(std::move(inner)) {}

    Step op(const Context& context) const override {
        if (!context.all_free()) return Pending{self(), {}};
        return inner_.op(context.inner());
    }

    Generator update(const Context& context, const core::Event& event) const override {
        return Generator(std::make_shared<Synchronise>(inner_.update(context, event)));
    }

  private:
    Generator inner_;
};

class Repeat final : public Node {
  public:
    Repeat(Generator current, Generator fresh, std::optional<std::size_t> left)
        : current_(std::move(current)), fresh_(std::move(fresh)), left_(left) {}

    Step op(const Context& context) const override {
        Step step = current_.op(context.inner());
        auto left = left_;
        if (std::holds_alternative<Exhausted>(step)) {
            if (left == 0U) return Exhausted{};
            if (left) --*left;
            step = fresh_.op(context.inner());
        }
        return wrap(std::move(step), [&](Generator next) {
            return std::make_shared<Repeat>(std::move(next), fresh_, left);
        });
    }

    Generator update(const Context& context, const core::Event& event) const override {
        return Generator(std::make_shared<Repeat>(current_.update(context, event), fresh_, left_));
    }

  private:
    Generator current_;
    Generator fresh_;
    std::optional<std::size_t> left_;  // beginnings that are still allowed; none: no end
};

}  // namespace

Generator sequence(std::vector<Generator> list) {
    auto shared = std::make_shared<const List>(std::move(list));
    return Generator(std::make_shared<Sequence>(Generator(), std::move(shared), 0));
}

Generator then(Generator first, Generator second) {
    return sequence({std::move(first), std::move(second)});
}

Generator synchronise(Generator generator) {
    return Generator(std::make_shared<Synchronise>(std::move(generator)));
}

Generator phases(std::vector<Generator> list) {
    for (Generator& generator : list)
        generator = synchronise(std::move(generator));
    return sequence(std::move(list));
}

Generator repeat(Generator generator, std::optional<std::size_t> times) {
    return Generator(std::make_shared<Repeat>(Generator(), std::move(generator), times));
}

}  // namespace ordeal::harness::gen

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
        : Node(current.watches()),
          current_(std::move(current)),
          list_(std::move(list)),
          following_(following) {}

    Step op(const Context& context) const override {
        std::size_t following = following_;
        Step step = current_.op(context.inner(following));
        while (std::holds_alternative<Exhausted>(step) && following < list_->size()) {
            const Generator& current = (*list_)[following++];
            step = current.op(context.inner(following));
        }
        wrap_firmly(step, [&](Generator next) {
            return following == following_ && next.is(current_)
                       ? self()
                       : make<Sequence>(std::move(next), list_, following);
        });
        return step;
    }

    Generator update(const Context& context, const core::Event& event) const override {
        return make<Sequence>(current_.update(context, event), list_, following_);
    }

  private:
    Generator current_;
    std::shared_ptr<const List> list_;
    std::size_t following_;  // index of the one after current_
};

class Synchronise final : public Node {
  public:
    explicit Synchronise(Generator inner) : Node(inner.watches()), inner_(std::move(inner)) {}

    Step op(const Context& context) const override {
        if (!context.all_free()) return Pending{self(), {}};
        return inner_.op(context.inner());
    }

    Generator update(const Context& context, const core::Event& event) const override {
        return make<Synchronise>(inner_.update(context, event));
    }

  private:
    Generator inner_;
};

class Repeat final : public Node {
  public:
    Repeat(Generator current, Generator fresh, std::optional<std::size_t> left)
        : Node(current.watches()),
          current_(std::move(current)),
          fresh_(std::move(fresh)),
          left_(left) {}

    Step op(const Context& context) const override {
        Step step = current_.op(context.inner());
        auto left = left_;
        if (std::holds_alternative<Exhausted>(step)) {
            if (left == 0U) return Exhausted{};
            if (left) --*left;
            step = fresh_.op(context.inner());
        }
        wrap(step, [&](Generator next) {
            return left == left_ && next.is(current_) ? self()
                                                      : make<Repeat>(std::move(next), fresh_, left);
        });
        return step;
    }

    Generator update(const Context& context, const core::Event& event) const override {
        return make<Repeat>(current_.update(context, event), fresh_, left_);
    }

  private:
    Generator current_;
    Generator fresh_;
    std::optional<std::size_t> left_;  // beginnings that are still allowed; none: no end
};

}  // namespace

Generator sequence(std::vector<Generator> list) {
    auto shared = std::make_shared<const List>(std::move(list));
    return make<Sequence>(Generator(), std::move(shared), 0);
}

Generator then(Generator first, Generator second) {
    return sequence({std::move(first), std::move(second)});
}

Generator synchronise(Generator generator) {
    return make<Synchronise>(std::move(generator));
}

Generator phases(std::vector<Generator> list) {
    for (Generator& generator : list)
        generator = synchronise(std::move(generator));
    return sequence(std::move(list));
}

Generator repeat(Generator generator, std::optional<std::size_t> times) {
    return make<Repeat>(Generator(), std::move(generator), times);
}

}  // namespace ordeal::harness::gen

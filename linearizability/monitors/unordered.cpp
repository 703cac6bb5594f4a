// The monitor of the unordered queue.
#include "linearizability/monitors/pile.hpp"

namespace ordeal::linearizability {

/// Any value that is there may be taken, so values do not hinder each other, and only looks can
/// fail. A look needs an instant in which no value is present: a gap of its time that no certain
/// presence covers. That is necessary; and enough, if each value is put in at its put_end at the
/// latest and taken out at its take_begin at the earliest, a fleeting one in one instant: then
/// nothing but certain presences is ever there.
PileFinding judge_unordered(const Pile& pile) {
    const auto presences = certain_presences(pile);
    const FreeGaps free(pile.events, presences);
    PileFinding finding = first_blocked_look(pile, free, presences);
    if (!finding.legal) return finding;
    PileOrder order(pile);
    for (const PileItem& item : pile.items) {
        if (item.is_fleeting()) {
            order.add_fleeting(item);
        } else {
            order.add(item.put_end - 1, PileOrder::Phase::enter, item.put);
            if (item.take != never) order.add(item.take_begin, PileOrder::Phase::leave, item.take);
        }
    }
    order.add_looks(pile, free);
    finding.order = order.sorted();
    return finding;
}

}  // namespace ordeal::linearizability

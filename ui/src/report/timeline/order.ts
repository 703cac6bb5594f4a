// The linearization of a key as points in time: each operation at the earliest moment that is within
// it and not before the one that precedes it.
import type { History } from '../../data/history';

export interface Order {
    ids: Int32Array;
    moments: Float64Array;
}

/** `key`: a place among the keys, or -1 for operations without one. */
export function linearization(history: History, key: number): Order {
    const placed: number[] = [];
    for (let id = 0; id < history.count; ++id)
        if (history.key[id] === key && history.place[id]! > 0) placed.push(id);
    const ids = Int32Array.from(placed).sort((a, b) => history.place[a]! - history.place[b]!);
    let before = -Infinity;
    const moments = Float64Array.from(ids, (id) => {
        before = Math.max(before, history.invoke[id]!);
        return before;
    });
    return { ids, moments };
}

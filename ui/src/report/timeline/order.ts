// The linearization of a key as points in time: each operation at the earliest moment that is within
// it and not before the one that precedes it.
import type { History } from '../../data/history';

export interface Order {
    ids: Int32Array;
    moments: Float64Array;
    /** A place among the keys, or -1 for operations without one. */
    key: number;
}

/** Has the judge found an order of a key's operations? */
export function hasOrder({ count, key, place }: History, of: number): boolean {
    for (let id = 0; id < count; ++id) if (key[id] === of && place[id]! > 0) return true;
    return false;
}

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
    return { ids, moments, key };
}

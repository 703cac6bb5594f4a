// How far the clocks of the nodes were off, over the run: what completions carried in runs with
// faults of clocks. Times and offsets are microseconds.
import type { Columns } from './columns';

export interface NodeClock {
    node: string;
    times: Float64Array;
    offsets: Float64Array;
}

/** Of each node that anything is known of; harness/report/clock_offsets.hpp names the columns. */
export function nodeClocks(columns: Columns): NodeClock[] {
    const nodes = columns.texts('clock-nodes');
    const places = columns.numbers('clock-node');
    const times = columns.numbers('clock-time');
    const offsets = columns.numbers('clock-offset');
    return nodes.map((json, place) => {
        const mine = (_: number, at: number) => places[at] === place;
        return {
            node: String(JSON.parse(json)),
            times: times.filter(mine),
            offsets: offsets.filter(mine),
        };
    });
}

/** All moments in order, and of each clock its offset then; undefined where it was not measured. */
export function aligned(clocks: NodeClock[]): [Float64Array, ...(number | undefined)[][]] {
    const moments = Float64Array.from(
        new Set(clocks.flatMap(({ times }) => Array.from(times))),
    ).sort();
    const placeOf = new Map(Array.from(moments, (moment, place) => [moment, place]));
    const columns = clocks.map(({ times, offsets }) => {
        const column = new Array<number | undefined>(moments.length).fill(undefined);
        times.forEach((time, at) => (column[placeOf.get(time)!] = offsets[at]));
        return column;
    });
    return [moments, ...columns];
}

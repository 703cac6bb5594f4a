// Lanes of a timeline: a lane for each worker, which has one operation at a time. Within a lane
// beginnings and ends both ascend, so what is visible is found by bisection, however long the
// history.
import type { History } from '../../data/history';
import type { Workers } from '../../data/workers';

export interface Lane {
    worker: number;
    /** Operations in order of invocation. */
    ids: Int32Array;
}

export class Lanes {
    readonly lanes: Lane[];
    /** Of each operation the lane. */
    readonly laneOf: Int32Array;
    /** Of each operation where its bar ends: at its completion, or when its lane goes on. */
    readonly barEnd: Float64Array;

    constructor(
        readonly history: History,
        workers: Workers,
    ) {
        const { count, process } = history;
        this.laneOf = new Int32Array(count);
        const laneOfWorker = new Map<number, number>();
        for (let id = 0; id < count; ++id) laneOfWorker.set(workers.of(process[id]!), 0);
        const seen = [...laneOfWorker.keys()].sort((a, b) => a - b);
        seen.forEach((worker, place) => laneOfWorker.set(worker, place));
        const sizes = new Int32Array(seen.length);
        for (let id = 0; id < count; ++id) {
            const lane = laneOfWorker.get(workers.of(process[id]!))!;
            this.laneOf[id] = lane;
            sizes[lane]! += 1;
        }
        this.lanes = seen.map((worker, place) => ({
            worker,
            ids: new Int32Array(sizes[place]!),
        }));
        this.fill();
        this.barEnd = this.ends();
    }

    private fill(): void {
        const next = new Int32Array(this.lanes.length);
        for (let id = 0; id < this.laneOf.length; ++id) {
            const lane = this.laneOf[id]!;
            this.lanes[lane]!.ids[next[lane]!++] = id;
        }
    }

    private ends(): Float64Array {
        const { invoke, end, last } = this.history;
        const out = new Float64Array(invoke.length);
        for (const { ids } of this.lanes)
            for (let k = 0; k < ids.length; ++k) {
                const id = ids[k]!;
                const next = k + 1 < ids.length ? invoke[ids[k + 1]!]! : last;
                out[id] = Math.max(invoke[id]!, Math.min(end[id]!, next));
            }
        return out;
    }

    /** The place in the lane of the first operation whose bar ends at `time` or later. */
    firstEndingFrom(lane: number, time: number): number {
        const { ids } = this.lanes[lane]!;
        return bisect(ids.length, (k) => this.barEnd[ids[k]!]! >= time);
    }

    /** The operation whose bar is at `time`, or nearest to it within `slack`; -1: there is none. */
    at(lane: number, time: number, slack: number): number {
        const ids = this.lanes[lane]?.ids;
        if (!ids) return -1;
        const place = this.firstEndingFrom(lane, time);
        let best = -1;
        let distance = slack;
        for (const k of [place - 1, place]) {
            if (k < 0 || k >= ids.length) continue;
            const id = ids[k]!;
            const away = Math.max(this.history.invoke[id]! - time, time - this.barEnd[id]!, 0);
            if (away <= distance) [best, distance] = [id, away];
        }
        return best;
    }
}

/** The first of 0 .. count - 1 for which it holds, given that it then holds for all after it. */
export function bisect(count: number, holds: (place: number) => boolean, from = 0): number {
    let low = from;
    let high = count;
    while (low < high) {
        const middle = (low + high) >>> 1;
        if (holds(middle)) high = middle;
        else low = middle + 1;
    }
    return low;
}

// Which bars of a lane to draw for a window of time. Of operations that share a pixel only one is
// drawn, so a frame costs what is on the screen, not what is in the history.
import { bisect, type Lanes } from './lanes';
import type { TimeWindow } from '../../view/window';

/** Calls `draw` with each bar: its operation, and where it begins and how wide it is, in pixels. */
export function visibleBars(
    lanes: Lanes,
    lane: number,
    { from, to }: TimeWindow,
    width: number,
    draw: (id: number, x: number, width: number) => void,
): void {
    const { ids } = lanes.lanes[lane]!;
    const { invoke } = lanes.history;
    const scale = width / (to - from);
    let k = lanes.firstEndingFrom(lane, from);
    while (k < ids.length) {
        const id = ids[k]!;
        const begin = invoke[id]!;
        if (begin > to) return;
        const x = Math.max((begin - from) * scale, -10);
        const right = Math.min((lanes.barEnd[id]! - from) * scale, width + 10);
        draw(id, x, Math.max(right - x, 1));
        ++k;
        if (right - x >= 1) continue;
        const nextPixel = from + (Math.floor(x) + 1) / scale;
        if (k < ids.length && lanes.barEnd[ids[k]!]! < nextPixel)
            k = bisect(ids.length, (at) => lanes.barEnd[ids[at]!]! >= nextPixel, k);
    }
}

/** The same of a list of operations in order of invocation: those that must never be hidden. */
export function visibleOf(
    lanes: Lanes,
    ids: ArrayLike<number>,
    { from, to }: TimeWindow,
    width: number,
    draw: (id: number, x: number, width: number) => void,
): void {
    const { invoke } = lanes.history;
    const scale = width / (to - from);
    const longest = to - from;
    const drawn = new Map<number, number>();
    for (
        let k = bisect(ids.length, (at) => invoke[ids[at]!]! >= from - longest);
        k < ids.length;
        ++k
    ) {
        const id = ids[k]!;
        if (invoke[id]! > to) return;
        const x = (invoke[id]! - from) * scale;
        const right = (lanes.barEnd[id]! - from) * scale;
        if (right < 0) continue;
        const lane = lanes.laneOf[id]!;
        if (drawn.get(lane) === Math.floor(right)) continue;
        drawn.set(lane, Math.floor(right));
        const left = Math.max(x, -10);
        draw(id, left, Math.max(Math.min(right, width + 10) - left, 1));
    }
}

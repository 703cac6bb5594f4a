// Which stretch of time shows a violation: so little that the operation that breaks the promise can
// be seen, and of those concerned as many as fit in beside it.
import { clamped, type TimeWindow } from '../../view/window';

/**
 * The broken operation gets at least this part of the picture: a few pixels, which its mark names.
 * Where none of the others fits in it gets about the second one, and can be read itself.
 */
const leastPart = 1 / 240;
const partAlone = 1 / 25;
/** An operation that took no time at all would otherwise be all that is seen, in microseconds. */
const shortest = 5;

/** `concerned`: in order of time; the latest are the first to be kept. */
export function violationWindow(
    broken: TimeWindow,
    concerned: TimeWindow[],
    whole: TimeWindow,
): TimeWindow {
    const length = Math.max(broken.to - broken.from, shortest);
    let { from, to } = broken;
    for (const each of [...concerned].reverse()) {
        const next = { from: Math.min(from, each.from), to: Math.max(to, each.to) };
        if ((next.to - next.from) * 1.2 <= length / leastPart) ({ from, to } = next);
    }
    const room = Math.max((to - from) * 0.1, (length / partAlone - (to - from)) / 2);
    return clamped({ from: from - room, to: to + room }, whole);
}

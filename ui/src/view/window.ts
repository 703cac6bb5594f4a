// The stretch of time that a page shows, and how it moves: pure functions over a pair of moments.
// All plots of a page share one, so that zooming into one of them zooms into all.

export interface TimeWindow {
    readonly from: number;
    readonly to: number;
}

/** The shortest stretch that is shown: 20 microseconds. */
const shortest = 20;

/** Within `whole`, as long as it was if it fits. */
export function clamped({ from, to }: TimeWindow, whole: TimeWindow): TimeWindow {
    const length = Math.min(Math.max(to - from, shortest), whole.to - whole.from);
    const start = Math.min(Math.max(from, whole.from), whole.to - length);
    return { from: start, to: start + length };
}

/** Closer by a factor (below 1: further away); what is at `at` stays where it is. */
export function zoomed(
    window: TimeWindow,
    factor: number,
    at: number,
    whole: TimeWindow,
): TimeWindow {
    const length = Math.max((window.to - window.from) / factor, shortest);
    const share = (at - window.from) / (window.to - window.from);
    return clamped({ from: at - share * length, to: at + (1 - share) * length }, whole);
}

/** Moved by a share of its length. */
export function moved(window: TimeWindow, share: number, whole: TimeWindow): TimeWindow {
    const by = (window.to - window.from) * share;
    return clamped({ from: window.from + by, to: window.to + by }, whole);
}

/** A stretch with room around it, so that one sees what was before and after. */
export function around(from: number, to: number, whole: TimeWindow): TimeWindow {
    const room = Math.max((to - from) * 0.6, 500);
    return clamped({ from: from - room, to: to + room }, whole);
}

/** Round moments for an axis, about so many of them. */
export function ticks({ from, to }: TimeWindow, about: number): number[] {
    const rough = (to - from) / Math.max(about, 1);
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((k) => k * power).find((size) => size >= rough) ?? rough;
    const out: number[] = [];
    for (let k = Math.ceil(from / step); k * step <= to; ++k) out.push(k * step);
    return out;
}

/** What a tick is called: as many decimals as its neighbours need. */
export function tickLabel(us: number, step: number): string {
    const decimals = Math.min(6, Math.max(0, Math.ceil(-Math.log10(step / 1e6) - 1e-9)));
    return `${(us / 1e6).toFixed(decimals)} s`;
}

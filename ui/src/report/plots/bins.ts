// Latency and throughput over time, from single operations: bins of equal length, each with its
// counts and quantiles.
import { FAIL, INFO, OK, type History } from '../../data/history';
import type { TimeWindow } from '../../view/window';

export interface Bins {
    /** The middle of each, in microseconds. */
    times: Float64Array;
    /** Completions in a second. */
    rates: [ok: Float64Array, fail: Float64Array, info: Float64Array];
    /** Of the latencies of ok operations, in microseconds; null in a bin without any. */
    median: (number | null)[];
    p95: (number | null)[];
    p99: (number | null)[];
    slowest: (number | null)[];
    fastest: (number | null)[];
    /** The shortest and the longest of all that ended, however; null where nothing did. */
    range: [shortest: number, longest: number] | null;
}

/** A round length of which about `wanted` fit into the window. */
export function binLength({ from, to }: TimeWindow, wanted: number): number {
    const rough = Math.max((to - from) / wanted, 10);
    const power = 10 ** Math.floor(Math.log10(rough));
    return [1, 2, 5, 10].map((k) => k * power).find((size) => size >= rough)!;
}

/** Operations by the moment of their completion. `f`: only those of one function; -1: all. */
export function binned(history: History, window: TimeWindow, f: number, wanted = 150): Bins {
    const length = binLength(window, wanted);
    const first = Math.floor(window.from / length);
    const count = Math.max(1, Math.ceil(window.to / length) - first);
    const rates: Bins['rates'] = [
        new Float64Array(count),
        new Float64Array(count),
        new Float64Array(count),
    ];
    let [shortest, longest] = [Infinity, -Infinity];
    const binOf = new Int32Array(history.count).fill(-1);
    for (let id = 0; id < history.count; ++id) {
        const bin = Math.floor(history.end[id]! / length) - first;
        if (!(bin >= 0 && bin < count) || (f >= 0 && history.f[id] !== f)) continue;
        binOf[id] = bin;
        rates[history.outcome[id] as 0 | 1 | 2][bin]! += 1;
        const took = history.end[id]! - history.invoke[id]!;
        shortest = Math.min(shortest, took);
        longest = Math.max(longest, took);
    }
    const parts = latencies(history, binOf, rates[OK]);
    for (const outcome of [OK, FAIL, INFO])
        rates[outcome] = rates[outcome].map((n) => (n * 1e6) / length);
    return {
        times: Float64Array.from({ length: count }, (_, bin) => (first + bin + 0.5) * length),
        rates,
        median: parts.map((part) => quantile(part, 0.5)),
        p95: parts.map((part) => quantile(part, 0.95)),
        p99: parts.map((part) => quantile(part, 0.99)),
        slowest: parts.map((part) => quantile(part, 1)),
        fastest: parts.map((part) => quantile(part, 0)),
        range: longest < 0 ? null : [shortest, longest],
    };
}

/** Of each bin the latencies of its ok operations, ascending. */
function latencies(history: History, binOf: Int32Array, counts: Float64Array): Float64Array[] {
    const parts = Array.from(counts, (n) => new Float64Array(n));
    const filled = new Int32Array(counts.length);
    for (let id = 0; id < binOf.length; ++id) {
        const bin = binOf[id]!;
        if (bin < 0 || history.outcome[id] !== OK) continue;
        parts[bin]![filled[bin]!++] = history.end[id]! - history.invoke[id]!;
    }
    for (const part of parts) part.sort();
    return parts;
}

/**
 * Powers of ten around a range of latencies, for a logarithmic axis that holds all of them, with room
 * above for the names of faults.
 */
export function decades(range: Bins['range']): [number, number] {
    const [least, most] = range ?? [100, 1000];
    const low = 10 ** Math.floor(Math.log10(Math.max(least, 1)));
    const high = 10 ** Math.ceil(Math.log10(Math.max(most * 2, 1)));
    return [low, high > low ? high : low * 10];
}

/** The smallest number that is not below the given share of them. */
export function quantile(ascending: Float64Array, share: number): number | null {
    if (ascending.length === 0) return null;
    return ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)]!;
}

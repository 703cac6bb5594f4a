// Lines that nodes wrote, joined to the time axis by the times that stand in them.
import type { NodeOutput } from './document';

export interface LogLine {
    node: string;
    /** Microseconds since the start of the run; NaN: the line has no time, and none before it. */
    time: number;
    text: string;
}

const iso = /(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?/;
const words =
    /(\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) (\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?/;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Milliseconds since 1970 of a time near the beginning of a line, taken as UTC; NaN: none. */
export function stampOf(line: string): number {
    const head = line.slice(0, 120);
    const a = iso.exec(head);
    if (a) return utc(+a[1]!, +a[2]! - 1, +a[3]!, +a[4]!, +a[5]!, +a[6]!, a[7]);
    const b = words.exec(head);
    if (b) return utc(+b[3]!, months.indexOf(b[2]!), +b[1]!, +b[4]!, +b[5]!, +b[6]!, b[7]);
    return NaN;
}

function utc(
    y: number,
    mo: number,
    d: number,
    h: number,
    mi: number,
    s: number,
    fraction?: string,
): number {
    return Date.UTC(y, mo, d, h, mi, s) + Number(`0.${fraction ?? '0'}`) * 1000;
}

/**
 * All lines in order of their times. `zero`: when the run began, in milliseconds since 1970. A node
 * may write local time: the quarters of an hour by which its first time differs from `zero` are taken
 * for its time zone, for nodes write when they start.
 */
export function logLines(output: NodeOutput[], zero: number | undefined): LogLine[] {
    const lines: LogLine[] = [];
    for (const { node, parts } of output) {
        const raw = parts.flatMap(linesOf);
        let before = NaN;
        let zone = NaN;
        for (const line of raw) {
            const off = zero === undefined ? NaN : stampOf(line) - zero;
            if (Number.isNaN(zone)) zone = zoneOf(off);
            if (!Number.isNaN(off - zone)) before = (off - zone) * 1000;
            lines.push({ node, time: before, text: line });
        }
    }
    return lines.sort(
        (a, b) =>
            (Number.isNaN(a.time) ? -Infinity : a.time) -
                (Number.isNaN(b.time) ? -Infinity : b.time) || 0,
    );
}

function linesOf({ left_out, text }: NodeOutput['parts'][number]): string[] {
    const lines = text.split('\n');
    if (lines[lines.length - 1] === '') lines.pop();
    if (left_out > 0) lines.unshift(`(${left_out.toLocaleString('en')} bytes are left out here)`);
    return lines;
}

/** NaN: no zone is that far away, so it is the time of something else. */
function zoneOf(off: number): number {
    const quarter = 15 * 60_000;
    if (Math.abs(off) > 60 * quarter) return NaN;
    return Math.round(off / quarter) * quarter;
}

/** Of lines in order how many were written at `time` or before, with those that have no time. */
export function linesBefore(lines: LogLine[], time: number): number {
    const place = lines.findIndex((line) => line.time > time);
    return place < 0 ? lines.length : place;
}

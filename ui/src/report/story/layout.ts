// The few operations that break a promise as bars over the order of their events. Time is not to
// scale: each event takes the room that its bar needs, for what counts is what came before what.
import type { Story } from '../../data/document';
import type { FaultBand } from '../../data/faults';
import { INFO, type History } from '../../data/history';

export interface StoryBar {
    id: number;
    row: number;
    text: string;
    from: number;
    to: number;
    /** It may have happened at any time after its beginning, or never. */
    open: boolean;
}

export interface StoryLayout {
    rows: { process: number; name: string }[];
    bars: StoryBar[];
    faults: { band: FaultBand; from: number; to: number }[];
    width: number;
}

export const characterWidth = 7.8;

interface Happening {
    place: number;
    time: number;
    bar: StoryBar;
    isReturn: boolean;
    x: number;
}

/** `most`: of many operations only those that returned last. */
export function storyLayout(
    story: Story,
    history: History,
    faults: FaultBand[],
    most: number,
): StoryLayout {
    const events = lastOf(story, most);
    const processes = [...new Set(events.map(({ id }) => history.process[id]!))].sort(
        (a, b) => a - b,
    );
    const happenings: Happening[] = [];
    const bars = events.map(({ id, invoked, completed }) => {
        const open = completed === null || history.outcome[id] === INFO;
        const row = processes.indexOf(history.process[id]!);
        const bar = { id, row, text: barText(history, id), from: 0, to: 0, open };
        happenings.push({ place: invoked, time: history.invoke[id]!, bar, isReturn: false, x: 0 });
        if (!open)
            happenings.push({
                place: completed,
                time: history.end[id]!,
                bar,
                isReturn: true,
                x: 0,
            });
        return bar;
    });
    happenings.sort((a, b) => a.place - b.place);
    const gap = Math.min(40, Math.max(14, 500 / happenings.length));
    const width = placeHappenings(happenings, gap) + gap;
    for (const bar of bars) if (bar.open) bar.to = Math.max(width, bar.from + roomFor(bar));
    const full = Math.max(width, ...bars.map((bar) => bar.to + 4));
    return {
        rows: processes.map((process) => ({ process, name: `process ${process}` })),
        bars,
        faults: placeFaults(happenings, faults, full),
        width: full,
    };
}

function lastOf(story: Story, most: number) {
    const events = story.events ?? [];
    const end = (event: { completed: number | null }) => event.completed ?? Infinity;
    const ends = events.map(end).sort((a, b) => b - a);
    const least = ends[most - 1] ?? -Infinity;
    return events.filter((event) => end(event) >= least);
}

function barText(history: History, id: number): string {
    const text = history.label(id);
    return text.length > 34 ? `${text.slice(0, 33)}…` : text;
}

function roomFor({ text }: StoryBar): number {
    return text.length * characterWidth + 42;
}

function placeHappenings(happenings: Happening[], gap: number): number {
    let x = 6;
    for (const happening of happenings) {
        const { bar, isReturn } = happening;
        if (isReturn) x = Math.max(x, bar.from + roomFor(bar));
        happening.x = x;
        if (isReturn) bar.to = x;
        else bar.from = x;
        x += gap;
    }
    return x;
}

/** Faults by their times, which lie between those of the events. */
function placeFaults(
    happenings: Happening[],
    faults: FaultBand[],
    width: number,
): StoryLayout['faults'] {
    const first = happenings[0];
    const last = happenings[happenings.length - 1];
    if (!first || !last) return [];
    return faults
        .filter((band) => band.began <= last.time && band.ended >= first.time)
        .map((band) => ({
            band,
            from: band.began < first.time ? 0 : xOf(happenings, band.began),
            to: band.ended > last.time ? width : xOf(happenings, band.ended),
        }));
}

function xOf(happenings: Happening[], time: number): number {
    const after = happenings.find((happening) => happening.time > time);
    const before = happenings.findLast((happening) => happening.time <= time);
    if (!after) return before?.x ?? 0;
    if (!before) return after.x;
    const share = (time - before.time) / (after.time - before.time);
    return before.x + share * (after.x - before.x);
}

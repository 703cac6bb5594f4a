// The few operations that break a promise as bars over the order of their events. Time is not to
// scale: each event takes the room that its bar needs, for what counts is what came before what.
import { moment } from '../../data/format';
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
    /** What had to be so, in the row of the operation after which it had. */
    conditions: { row: number; text: string; from: number; to: number }[];
    faults: { band: FaultBand; name: string; from: number; to: number }[];
    /** Of the same time, and not shown. */
    moreFaults: number;
    width: number;
}

export const characterWidth = 7.8;
const conditionWidth = 6.6;
const mostFaults = 4;

/** A beginning or an end, of an operation or of a fault. */
interface Happening {
    place: number;
    time: number;
    begin: boolean;
    /** What it is the beginning or end of: where that lies, and the room that it needs. */
    of: { from: number; to: number };
    room: number;
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
        const of = { id, row, text: barText(history, id), from: 0, to: 0, open };
        const room = of.text.length * characterWidth + 42;
        happenings.push({ place: invoked, time: history.invoke[id]!, begin: true, of, room });
        if (!open)
            happenings.push({ place: completed, time: history.end[id]!, begin: false, of, room });
        return of;
    });
    const conditions = addConditions(story, events, bars, happenings);
    happenings.sort((a, b) => a.place - b.place);
    const [bands, moreFaults] = worthTelling(happenings, faults);
    addFaults(happenings, bands);
    const gap = Math.min(40, Math.max(14, 500 / happenings.length));
    const width = placeHappenings(happenings, gap) + gap;
    for (const bar of bars)
        if (bar.open) bar.to = Math.max(width, bar.from + bar.text.length * characterWidth + 42);
    const ends = [...bars.map((bar) => bar.to + 4), ...conditions.map(endOf)];
    const full = Math.max(width, ...ends);
    for (const condition of conditions) if (condition.to === Infinity) condition.to = full;
    for (const band of bands) if (band.to === Infinity) band.to = full;
    return {
        rows: processes.map((process) => ({ process, name: `process ${process}` })),
        bars,
        conditions,
        faults: bands,
        moreFaults,
        width: full,
    };
}

type Events = NonNullable<Story['events']>;

/** Between the events of the operations after and until which they hold, if these are shown. */
function addConditions(
    story: Story,
    events: Events,
    bars: StoryBar[],
    happenings: Happening[],
): StoryLayout['conditions'] {
    return (story.conditions ?? []).flatMap(({ after, until, text }) => {
        const first = events.find(({ id }) => id === after);
        const bar = bars.find(({ id }) => id === after);
        if (!first || !bar || first.completed === null) return [];
        const last = events.find(({ id }) => id === until);
        const of = { row: bar.row, text, from: 0, to: last ? 0 : Infinity };
        const room = text.length * conditionWidth + 12;
        happenings.push({ place: first.completed + 0.1, time: NaN, begin: true, of, room });
        if (last) happenings.push({ place: last.invoked - 0.1, time: NaN, begin: false, of, room });
        return [of];
    });
}

/** At least. */
function endOf({ from, to, text }: StoryLayout['conditions'][0]): number {
    return to === Infinity ? from + text.length * conditionWidth + 12 : to;
}

/** Faults between the first and the last event, the earliest of many; and how many more. */
function worthTelling(
    happenings: Happening[],
    faults: FaultBand[],
): [StoryLayout['faults'], number] {
    const timed = happenings.filter(({ time }) => !Number.isNaN(time));
    const first = timed[0];
    const last = timed[timed.length - 1];
    if (!first || !last) return [[], 0];
    const all = faults.filter((band) => band.began <= last.time && band.ended >= first.time);
    const told = all.slice(0, mostFaults).map((band) => ({
        band,
        name: `${band.name}, ${moment(band.began)}`,
        from: 0,
        to: band.ended > last.time ? Infinity : 0,
    }));
    return [told, all.length - told.length];
}

/** Beginnings and ends of faults among the events, where their times put them. */
function addFaults(happenings: Happening[], bands: StoryLayout['faults']): void {
    const events = happenings.filter(({ time }) => !Number.isNaN(time));
    const placeOf = (time: number) =>
        (events.findLast((event) => event.time <= time)?.place ?? -1) + 0.5;
    for (const of of bands) {
        const { band } = of;
        const room = of.name.length * 6.6 + 14;
        const add = (time: number, begin: boolean) =>
            happenings.push({ place: placeOf(time), time, begin, of, room });
        if (band.began >= events[0]!.time) add(band.began, true);
        if (of.to !== Infinity) add(band.ended, false);
    }
    happenings.sort((a, b) => a.place - b.place || a.time - b.time);
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

function placeHappenings(happenings: Happening[], gap: number): number {
    let x = 6;
    for (const { begin, of, room } of happenings) {
        if (!begin) x = Math.max(x, of.from + room);
        if (begin) of.from = x;
        else of.to = x;
        x += gap;
    }
    return x;
}

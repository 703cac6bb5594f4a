// A run that is under way, from the lines that its files have so far.
import { signal } from '@preact/signals';
import { faultName } from '../data/faults';
import { readEvents, type RunSummary } from './api';

export interface Progress {
    counts: { ok: number; fail: number; info: number };
    open: number;
    /** Seconds since the start of the run, of the last event. */
    seconds: number;
    /** Completions in each second: ok, and others. */
    perSecond: [ok: number, other: number][];
    faults: { name: string; began: number; ended: number | null }[];
    over: boolean;
}

export function nothingYet(): Progress {
    return {
        counts: { ok: 0, fail: 0, info: 0 },
        open: 0,
        seconds: 0,
        perSecond: [],
        faults: [],
        over: false,
    };
}

/** With what further lines of history.jsonl say. A line that is no event is passed over. */
export function withEvents(before: Progress, lines: string): Progress {
    const counts = { ...before.counts };
    const perSecond = before.perSecond.map(([ok, other]) => [ok, other] as [number, number]);
    let { open, seconds } = before;
    for (const event of parsed(lines)) {
        if (typeof event['time'] === 'number') seconds = event['time'] / 1e9;
        if (typeof event['process'] !== 'number') continue;
        const type = event['type'];
        open += type === 'invoke' ? 1 : -1;
        if (type !== 'ok' && type !== 'fail' && type !== 'info') continue;
        counts[type] += 1;
        const second = Math.max(0, Math.floor(seconds));
        while (perSecond.length <= second) perSecond.push([0, 0]);
        perSecond[second]![type === 'ok' ? 0 : 1] += 1;
    }
    return { ...before, counts, perSecond, open, seconds };
}

export function withFaults(before: Progress, lines: string): Progress {
    const faults = [...before.faults];
    for (const line of parsed(lines)) {
        const name = faultName({ value: null, ...line, fault: String(line['fault']) });
        const began = Number(line['began'] ?? NaN) / 1e9;
        const place = faults.findIndex((fault) => fault.name === name && fault.began === began);
        const ended = typeof line['ended'] === 'number' ? line['ended'] / 1e9 : null;
        if (place < 0) faults.push({ name, began, ended });
        else faults[place] = { name, began, ended };
    }
    return { ...before, faults };
}

function parsed(lines: string): Record<string, unknown>[] {
    return lines.split('\n').flatMap((line) => {
        try {
            const value: unknown = JSON.parse(line);
            return value !== null && typeof value === 'object'
                ? [value as Record<string, unknown>]
                : [];
        } catch {
            return [];
        }
    });
}

/** Follows a run until it is over, or stopped. */
export function follow(run: RunSummary) {
    const progress = signal(nothingYet());
    let [from, faults] = [0, 0];
    let timer = 0;
    const look = async () => {
        try {
            const news = await readEvents(run, from, faults);
            const more = news.next > from;
            [from, faults] = [news.next, news.next_faults];
            const told = withFaults(withEvents(progress.value, news.events), news.faults);
            progress.value = { ...told, over: news.over };
            if (news.over && !more) return;
        } catch {
            // The server may be gone, or come back.
        }
        timer = window.setTimeout(() => void look(), 500);
    };
    void look();
    return { progress, stop: () => clearTimeout(timer) };
}

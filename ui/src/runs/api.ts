// What `ordeal serve` answers: see harness/serve/run_server.hpp.
import type { Verdict } from '../data/document';
import { visible } from '../data/format';

export interface RunSummary {
    scenario: string;
    time: string;
    state: 'over' | 'unfinished';
    verdict?: Verdict;
    expected?: Verdict;
    sentence?: string;
    error?: string;
    seed?: number;
    seconds?: number;
    operations?: { ok: number; fail: number; info: number };
    faults?: number;
    repeat?: string;
}

export interface Store {
    store: string;
    runs: RunSummary[];
}

export interface Events {
    events: string;
    next: number;
    faults: string;
    next_faults: number;
    over: boolean;
}

async function get<T>(path: string): Promise<T> {
    const response = await fetch(path);
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return (await response.json()) as T;
}

function pathOf({ scenario, time }: RunSummary): string {
    return `${encodeURIComponent(scenario)}/${encodeURIComponent(time)}`;
}

export const readStore = () => get<Store>('/api/v1/runs');

export const readEvents = (run: RunSummary, from: number, faults: number) =>
    get<Events>(`/api/v1/runs/${pathOf(run)}/events?from=${from}&faults=${faults}`);

export const fileOf = (run: RunSummary, file: string) => `/runs/${pathOf(run)}/${file}`;

/** "2026-11-23 08:53:32" */
export function began({ time }: RunSummary): string {
    const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)/.exec(time);
    return match
        ? `${match[1]}-${match[2]}-${match[3]} ${match[4]}:${match[5]}:${match[6]}`
        : visible(time);
}

// What `PROGRAM explore` answers: see docs/explorer.md.

export interface Message {
    from: string;
    to: string;
    text: string;
}

export interface Part {
    name: string;
    kind: 'node' | 'client' | 'whole';
    state: string;
    crashed?: boolean;
    timers?: string[];
    choices?: string;
    saved?: string;
}

export interface History {
    verdict?: string;
    /** Null: nobody knows. */
    valid: boolean | null;
    text: string;
}

export interface Scene {
    parts: Part[];
    network: Message[];
    history?: History;
    observed?: string;
}

export interface Told {
    who: string;
    type: 'invoke' | 'ok' | 'fail' | 'info';
    text: string;
}

export interface Happening {
    kind: string;
    text: string;
    whom?: string;
    message?: Message;
    sent?: Message[];
    told?: Told[];
}

export interface Property {
    name: string;
    kind: string;
    /** Null: nobody knows, and `why`. */
    holds: boolean | null;
    why?: string;
}

export interface Action {
    place: number;
    outcome: 'step' | 'ignored' | 'beyond';
    event: Happening;
    fingerprint?: string;
    unchanged?: boolean;
    changes?: Part[];
    history?: History;
    observed?: string;
    properties?: Property[];
    breaks?: number[];
}

export interface Step {
    place: number;
    step: number;
    event: Happening;
    fingerprint: string;
    changed?: string[];
    broken?: string[];
}

/** Some of the steps of a path. */
export interface Steps {
    path: string;
    length: number;
    first: number;
    steps: Step[];
}

export interface View {
    path: string;
    /** Places: the initial state is the first of them. */
    length: number;
    first: number;
    steps: Step[];
    state?: Scene & { text: string; fingerprint: string };
    before: Scene | null;
    breaks?: number[];
    properties: Property[];
    next_on_road: number | null;
    actions: Action[];
    left_out?: number;
}

export interface Model {
    version: number;
    title: string;
    properties: { name: string; kind: string }[];
    start: string;
    /** Of a recorded run how many places it has, else the places of a path that was opened. */
    road: number | number[];
    recorded: boolean;
}

export interface Recorded {
    directory: string;
    /** Nanoseconds since 1970; 0: not known. */
    zero: number;
    note: string;
    /** Of each place, nanoseconds since the start of the run. */
    times: (number | null)[];
    remarks: (string | null)[];
    output: { node: string; text: string; left_out: number }[];
}

export interface Job {
    job: number;
    do: 'check' | 'find';
    state: 'running' | 'over';
    states: number;
    depth: number;
    seconds?: number;
    per_second?: number;
    remaining?: number | null;
    verdict?: 'valid' | 'invalid' | 'unknown';
    stopped?: string;
    error?: string;
    properties?: JobProperty[];
    found?: boolean;
    path?: string;
    way?: string;
    length?: number;
}

export interface JobProperty {
    name: string;
    kind: string;
    found: boolean;
    verdict?: 'valid' | 'invalid' | 'unknown';
    path?: string;
    length?: number;
    loop?: number;
}

export type Goal = { violation: true } | { property: string } | { text: string };

async function ask<T>(path: string, request: RequestInit = {}): Promise<T> {
    const response = await fetch(path, request);
    const document = (await response.json()) as T & { error?: string };
    if (!response.ok) throw new Error(document.error ?? `${path}: ${response.status}`);
    return document;
}

const post = (body: object): RequestInit => ({
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
});

export const readModel = () => ask<Model>('/api/v1/model');
export const readRecorded = () => ask<Recorded>('/api/v1/run');

/** `from`: steps before that place are not told. */
export function readState(path: string, from: number, breakpoints: string[]): Promise<View> {
    const query = new URLSearchParams({ from: String(from) });
    for (const each of breakpoints) query.append('break', each);
    return ask<View>(`/api/v1/states/${path}?${query.toString()}`);
}

export const readSteps = (path: string, from: number, count: number) =>
    ask<Steps>(`/api/v1/steps/${path}?from=${from}&count=${count}`);

export const walk = (from: string, steps: number, seed: number, until: Goal[]) =>
    ask<{ way: string; steps: number; stopped: 'goal' | 'end' | 'steps' }>(
        '/api/v1/walk',
        post({ from, steps, seed, until }),
    );

export const beginCheck = (threads: number) =>
    ask<Job>('/api/v1/jobs', post({ do: 'check', threads }));
export const beginFind = (from: string, until: Goal | Goal[]) =>
    ask<Job>('/api/v1/jobs', post({ do: 'find', from, until }));
export const readJob = (job: number) => ask<Job>(`/api/v1/jobs/${job}`);
export const stopJob = (job: number) => ask<Job>(`/api/v1/jobs/${job}`, { method: 'DELETE' });

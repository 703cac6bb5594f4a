// The documents of a run as the page gets them: parts of verdict.json, run.json and scenario.json
// (docs/run-directory.md), and the stories that harness/report/page_data.cpp makes of them.

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

export type Verdict = 'valid' | 'invalid' | 'unknown';

export interface Counterexample {
    explanation: string;
    broken: number;
    possible: string[];
    all_possible: boolean;
    concerned: number[];
    /** Beneath the broken operation, where no states are known. */
    remark?: string;
}

/** What had to be so from the return of one operation until another was invoked, or for good. */
export interface Condition {
    after: number;
    until: number | null;
    text: string;
}

/** A key that the judge did not find valid, or an example of what a check found broken. */
export interface Story {
    key?: Json;
    /** Which check found it; none: the judge. */
    check?: string;
    verdict: Verdict;
    conditions?: Condition[];
    reason?: string;
    where: string;
    /** Where the events of the operations concerned stand in the history: their order. */
    events?: { id: number; invoked: number; completed: number | null }[];
    counterexample?: Counterexample;
}

/** What a check found, and how often; times in nanoseconds. */
export interface Finding {
    name: string;
    /** A promise; else it is only worth telling. */
    breaks: boolean;
    count: number;
    first: number;
    last: number;
    /** The earliest cases. */
    examples: { counterexample: Counterexample }[];
}

export interface Check {
    name: string;
    verdict: Verdict;
    explanation: string;
    details: Json;
    warnings?: string[];
    findings?: Finding[];
}

/** A line of faults.jsonl; times in nanoseconds. */
export interface FaultLine {
    id: number;
    fault: string;
    shape?: string;
    value: Json;
    asked?: number;
    began?: number;
    due?: number;
    ended?: number;
    bit: boolean;
    /** Of a fault on those who held a role: its name, who held it, and what each node answered. */
    role?: Json;
    evidence?: { begin?: Json; end?: Json };
    errors?: string[];
}

export interface NodeOutput {
    node: string;
    /** Each behind so many bytes that are left out. */
    parts: { left_out: number; text: string }[];
}

export interface RunDocument {
    sentence: string;
    /** When what broke the promise was under way, and under which faults; or empty. */
    where: string;
    verdict: {
        scenario: string;
        verdict: Verdict;
        interrupted?: boolean;
        cut_short?: boolean;
        expected?: Verdict;
        seed?: number;
        repeat?: string;
        directory?: string;
        seconds?: number;
        operations?: { ok: number; fail: number; info: number };
        checks?: Check[];
        warnings?: string[];
        faults?: FaultLine[];
        statistics?: Json;
        error?: string;
    };
    judgement: {
        model: string;
        seconds: number;
        keys: number;
        weaker?: { consistency: string; verdict: Verdict; explanation?: string }[];
    } | null;
    stories: Story[];
    troubles: number;
    scenario: { [name: string]: Json };
    run: { [name: string]: Json };
    output?: NodeOutput[];
    messages?: { all: number; shown: number; from?: number; to?: number };
}

/** A member of a member of ...; undefined where there is none. */
export function member(value: Json | undefined, ...path: string[]): Json | undefined {
    let here = value;
    for (const name of path) {
        if (here === null || typeof here !== 'object' || Array.isArray(here)) return undefined;
        here = here[name];
    }
    return here;
}

export function numberAt(value: Json | undefined, ...path: string[]): number | undefined {
    const found = member(value, ...path);
    return typeof found === 'number' ? found : undefined;
}

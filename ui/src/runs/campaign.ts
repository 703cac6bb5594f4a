// Runs taken together: how often each verdict, how long until a failure, which seeds ended how.
import type { RunSummary } from './api';

export interface Filter {
    scenario: string;
    verdict: string;
    seed: string;
    since: string;
}

export function filtered(
    runs: RunSummary[],
    { scenario, verdict, seed, since }: Filter,
): RunSummary[] {
    const day = since.replaceAll('-', '');
    return runs.filter(
        (run) =>
            run.scenario.includes(scenario) &&
            (verdict === '' || verdictOf(run) === verdict) &&
            (seed === '' || String(run.seed) === seed) &&
            (day === '' || run.time >= day),
    );
}

export function verdictOf(run: RunSummary): string {
    return run.state === 'over' ? (run.verdict ?? 'unknown') : 'unfinished';
}

export interface Campaign {
    scenario: string;
    runs: number;
    verdicts: Record<string, number>;
    operations: number;
    /** In order of time. */
    inOrder: RunSummary[];
    /** Of each invalid run the seconds of running since the one before it, in order of time. */
    detections: { run: RunSummary; seconds: number }[];
    /** Seconds of running for each run that was invalid. */
    secondsToFailure: number | null;
    /** Seeds that were tried more than once; those that did not always end alike first. */
    seeds: Seed[];
}

export interface Seed {
    seed: number;
    /** In order of time. */
    runs: RunSummary[];
    flaky: boolean;
}

export const marks: Record<string, string> = {
    valid: '✓',
    invalid: '✗',
    unknown: '?',
    unfinished: '…',
};

/** One for each scenario, in order of their names. Unfinished runs count for nothing else. */
export function campaigns(runs: RunSummary[]): Campaign[] {
    const byScenario = grouped(runs);
    return [...byScenario]
        .map(([scenario, list]) => campaignOf(scenario, list))
        .sort((a, b) => (a.scenario < b.scenario ? -1 : 1));
}

function grouped(runs: RunSummary[]): Map<string, RunSummary[]> {
    const groups = new Map<string, RunSummary[]>();
    for (const run of runs) {
        const group = groups.get(run.scenario);
        if (group) group.push(run);
        else groups.set(run.scenario, [run]);
    }
    return groups;
}

function campaignOf(scenario: string, runs: RunSummary[]): Campaign {
    const inOrder = [...runs].sort((a, b) => (a.time < b.time ? -1 : 1));
    const verdicts: Record<string, number> = {};
    let operations = 0;
    for (const run of runs) {
        verdicts[verdictOf(run)] = (verdicts[verdictOf(run)] ?? 0) + 1;
        if (run.operations)
            operations += run.operations.ok + run.operations.fail + run.operations.info;
    }
    const over = inOrder.filter((run) => run.state === 'over');
    const seconds = over.reduce((sum, run) => sum + (run.seconds ?? 0), 0);
    const detections = detectionsOf(over);
    return {
        scenario,
        runs: runs.length,
        verdicts,
        operations,
        inOrder,
        detections,
        secondsToFailure: detections.length > 0 ? seconds / detections.length : null,
        seeds: seedsOf(over),
    };
}

function detectionsOf(over: RunSummary[]): Campaign['detections'] {
    const found: Campaign['detections'] = [];
    let seconds = 0;
    for (const run of over) {
        seconds += run.seconds ?? 0;
        if (run.verdict !== 'invalid') continue;
        found.push({ run, seconds });
        seconds = 0;
    }
    return found;
}

function seedsOf(over: RunSummary[]): Seed[] {
    const bySeed = new Map<number, RunSummary[]>();
    for (const run of over)
        if (run.seed !== undefined) bySeed.set(run.seed, [...(bySeed.get(run.seed) ?? []), run]);
    return [...bySeed]
        .filter(([, runs]) => runs.length > 1)
        .map(([seed, runs]) => ({
            seed,
            runs,
            flaky: new Set(runs.map(verdictOf)).size > 1,
        }))
        .sort((a, b) => Number(b.flaky) - Number(a.flaky) || a.seed - b.seed);
}

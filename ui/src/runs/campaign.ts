// Runs taken together: how often each verdict, how long until a failure, which seeds disagree.
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
    /** Seconds of running for each run that was invalid. */
    secondsToFailure: number | null;
    /** Seeds that were tried more than once, and did not always end alike. */
    flaky: number[];
}

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
    const verdicts: Record<string, number> = {};
    const bySeed = new Map<number, Set<string>>();
    let seconds = 0;
    let operations = 0;
    for (const run of runs) {
        const verdict = verdictOf(run);
        verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
        if (run.state !== 'over') continue;
        seconds += run.seconds ?? 0;
        if (run.operations)
            operations += run.operations.ok + run.operations.fail + run.operations.info;
        if (run.seed !== undefined)
            bySeed.set(run.seed, (bySeed.get(run.seed) ?? new Set()).add(verdict));
    }
    const invalid = verdicts['invalid'] ?? 0;
    return {
        scenario,
        runs: runs.length,
        verdicts,
        operations,
        secondsToFailure: invalid > 0 ? seconds / invalid : null,
        flaky: [...bySeed].filter(([, seen]) => seen.size > 1).map(([seed]) => seed),
    };
}

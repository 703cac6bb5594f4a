// The runs of each scenario taken together: their verdicts over time, how long it took to find
// something, and seeds that were tried more than once.
import { count, duration, visible } from '../data/format';
import { began, fileOf, type RunSummary } from './api';
import { campaigns, marks, verdictOf, type Campaign, type Seed } from './campaign';

const mostMarks = 60;
const mostSeeds = 12;

export function Campaigns({ runs }: { runs: RunSummary[] }) {
    if (runs.length === 0) return <p>No run fits.</p>;
    const all = campaigns(runs);
    return (
        <section aria-label="Campaigns">
            <h2>By scenario</h2>
            <div class="wide" tabIndex={0} role="group" aria-label="Figures by scenario">
                <table class="stacked">
                    <thead>
                        <tr>
                            <th>scenario</th>
                            <th>runs</th>
                            <th>verdicts, the latest at the right</th>
                            <th>running time until something was found</th>
                            <th>operations</th>
                        </tr>
                    </thead>
                    <tbody>
                        {all.map((each) => (
                            <ScenarioRow campaign={each} />
                        ))}
                    </tbody>
                </table>
            </div>
            <Seeds campaigns={all} />
        </section>
    );
}

function ScenarioRow({ campaign }: { campaign: Campaign }) {
    const { scenario, runs, operations, inOrder } = campaign;
    return (
        <tr>
            <th scope="row">
                <bdi>{visible(scenario)}</bdi>
            </th>
            <td data-label="runs">{runs}</td>
            <td>
                {verdictsTold(inOrder)}
                <Marks runs={inOrder.slice(-mostMarks)} />
            </td>
            <td data-label="until found">
                <Detections campaign={campaign} />
            </td>
            <td data-label="operations">{operations.toLocaleString('en')}</td>
        </tr>
    );
}

/** "13 valid, 1 invalid" */
function verdictsTold(runs: RunSummary[]): string {
    return Object.keys(marks)
        .map((verdict) => [verdict, runs.filter((run) => verdictOf(run) === verdict).length])
        .filter(([, number]) => number !== 0)
        .map(([verdict, number]) => `${number} ${verdict}`)
        .join(', ');
}

/** A mark for each run, which leads to its report. */
function Marks({ runs }: { runs: RunSummary[] }) {
    return (
        <div class="marks">
            {runs.map((run) => {
                const verdict = verdictOf(run);
                const what = `${began(run)}: ${verdict}${run.seed === undefined ? '' : `, seed ${run.seed}`}`;
                return run.state === 'over' && !run.error ? (
                    <a class={verdict} href={fileOf(run, 'report.html')} title={what}>
                        {marks[verdict]}
                        <span class="hidden">{what}</span>
                    </a>
                ) : (
                    <span class={verdict} title={what}>
                        {marks[verdict]}
                    </span>
                );
            })}
        </div>
    );
}

/** A bar for each failure: the seconds of running since the one before it. */
function Detections({ campaign }: { campaign: Campaign }) {
    const { detections, secondsToFailure } = campaign;
    if (secondsToFailure === null) return <span class="muted">nothing found</span>;
    const shown = detections.slice(-30);
    const longest = Math.max(...shown.map(({ seconds }) => seconds), 1e-3);
    const each = duration(secondsToFailure * 1e6);
    const text = `one in ${each} of running, after ${duration(longest * 1e6)} at most`;
    return (
        <>
            {shown.length > 1 && (
                <svg
                    class="detections"
                    viewBox={`0 0 ${shown.length * 7} 32`}
                    width={shown.length * 7}
                    height={32}
                    role="img"
                    aria-label={`Running time before each failure: ${text}`}
                >
                    {shown.map(({ run, seconds }, place) => {
                        const high = Math.max((seconds / longest) * 30, 1);
                        return (
                            <rect x={place * 7} y={32 - high} width={5} height={high}>
                                <title>{`${began(run)}: after ${duration(seconds * 1e6)}`}</title>
                            </rect>
                        );
                    })}
                </svg>
            )}
            {detections.length > 1 ? text : `one, after ${duration(longest * 1e6)}`}
        </>
    );
}

function Seeds({ campaigns: all }: { campaigns: Campaign[] }) {
    const rows = all.flatMap(({ scenario, seeds }) => seeds.map((seed) => ({ scenario, seed })));
    if (rows.length === 0) return null;
    const sorted = [
        ...rows.filter(({ seed }) => seed.flaky),
        ...rows.filter(({ seed }) => !seed.flaky),
    ];
    const flaky = rows.filter(({ seed }) => seed.flaky).length;
    return (
        <>
            <h2>Seeds that ran more than once</h2>
            <p>
                {count(rows.length, 'seed')},{' '}
                {flaky === 0
                    ? 'each of which always ended alike'
                    : `${flaky} of which did not always end alike`}
                {sorted.length > mostSeeds && `; the first ${mostSeeds} of them here`}. In virtual
                time a seed always ends alike; against real servers it may not, for their timing
                does not repeat.
            </p>
            <div class="wide" tabIndex={0} role="group" aria-label="Seeds that ran more than once">
                <table class="stacked">
                    <thead>
                        <tr>
                            <th>scenario</th>
                            <th>seed</th>
                            <th>verdicts, the latest at the right</th>
                            <th>always alike</th>
                        </tr>
                    </thead>
                    <tbody>
                        {sorted.slice(0, mostSeeds).map(({ scenario, seed }) => (
                            <SeedRow scenario={scenario} seed={seed} />
                        ))}
                    </tbody>
                </table>
            </div>
        </>
    );
}

function SeedRow({ scenario, seed }: { scenario: string; seed: Seed }) {
    return (
        <tr>
            <th scope="row">
                <bdi>{visible(scenario)}</bdi>
            </th>
            <td data-label="seed">{seed.seed}</td>
            <td>
                <Marks runs={seed.runs.slice(-mostMarks)} />
            </td>
            <td data-label="always alike">
                {seed.flaky ? <b>no: {verdictsTold(seed.runs)}</b> : 'yes'}
            </td>
        </tr>
    );
}

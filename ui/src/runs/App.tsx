// The runs of a store: those under way, then all of them to filter, compare and open.
import { useEffect, useMemo, useState } from 'preact/hooks';
import { count, visible } from '../data/format';
import { fileOf, readStore, type RunSummary, type Store } from './api';
import { campaigns, filtered, verdictOf, type Filter } from './campaign';
import { Commands } from './Commands';
import { Compare } from './Compare';
import { LiveRun } from './LiveRun';

const marks: Record<string, string> = { valid: '✓', invalid: '✗', unknown: '?', unfinished: '…' };
const most = 300;

export function App() {
    const [store, setStore] = useState<Store>({ store: '', runs: [] });
    const [failure, setFailure] = useState('');
    const [filter, setFilter] = useState<Filter>({
        scenario: '',
        verdict: '',
        seed: '',
        since: '',
    });
    const [chosen, setChosen] = useState<string[]>([]);
    const refresh = () =>
        readStore().then(
            (read) => {
                setStore(read);
                setFailure('');
                document.documentElement.dataset.ready = 'yes';
            },
            (error: unknown) => setFailure(String(error)),
        );
    useEffect(() => {
        void refresh();
        const timer = setInterval(() => void refresh(), 3000);
        return () => clearInterval(timer);
    }, []);
    const shown = useMemo(() => filtered(store.runs, filter), [store, filter]);
    const live = store.runs.find((run) => run.state === 'unfinished' && isRecent(run));
    const pair = chosen
        .map((id) => store.runs.find((run) => idOf(run) === id))
        .filter((run) => run !== undefined);
    const choose = (id: string, on: boolean) =>
        setChosen(
            on
                ? [...chosen.filter((each) => each !== id), id].slice(-2)
                : chosen.filter((each) => each !== id),
        );
    return (
        <>
            <header>
                <h1>Runs of {visible(store.store)}</h1>
                {failure !== '' && (
                    <p class="verdict unknown">The server does not answer: {failure}</p>
                )}
            </header>
            <main>
                {live && <LiveRun key={idOf(live)} run={live} onOver={() => void refresh()} />}
                {pair.length === 2 && <Compare runs={pair as [RunSummary, RunSummary]} />}
                <Filters filter={filter} set={setFilter} />
                <p role="status">
                    {count(shown.length, 'run')}
                    {shown.length > most && `, the latest ${most} of them here`}
                </p>
                <Runs
                    runs={shown.slice(0, most)}
                    store={store.store}
                    chosen={chosen}
                    choose={choose}
                />
                <Campaigns runs={shown} />
            </main>
        </>
    );
}

const idOf = (run: RunSummary) => `${run.scenario}/${run.time}`;

/** One that began a day ago and has no verdict is not under way: it was killed. */
function isRecent(run: RunSummary): boolean {
    const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)/.exec(run.time);
    if (!match) return false;
    const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [
        number,
        number,
        number,
        number,
        number,
        number,
    ];
    return Date.now() - Date.UTC(year, month - 1, day, hour, minute, second) < 86_400_000;
}

function Filters({ filter, set }: { filter: Filter; set: (filter: Filter) => void }) {
    const field = (name: keyof Filter, label: string, type: string) => (
        <label>
            {label}{' '}
            <input
                type={type}
                value={filter[name]}
                onInput={(event) => set({ ...filter, [name]: event.currentTarget.value })}
            />
        </label>
    );
    return (
        <form class="controls" onSubmit={(event) => event.preventDefault()}>
            {field('scenario', 'Scenario', 'search')}
            <label>
                Verdict{' '}
                <select
                    value={filter.verdict}
                    onChange={(event) => set({ ...filter, verdict: event.currentTarget.value })}
                >
                    <option value="">any</option>
                    {Object.keys(marks).map((name) => (
                        <option value={name}>{name}</option>
                    ))}
                </select>
            </label>
            {field('seed', 'Seed', 'search')}
            {field('since', 'Since', 'date')}
        </form>
    );
}

interface RunsProps {
    runs: RunSummary[];
    store: string;
    chosen: string[];
    choose: (id: string, on: boolean) => void;
}

function Runs({ runs, store, chosen, choose }: RunsProps) {
    return (
        <div class="wide" tabIndex={0} role="group" aria-label="Runs">
            <table class="runs">
                <thead>
                    <tr>
                        <th>compare</th>
                        <th>began (UTC)</th>
                        <th>scenario</th>
                        <th>verdict</th>
                        <th>seed</th>
                        <th>operations</th>
                        <th>faults</th>
                        <th>why</th>
                        <th>do</th>
                    </tr>
                </thead>
                <tbody>
                    {runs.map((run) => (
                        <tr key={idOf(run)}>
                            <td>
                                <input
                                    type="checkbox"
                                    aria-label={`compare ${idOf(run)}`}
                                    checked={chosen.includes(idOf(run))}
                                    onChange={(event) =>
                                        choose(idOf(run), event.currentTarget.checked)
                                    }
                                />
                            </td>
                            <td class="time">
                                {run.state === 'over' && !run.error ? (
                                    <a href={fileOf(run, 'report.html')}>{began(run)}</a>
                                ) : (
                                    began(run)
                                )}
                            </td>
                            <td>
                                <bdi>{visible(run.scenario)}</bdi>
                            </td>
                            <td class={`mark ${verdictOf(run)}`}>
                                {marks[verdictOf(run)]} {verdictOf(run)}
                            </td>
                            <td>{run.seed}</td>
                            <td>
                                {run.operations &&
                                    (
                                        run.operations.ok +
                                        run.operations.fail +
                                        run.operations.info
                                    ).toLocaleString('en')}
                            </td>
                            <td>{run.faults}</td>
                            <td>
                                <bdi>
                                    {visible((run.sentence ?? run.error ?? '').slice(0, 160))}
                                </bdi>
                            </td>
                            <td>
                                <details>
                                    <summary>commands</summary>
                                    <Commands run={run} store={store} />
                                </details>
                            </td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </div>
    );
}

/** "2026-11-23 08:53:32" */
function began({ time }: RunSummary): string {
    const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)/.exec(time);
    return match
        ? `${match[1]}-${match[2]}-${match[3]} ${match[4]}:${match[5]}:${match[6]}`
        : visible(time);
}

function Campaigns({ runs }: { runs: RunSummary[] }) {
    if (runs.length === 0) return <p>No run fits.</p>;
    return (
        <section aria-label="Campaigns">
            <h2>By scenario</h2>
            <div class="wide" tabIndex={0} role="group" aria-label="Figures by scenario">
                <table>
                    <thead>
                        <tr>
                            <th>scenario</th>
                            <th>runs</th>
                            <th>valid</th>
                            <th>invalid</th>
                            <th>unknown</th>
                            <th>operations</th>
                            <th>running time to a failure</th>
                            <th>seeds that disagree with themselves</th>
                        </tr>
                    </thead>
                    <tbody>
                        {campaigns(runs).map((each) => (
                            <tr>
                                <td>
                                    <bdi>{visible(each.scenario)}</bdi>
                                </td>
                                <td>{each.runs}</td>
                                <td>{each.verdicts['valid'] ?? 0}</td>
                                <td>{each.verdicts['invalid'] ?? 0}</td>
                                <td>{each.verdicts['unknown'] ?? 0}</td>
                                <td>{each.operations.toLocaleString('en')}</td>
                                <td>
                                    {each.secondsToFailure === null
                                        ? 'none failed'
                                        : `${each.secondsToFailure.toFixed(1)} s`}
                                </td>
                                <td>{each.flaky.length === 0 ? 'none' : each.flaky.join(', ')}</td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            </div>
        </section>
    );
}

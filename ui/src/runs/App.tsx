// The runs of a store: those under way, then all of them to filter, compare and open.
import { useEffect, useMemo, useState } from 'preact/hooks';
import { count, visible } from '../data/format';
import { began, fileOf, readStore, type RunSummary, type Store } from './api';
import { filtered, marks, verdictOf, type Filter } from './campaign';
import { Campaigns } from './Campaigns';
import { Commands } from './Commands';
import { Compare } from './Compare';
import { LiveRun } from './LiveRun';
import { ThemeChoice } from '../view/ThemeChoice';

const mostAtFirst = 40;

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
    const [most, setMost] = useState(mostAtFirst);
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
        setChosen((before) => {
            const others = before.filter((each) => each !== id);
            return on ? [...others, id].slice(-2) : others;
        });
    return (
        <>
            <header>
                <div class="title">
                    <h1>Runs of {visible(store.store)}</h1>
                    <ThemeChoice />
                </div>
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
                    {chosen.length === 1 && '; choose another one to compare'}
                </p>
                <Runs
                    runs={shown.slice(0, most)}
                    store={store.store}
                    chosen={chosen}
                    choose={choose}
                />
                {shown.length > most && (
                    <p>
                        <button onClick={() => setMost(most + 200)}>Show more runs</button>
                    </p>
                )}
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
            <table class="runs stacked">
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
                            <td data-label="compare">
                                <input
                                    type="checkbox"
                                    aria-label={`compare ${idOf(run)}`}
                                    checked={chosen.includes(idOf(run))}
                                    onChange={(event) =>
                                        choose(idOf(run), event.currentTarget.checked)
                                    }
                                />
                            </td>
                            <td class="time" data-label="began">
                                {run.state === 'over' && !run.error ? (
                                    <a href={fileOf(run, 'report.html')}>{began(run)}</a>
                                ) : (
                                    began(run)
                                )}
                            </td>
                            <td data-label="scenario">
                                <bdi>{visible(run.scenario)}</bdi>
                            </td>
                            <td class={`mark ${verdictOf(run)}`} data-label="verdict">
                                {marks[verdictOf(run)]} {verdictOf(run)}
                            </td>
                            <td data-label="seed">{run.seed}</td>
                            <td data-label="operations">
                                {run.operations &&
                                    (
                                        run.operations.ok +
                                        run.operations.fail +
                                        run.operations.info
                                    ).toLocaleString('en')}
                            </td>
                            <td data-label="faults">{run.faults}</td>
                            <td class="why">
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

// The verdict in a sentence, where it was broken, and the way to everything else.
import { count, duration, visible } from '../data/format';
import { numberAt } from '../data/document';
import { ThemeChoice } from '../view/ThemeChoice';
import { Linked } from './Linked';
import type { State } from './state';

export interface Part {
    id: string;
    title: string;
}

const marks = { valid: '✓', invalid: '✗', unknown: '?' };

export function Header({ state, parts }: { state: State; parts: Part[] }) {
    const { verdict: run, sentence, where } = state.run.document;
    return (
        <header>
            <div class="title">
                <h1>{visible(run.scenario ?? 'run')}</h1>
                <ThemeChoice />
            </div>
            <div class={`verdict ${run.verdict}`}>
                <p class="word">
                    <span aria-hidden="true">{marks[run.verdict]}</span> {run.verdict}
                    {run.expected && <span class="expected"> {expectation(run)}</span>}
                    {run.interrupted && ' (interrupted)'}
                    {run.cut_short && ' (ended at the first violation)'}
                </p>
                <p class="sentence">
                    <Linked text={sentence} state={state} />
                </p>
                {where && (
                    <p class="where">
                        <Linked text={where + askedOf(state)} state={state} />
                    </p>
                )}
                {state.run.broken.length > 0 && (
                    <p>
                        <button class="primary" onClick={() => show(state)}>
                            Show it in the timeline
                        </button>
                    </p>
                )}
            </div>
            <Figures state={state} />
            <nav aria-label="Parts of this page">
                {parts.map(({ id, title }) => (
                    <a href={`#${id}`}>{title}</a>
                ))}
            </nav>
        </header>
    );
}

function expectation({ expected, verdict }: State['run']['document']['verdict']): string {
    if (expected !== verdict) return `but this scenario is expected to be ${expected}`;
    return expected === 'invalid'
        ? 'as expected: this scenario is meant to break a promise, so its run is a success'
        : 'as expected';
}

/** Which node the broken operation was asked of, where that is known. */
function askedOf({ run }: State): string {
    const broken = run.document.stories[0]?.counterexample?.broken;
    const process = broken === undefined ? undefined : run.history.process[broken];
    if (process === undefined) return '';
    const worker = run.workers.of(process);
    const node = run.workers.nodeOf(worker);
    return node ? ` Operation ${broken} was asked of ${node}, by worker ${worker}.` : '';
}

function show(state: State): void {
    state.goToViolation(firstOf(state));
    document.getElementById('timeline')?.scrollIntoView({ behavior: 'smooth' });
}

/** That of the first story, which is the simplest. */
function firstOf({ run }: State): number {
    return run.document.stories[0]?.counterexample?.broken ?? run.broken[0]!;
}

function Figures({ state }: { state: State }) {
    const { document, history, faults } = state.run;
    const { operations: counts, seconds, seed, statistics } = document.verdict;
    const each = numberAt(statistics, 'messages', 'per-operation');
    return (
        <ul class="figures">
            <li>
                <b>{count(history.count, 'operation')}</b>
                {counts &&
                    ` ${counts.ok.toLocaleString('en')} ok, ${counts.fail.toLocaleString('en')} refused, ${counts.info.toLocaleString('en')} without an answer`}
            </li>
            {seconds !== undefined && (
                <li>
                    <b>{duration(seconds * 1e6)}</b> of running
                </li>
            )}
            <li>
                <b>{count(faults.length, 'fault')}</b>
            </li>
            {each !== undefined && (
                <li>
                    <b>{each.toFixed(1)}</b> messages for each operation
                </li>
            )}
            {document.judgement && (
                <li>
                    model <b>{document.judgement.model}</b>, {count(document.judgement.keys, 'key')}
                </li>
            )}
            {seed !== undefined && (
                <li>
                    seed <b>{String(seed)}</b>
                </li>
            )}
        </ul>
    );
}

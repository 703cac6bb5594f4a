// The shortest way to something, and breakpoints.
import { useState } from 'preact/hooks';
import { count, visible } from '../data/format';
import type { Goal } from './api';
import type { State } from './state';

export function Search({ state }: { state: State }) {
    const [goal, setGoal] = useState('violation');
    const [text, setText] = useState('');
    const [fromStart, setFromStart] = useState(false);
    const job = state.search.value;
    const running = job?.state === 'running';
    const named = state.model.properties.filter(
        ({ kind }) => kind === 'always' || kind === 'sometimes',
    );
    const wanted = (): Goal => {
        if (goal === 'violation') return { violation: true };
        return goal === 'text' ? { text } : { property: goal.slice('property '.length) };
    };
    return (
        <section aria-labelledby="search">
            <h2 id="search">Shortest way to</h2>
            <form
                class="controls"
                onSubmit={(event) => {
                    event.preventDefault();
                    void state.find(wanted(), fromStart);
                }}
            >
                <select
                    aria-label="What to look for"
                    value={goal}
                    onChange={(event) => setGoal(event.currentTarget.value)}
                >
                    <option value="violation">any violation</option>
                    {named.map(({ name, kind }) => (
                        <option value={`property ${name}`}>
                            {kind === 'always' ? `a violation of ${name}` : name}
                        </option>
                    ))}
                    <option value="text">a state that says …</option>
                </select>
                {goal === 'text' && (
                    <input
                        value={text}
                        placeholder="@n1 decided: true"
                        aria-label="Words in the state"
                        onInput={(event) => setText(event.currentTarget.value)}
                    />
                )}
                <label>
                    <input
                        type="checkbox"
                        checked={fromStart}
                        onChange={(event) => setFromStart(event.currentTarget.checked)}
                    />{' '}
                    from the start
                </label>
                {running ? (
                    <button type="button" onClick={() => void state.stop(job)}>
                        Stop
                    </button>
                ) : (
                    <button>Go there</button>
                )}
            </form>
            <p role="status" class="muted">
                {job &&
                    (running
                        ? `looking: ${count(job.states, 'state')}, ${count(job.depth, 'step')} away`
                        : job.found
                          ? `found ${count(job.length ?? 0, 'step')} away, after ${count(job.states, 'state')}`
                          : `not found among ${count(job.states, 'state')}`)}
            </p>
        </section>
    );
}

export function Breakpoints({ state }: { state: State }) {
    const [text, setText] = useState('');
    const [error, setError] = useState('');
    const { breakpoints } = state.kept;
    const reached = new Set(state.view.value?.breaks ?? []);
    const add = async (event: SubmitEvent) => {
        event.preventDefault();
        const problem = await state.addBreakpoint(text);
        setError(problem);
        if (problem === '') setText('');
    };
    return (
        <section aria-labelledby="breakpoints">
            <h2 id="breakpoints">Breakpoints</h2>
            <form class="controls" onSubmit={(event) => void add(event)}>
                <input
                    value={text}
                    placeholder="@n1 leader and not @n2 leader"
                    aria-label="Words in a state's text"
                    onInput={(event) => setText(event.currentTarget.value)}
                />
                <button>Add</button>
                {breakpoints.value.length > 0 && (
                    <button type="button" onClick={() => void state.toBreakpoint()}>
                        Run to the nearest
                    </button>
                )}
            </form>
            {error !== '' && <p class="broken-text">{visible(error)}</p>}
            <ul class="places">
                {breakpoints.value.map((each, i) => (
                    <li class={reached.has(i) ? 'changed' : ''}>
                        <code>
                            <bdi>{visible(each)}</bdi>
                        </code>{' '}
                        {reached.has(i) && <span class="badge stop">● here</span>}{' '}
                        <button
                            aria-label={`Remove the breakpoint ${each}`}
                            onClick={() => state.kept.removeBreakpoint(each)}
                        >
                            ✕
                        </button>
                    </li>
                ))}
            </ul>
        </section>
    );
}

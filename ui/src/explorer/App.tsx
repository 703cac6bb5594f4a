// The explorer: where the reader is, how it came to this, what can happen next.
import { useState } from 'preact/hooks';
import { count, visible } from '../data/format';
import { ThemeChoice } from '../view/ThemeChoice';
import { Actions } from './Actions';
import { HistoryPart, Network, Output } from './Beside';
import { Diagram } from './Diagram';
import { keys } from './keys';
import { LastStep } from './LastStep';
import { Parts } from './Parts';
import { Places, Properties } from './Properties';
import { Breakpoints, Search } from './Search';
import type { State } from './state';

export function App({ state }: { state: State }) {
    return (
        <>
            <header>
                <div class="title">
                    <h1>
                        <bdi>{visible(state.model.title)}</bdi>
                    </h1>
                    <ThemeChoice />
                </div>
                <Toolbar state={state} />
                <Where state={state} />
                <LastStep state={state} />
                {state.helpShown.value && <Help />}
            </header>
            <main class="explorer">
                <div class="column">
                    <Diagram state={state} />
                    <HistoryPart state={state} />
                    <Output state={state} />
                    <Network state={state} />
                </div>
                <div class="column">
                    <Parts state={state} />
                    <Properties state={state} />
                    <Places state={state} />
                </div>
                <div class="column">
                    <Actions state={state} />
                    <Search state={state} />
                    <Breakpoints state={state} />
                </div>
            </main>
        </>
    );
}

function Toolbar({ state }: { state: State }) {
    const [copied, setCopied] = useState(false);
    const [steps, setSteps] = useState(20);
    const copy = async () => {
        await navigator.clipboard.writeText(location.href);
        setCopied(true);
        setTimeout(() => setCopied(false), 2000);
    };
    const along = state.view.value?.next_on_road;
    return (
        <div class="controls toolbar" role="group" aria-label="Move">
            <button disabled={state.path.value === ''} onClick={state.toStart}>
                |◀ Start
            </button>
            <button disabled={lengthIsOne(state)} onClick={state.back}>
                ◀ Back <kbd>u</kbd>
            </button>
            <button
                disabled={state.future.value.length === 0 && typeof along !== 'number'}
                onClick={state.forward}
            >
                Forward <kbd>r</kbd> ▶
            </button>
            <button class="primary" onClick={() => void state.toViolation()}>
                Run to a violation <kbd>v</kbd>
            </button>
            <span class="together">
                <button onClick={() => void state.randomWalk(steps)}>
                    Walk at random <kbd>w</kbd>
                </button>
                <input
                    type="number"
                    min={1}
                    max={2000}
                    value={steps}
                    aria-label="Steps of the walk"
                    onInput={(event) => setSteps(Number(event.currentTarget.value) || 1)}
                />
            </span>
            <button onClick={() => void copy()}>{copied ? 'Copied' : 'Copy link'}</button>
            <button
                aria-expanded={state.helpShown.value}
                onClick={() => (state.helpShown.value = !state.helpShown.value)}
            >
                Keys <kbd>?</kbd>
            </button>
        </div>
    );
}

const lengthIsOne = (state: State) => (state.view.value?.length ?? 0) <= 1;

/** One line: how far, how it stands. */
function Where({ state }: { state: State }) {
    const view = state.view.value;
    const broken = (view?.properties ?? []).filter(
        ({ kind, holds }) => kind === 'always' && holds === false,
    );
    const reached = view?.breaks ?? [];
    const looking = state.search.value?.state === 'running' || state.busy.value !== '';
    return (
        <>
            <p role="status" class={`where ${broken.length > 0 ? 'invalid' : ''}`}>
                {view &&
                    `Step ${Math.max(0, view.length - 1)}; ${count(view.actions.length, 'action')} possible, ${count(view.state?.network.length ?? 0, 'message')} under way. `}
                {broken.length > 0 && (
                    <strong class="broken-text">
                        ✗ Violated here: {broken.map(({ name }) => visible(name)).join(', ')}.
                    </strong>
                )}
                {reached.length > 0 &&
                    ` ● Breakpoint: ${reached.map((i) => visible(state.kept.breakpoints.value[i] ?? '')).join(', ')}.`}
                {looking && ' Looking …'}
            </p>
            {state.failure.value !== '' && (
                <p role="alert" class="failure">
                    {visible(state.failure.value)}
                </p>
            )}
        </>
    );
}

function Help() {
    return (
        <dl class="help">
            {keys.map((key) => (
                <div>
                    <dt>
                        {key.keys.map((each) => (
                            <kbd>{names[each] ?? each}</kbd>
                        ))}
                    </dt>
                    <dd>{key.does}</dd>
                </div>
            ))}
        </dl>
    );
}

const names: Record<string, string> = {
    ArrowDown: '↓',
    ArrowUp: '↑',
    ArrowLeft: '←',
    ArrowRight: '→',
    Backspace: '⌫',
};

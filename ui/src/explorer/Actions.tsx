// What can happen next, and what would come of it.
import { useEffect, useRef } from 'preact/hooks';
import { count, shortened, visible } from '../data/format';
import type { Action, Part } from './api';
import { changesOf } from './fields';
import { PartBody } from './Parts';
import type { State } from './state';

const most = 200;

export function Actions({ state }: { state: State }) {
    const view = state.view.value;
    const actions = state.actions.value;
    const all = view?.actions.length ?? 0;
    return (
        <section aria-labelledby="next" class="actions">
            <h2 id="next">
                {view?.state ? 'What can happen' : 'Where it starts'}{' '}
                <span class="muted">
                    {actions.length === all ? all : `${actions.length} of ${all}`}
                </span>
            </h2>
            <input
                id="filter"
                type="search"
                placeholder="filter: n1, Prepare, timer …"
                aria-label="Filter the actions"
                value={state.filter.value}
                onInput={(event) => {
                    state.filter.value = event.currentTarget.value;
                    state.chosen.value = 0;
                }}
            />
            {all === 0 && <p>Nothing can happen any more.</p>}
            <ul>
                {actions.slice(0, most).map((action, i) => (
                    <Choice key={action.place} state={state} action={action} number={i} />
                ))}
            </ul>
            {actions.length > most && <p>{count(actions.length - most, 'more action')}.</p>}
            {(view?.left_out ?? 0) > 0 && (
                <p>{count(view!.left_out!, 'more action')} are not shown.</p>
            )}
        </section>
    );
}

function Choice({ state, action, number }: { state: State; action: Action; number: number }) {
    const element = useRef<HTMLLIElement>(null);
    const selected = state.selected.value === action;
    const next = state.view.value?.next_on_road === action.place;
    const again = state.future.value[0] === action.place;
    useEffect(() => {
        if (selected && number > 0) element.current?.scrollIntoView({ block: 'nearest' });
    }, [selected]);
    return (
        <li
            ref={element}
            class={`choice ${action.outcome} ${selected ? 'selected' : ''}`}
            onMouseEnter={() => (state.chosen.value = number)}
        >
            <button
                disabled={action.outcome === 'ignored'}
                aria-current={selected ? 'true' : undefined}
                onFocus={() => (state.chosen.value = number)}
                onClick={() => state.take(action)}
            >
                <bdi>
                    {state.path.value === ''
                        ? `initial state ${action.place}`
                        : visible(shortened(action.event.text, selected ? 1000 : 140))}
                </bdi>
            </button>
            <Badges state={state} action={action} next={next} again={again} />
            <p class="effect">{effectOf(state, action)}</p>
            {selected && action.outcome !== 'ignored' && <Preview state={state} action={action} />}
        </li>
    );
}

interface BadgesProps {
    state: State;
    action: Action;
    next: boolean;
    again: boolean;
}

function Badges({ state, action, next, again }: BadgesProps) {
    const violated = (action.properties ?? []).filter(
        ({ kind, holds }) => kind === 'always' && holds === false,
    );
    const reached = (action.properties ?? []).filter(
        ({ kind, holds }) => kind === 'sometimes' && holds,
    );
    return (
        <span class="badges">
            {next && <span class="badge">the path goes on here</span>}
            {again && !next && <span class="badge">taken before</span>}
            {action.outcome === 'beyond' && <span class="badge">over the boundary</span>}
            {violated.map(({ name }) => (
                <span class="badge broken">✗ violates {visible(name)}</span>
            ))}
            {reached.map(({ name }) => (
                <span class="badge good">✓ {visible(name)}</span>
            ))}
            {(action.breaks ?? []).map((i) => (
                <span class="badge stop">● {visible(state.kept.breakpoints.value[i] ?? '')}</span>
            ))}
        </span>
    );
}

/** In a line: who changes how, what is sent. */
function effectOf(state: State, action: Action): string {
    if (action.outcome === 'ignored') return 'nothing would come of it';
    const before = partsOf(state);
    const changes = (action.changes ?? []).map((part) => changeOf(part, before.get(part.name)));
    const sent = action.event.sent ?? [];
    if (sent.length > 0)
        changes.push(
            `sends ${sent.length === 1 ? '' : `${sent.length}: `}${shortened(
                sent.map(({ to, text }) => `${wordOf(text)} to ${to}`).join(', '),
                90,
            )}`,
        );
    for (const { who, type, text } of action.event.told ?? [])
        changes.push(type === 'invoke' ? `${who} asks: ${text}` : `${who} is told ${text}`);
    return visible(changes.join('; ') || 'nothing changes but the network');
}

function changeOf(part: Part, before: Part | undefined): string {
    if (part.crashed && !before?.crashed) return `${part.name} goes down`;
    if (!part.crashed && before?.crashed) return `${part.name} starts again`;
    const names = changesOf(part.state, before?.state)
        .filter((field) => field.before !== undefined)
        .map(({ name }) => name)
        .filter((name) => name !== '');
    if (String(part.timers ?? '') !== String(before?.timers ?? '')) names.push('timers');
    if (part.choices !== before?.choices) names.push('choices');
    if (part.saved !== before?.saved) names.push('saved');
    return `${part.name} changes${names.length > 0 ? ` ${names.join(', ')}` : ''}`;
}

/** "Prepare" of "Prepare{ballot: 3}". */
function wordOf(text: string): string {
    return /^\w+/.exec(text)?.[0] ?? text;
}

function partsOf(state: State): Map<string, Part> {
    return new Map(state.view.value?.state?.parts.map((part) => [part.name, part]));
}

function Preview({ state, action }: { state: State; action: Action }) {
    const before = partsOf(state);
    return (
        <div class="preview">
            {(action.changes ?? []).map((part) => (
                <div class="part">
                    <h3>{visible(part.name)} would be</h3>
                    <PartBody part={part} before={before.get(part.name)} brief />
                </div>
            ))}
            {(action.event.sent ?? []).map(({ to, text }) => (
                <p class="mono">
                    → {visible(to)}: <bdi>{visible(shortened(text, 400))}</bdi>
                </p>
            ))}
        </div>
    );
}

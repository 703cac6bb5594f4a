// The messages between the nodes around the story, as a space-time diagram.
import { signal, type Signal } from '@preact/signals';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { moment, visible } from '../../data/format';
import type { Message } from '../../data/messages';
import { useCanvas } from '../../view/canvas';
import { Marked } from '../../view/Marked';
import { moved, zoomed, type TimeWindow } from '../../view/window';
import type { State } from '../state';
import { aboutKey, endOf, isLost, opening, withLost } from './choice';
import { axisRoom, drawDiagram, ends, footRoom, leftRoom, rowRoom, type Diagram } from './draw';
import { messageRows, nodeNames } from './rows';

export function MessagesView({ state }: { state: State }) {
    const { run } = state;
    const all = run.messages.list;
    const [type, setType] = useState('');
    const key = keyOf(state);
    const related = useMemo(() => aboutKey(all, key), [all, key]);
    const [onlyKey, setOnlyKey] = useState(related.length > 0);
    const shown = useMemo(
        () =>
            (onlyKey ? withLost(all, related) : all).filter(
                (each) => type === '' || each.type === type,
            ),
        [related, type, onlyKey],
    );
    const rows = useMemo(() => {
        const nodes = nodeNames(all, run.nodes);
        return messageRows(shown, nodes, processesOf(state), run.workers);
    }, [shown]);
    const kept = useMemo(() => keptOf(state), [run]);
    const first = useMemo(() => opening(shown, brokenOf(state), kept), [run]);
    const bounds = { from: Math.min(kept.from, first.from), to: Math.max(kept.to, first.to) };
    const window = useMemo(() => signal<TimeWindow>(first), [first]);
    const hovered = useMemo(() => signal<Message | null>(null), [run]);
    const latest = useMemo(() => ({ diagram: null as Diagram | null }), []);
    const canvas = useCanvas(
        ({ context, width, height }) => {
            const size = { width, height, window: window.value, hovered: hovered.value };
            const operations = operationsOf(state);
            latest.diagram = { run, rows, messages: shown, operations, kept, ...size };
            drawDiagram(context, latest.diagram);
        },
        [run, shown, rows],
    );
    useEffect(() => wheelZooms(canvas.current!, window, bounds), [first]);
    const point = (event: PointerEvent) =>
        (hovered.value = latest.diagram && nearest(latest.diagram, event.offsetX, event.offsetY));
    return (
        <div class="messages">
            <div class="controls">
                <Types messages={all} chosen={type} choose={setType} />
                {key !== '' && (
                    <label>
                        <input
                            type="checkbox"
                            checked={onlyKey}
                            onChange={(event) => setOnlyKey(event.currentTarget.checked)}
                        />{' '}
                        only about {visible(key)}
                        {all.some(isLost) && ', and all that were lost'}
                    </label>
                )}
                <Moves window={window} bounds={bounds} first={first} />
            </div>
            <div class="canvas-holder">
                <canvas
                    ref={canvas}
                    class="diagram"
                    style={{ height: `${axisRoom + rows.length * rowRoom + footRoom}px` }}
                    tabIndex={0}
                    role="application"
                    aria-label="Space-time diagram of messages. Arrow keys move, plus and minus zoom."
                    onKeyDown={(event) => onKey(event, window, bounds)}
                    onPointerMove={point}
                    onPointerDown={point}
                    onPointerLeave={() => (hovered.value = null)}
                />
            </div>
            <p class="message-text" aria-live="polite">
                {hovered.value ? (
                    <MessageText message={hovered.value} />
                ) : (
                    <span class="muted">Point at a message to read it. {told(state)}</span>
                )}
            </p>
            <MessageLegend />
        </div>
    );
}

interface TypesProps {
    messages: Message[];
    chosen: string;
    choose: (type: string) => void;
}

function Types({ messages, chosen, choose }: TypesProps) {
    const types = useMemo(
        () => [...new Set(messages.map((message) => message.type))].sort(),
        [messages],
    );
    return (
        <label>
            Messages{' '}
            <select value={chosen} onChange={(event) => choose(event.currentTarget.value)}>
                <option value="">of all types</option>
                {types.map((name) => (
                    <option value={name}>{name ? visible(name) : 'without a type'}</option>
                ))}
            </select>
        </label>
    );
}

interface MovesProps {
    window: Signal<TimeWindow>;
    bounds: TimeWindow;
    first: TimeWindow;
}

function Moves({ window, bounds, first }: MovesProps) {
    const zoom = (factor: number) => {
        const { from, to } = window.value;
        window.value = zoomed(window.value, factor, (from + to) / 2, bounds);
    };
    const move = (share: number) => (window.value = moved(window.value, share, bounds));
    return (
        <span class="buttons">
            <button onClick={() => zoom(2)} aria-label="Zoom in">
                +
            </button>
            <button onClick={() => zoom(0.5)} aria-label="Zoom out">
                −
            </button>
            <button onClick={() => move(-0.5)} aria-label="Earlier">
                ‹
            </button>
            <button onClick={() => move(0.5)} aria-label="Later">
                ›
            </button>
            <button onClick={() => (window.value = first)}>As it was</button>
        </span>
    );
}

function MessageLegend() {
    return (
        <p class="legend">
            <span>
                <svg class="line-sample" viewBox="0 0 28 8" aria-hidden="true">
                    <path d="M0 4h26M22 1l5 3l-5 3" stroke="var(--ok)" />
                </svg>{' '}
                arrived
            </span>
            <span>
                <svg class="line-sample" viewBox="0 0 28 8" aria-hidden="true">
                    <path d="M0 4h28" stroke="var(--ok)" stroke-dasharray="5 4" />
                </svg>{' '}
                arrived once more: a copy
            </span>
            <span>
                <Marked mark="lost" class="fault-mark" /> lost on the way
            </span>
        </p>
    );
}

function MessageText({ message }: { message: Message }) {
    const { src, dest, sent, arrived, fate, body } = message;
    const end = {
        unseen: `, to ${visible(dest)}, who writes nothing down: it may have arrived`,
        copy: `, arrived ${moment(arrived)} once more (a copy)`,
    }[fate];
    return (
        <>
            <b>
                {visible(src)} → {visible(dest)}
            </b>{' '}
            at {moment(sent)}
            {end ??
                (arrived === Infinity
                    ? `, ${visible(fate)}`
                    : `, arrived ${moment(arrived)}`)}: <bdi class="mono">{visible(body)}</bdi>
        </>
    );
}

function told(state: State): string {
    const messages = state.run.document.messages;
    if (!messages) return '';
    const number = messages.shown.toLocaleString('en');
    if (messages.shown >= messages.all) return `The page has all ${number} messages.`;
    const which = messages.to === undefined ? 'the first' : 'those around the story:';
    return `Of ${messages.all.toLocaleString('en')} messages the page has ${which} ${number}.`;
}

/** The key of the story, as it stands in the body of a message; empty where there is none. */
function keyOf({ run }: State): string {
    const key = run.document.stories[0]?.key;
    return key === null || key === undefined ? '' : JSON.stringify(key);
}

/** Those of the story; without one all that break a promise. */
function operationsOf({ run }: State): ArrayLike<number> {
    return run.document.stories[0]?.counterexample?.concerned ?? run.concerned;
}

/** Processes of the operations concerned, so that these stand above the messages. */
function processesOf(state: State): number[] {
    const { process } = state.run.history;
    const processes = [...new Set(Array.from(operationsOf(state), (id) => process[id]!))];
    return processes.length > 12 ? [] : processes.sort((a, b) => a - b);
}

/** When the operation that breaks the promise was under way. */
function brokenOf({ run }: State): TimeWindow | null {
    const id = run.document.stories[0]?.counterexample?.broken ?? run.broken[0];
    return id === undefined ? null : { from: run.history.invoke[id]!, to: run.lanes.barEnd[id]! };
}

function keptOf({ run }: State): TimeWindow {
    const given = run.document.messages;
    if (given?.from !== undefined && given.to !== undefined)
        return { from: given.from, to: given.to };
    const { list } = run.messages;
    const last = list.reduce((to, message) => Math.max(to, endOf(message)), 0);
    return { from: Math.min(list[0]!.sent, last - 1000), to: last };
}

function wheelZooms(
    element: HTMLCanvasElement,
    window: Signal<TimeWindow>,
    bounds: TimeWindow,
): () => void {
    const wheel = (event: WheelEvent) => {
        if (document.activeElement !== element && !event.ctrlKey) return;
        event.preventDefault();
        const { from, to } = window.value;
        const share = (event.offsetX - leftRoom) / (element.clientWidth - leftRoom);
        window.value = event.shiftKey
            ? moved(window.value, event.deltaY / 1000, bounds)
            : zoomed(
                  window.value,
                  Math.exp(-event.deltaY / 300),
                  from + share * (to - from),
                  bounds,
              );
    };
    element.addEventListener('wheel', wheel, { passive: false });
    return () => element.removeEventListener('wheel', wheel);
}

function onKey(event: KeyboardEvent, window: Signal<TimeWindow>, bounds: TimeWindow): void {
    const middle = (window.value.from + window.value.to) / 2;
    const actions: Record<string, () => TimeWindow> = {
        ArrowLeft: () => moved(window.value, -0.2, bounds),
        ArrowRight: () => moved(window.value, 0.2, bounds),
        '+': () => zoomed(window.value, 1.5, middle, bounds),
        '=': () => zoomed(window.value, 1.5, middle, bounds),
        '-': () => zoomed(window.value, 1 / 1.5, middle, bounds),
        '0': () => bounds,
    };
    const action = event.ctrlKey || event.metaKey ? undefined : actions[event.key];
    if (!action) return;
    event.preventDefault();
    window.value = action();
}

function nearest(diagram: Diagram, x: number, y: number): Message | null {
    let best: Message | null = null;
    let least = 8;
    for (const message of diagram.messages) {
        const [x0, y0, x1, y1] = ends(diagram, message);
        if (Math.max(x0, x1) < x - 10 || Math.min(x0, x1) > x + 10) continue;
        const length = Math.hypot(x1 - x0, y1 - y0) || 1;
        const along = Math.min(
            1,
            Math.max(0, ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length ** 2),
        );
        const away = Math.hypot(x - x0 - along * (x1 - x0), y - y0 - along * (y1 - y0));
        if (away < least) [best, least] = [message, away];
    }
    return best;
}

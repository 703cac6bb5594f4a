// The messages between the nodes around the story, as a space-time diagram.
import { signal } from '@preact/signals';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { moment, visible } from '../../data/format';
import { numberAt } from '../../data/document';
import type { Message } from '../../data/messages';
import { useCanvas } from '../../view/canvas';
import { clamped, moved, zoomed, type TimeWindow } from '../../view/window';
import type { State } from '../state';
import { axisRoom, drawDiagram, ends, leftRoom, rowRoom, type Diagram } from './draw';
import { messageRows, nodeNames } from './rows';

export function MessagesView({ state }: { state: State }) {
    const { run } = state;
    const all = run.messages.list;
    const [type, setType] = useState('');
    const nodes = useMemo(
        () => nodeNames(all, numberAt(run.document.scenario, 'system', 'nodes')),
        [run],
    );
    const processes = useMemo(() => processesOf(state), [run]);
    const key = keyOf(state);
    const [onlyKey, setOnlyKey] = useState(all.some((message) => names(message, key)));
    const shown = useMemo(
        () =>
            all.filter(
                (message) =>
                    (type === '' || message.type === type) && (!onlyKey || names(message, key)),
            ),
        [all, type, onlyKey],
    );
    const rows = useMemo(() => messageRows(shown, nodes, processes), [shown]);
    const whole = useMemo(() => wholeOf(state), [run]);
    const window = useMemo(() => signal<TimeWindow>(startOf(whole, run)), [whole]);
    const hovered = useMemo(() => signal<Message | null>(null), [run]);
    const latest = useMemo(() => ({ diagram: null as Diagram | null }), []);
    const canvas = useCanvas(
        ({ context, width, height }) => {
            latest.diagram = {
                run,
                rows,
                messages: shown,
                window: window.value,
                hovered: hovered.value,
                width,
                height,
            };
            drawDiagram(context, latest.diagram);
        },
        [run, shown, rows],
    );
    useEffect(() => {
        const element = canvas.current!;
        const wheel = (event: WheelEvent) => {
            if (document.activeElement !== element && !event.ctrlKey) return;
            event.preventDefault();
            const { from, to } = window.value;
            const at =
                from +
                ((event.offsetX - leftRoom) / (element.clientWidth - leftRoom)) * (to - from);
            window.value = event.shiftKey
                ? moved(window.value, event.deltaY / 1000, whole)
                : zoomed(window.value, Math.exp(-event.deltaY / 300), at, whole);
        };
        element.addEventListener('wheel', wheel, { passive: false });
        return () => element.removeEventListener('wheel', wheel);
    }, [whole]);
    const types = [...new Set(all.map((message) => message.type))].sort();
    const middle = () => (window.value.from + window.value.to) / 2;
    return (
        <div class="messages">
            <p>
                <label>
                    Messages{' '}
                    <select value={type} onChange={(event) => setType(event.currentTarget.value)}>
                        <option value="">of all types</option>
                        {types.map((name) => (
                            <option value={name}>{name ? visible(name) : 'without a type'}</option>
                        ))}
                    </select>
                </label>{' '}
                {key !== '' && (
                    <label>
                        <input
                            type="checkbox"
                            checked={onlyKey}
                            onChange={(event) => setOnlyKey(event.currentTarget.checked)}
                        />{' '}
                        only those about {visible(key)}
                    </label>
                )}{' '}
                <button
                    onClick={() => (window.value = zoomed(window.value, 2, middle(), whole))}
                    aria-label="Zoom in"
                >
                    +
                </button>{' '}
                <button
                    onClick={() => (window.value = zoomed(window.value, 0.5, middle(), whole))}
                    aria-label="Zoom out"
                >
                    −
                </button>{' '}
                <button
                    onClick={() => (window.value = moved(window.value, -0.5, whole))}
                    aria-label="Earlier"
                >
                    ‹
                </button>{' '}
                <button
                    onClick={() => (window.value = moved(window.value, 0.5, whole))}
                    aria-label="Later"
                >
                    ›
                </button>{' '}
                <span class="muted">
                    {told(state)} Full lines arrived, dashed ones are copies, those that end in ✗
                    were lost.
                </span>
            </p>
            <div class="canvas-holder">
                <canvas
                    ref={canvas}
                    class="diagram"
                    style={{ height: `${axisRoom + rows.length * rowRoom + 14}px` }}
                    tabIndex={0}
                    role="application"
                    aria-label="Space-time diagram of messages. Arrow keys move, plus and minus zoom."
                    onKeyDown={(event) => onKey(event, window, whole)}
                    onPointerMove={(event) =>
                        (hovered.value = latest.diagram
                            ? nearest(latest.diagram, event.offsetX, event.offsetY)
                            : null)
                    }
                    onPointerLeave={() => (hovered.value = null)}
                />
            </div>
            <p class="message-text" aria-live="polite">
                {hovered.value ? (
                    <MessageText message={hovered.value} />
                ) : (
                    <span class="muted">Point at a message to read it.</span>
                )}
            </p>
        </div>
    );
}

function MessageText({ message }: { message: Message }) {
    return (
        <>
            <b>
                {visible(message.src)} → {visible(message.dest)}
            </b>{' '}
            at {moment(message.sent)},{' '}
            {message.arrived === Infinity
                ? visible(message.fate)
                : `arrived ${moment(message.arrived)}`}
            {message.fate === 'copy' && ' (a copy)'}:{' '}
            <bdi class="mono">{visible(message.body)}</bdi>
        </>
    );
}

function told(state: State): string {
    const messages = state.run.document.messages;
    if (!messages) return '';
    const some = messages.shown < messages.all;
    const number = messages.shown.toLocaleString('en');
    return some
        ? `${number} of ${messages.all.toLocaleString('en')} messages: ${messages.to === undefined ? 'the first ones' : 'those around the story'}.`
        : `${number} messages.`;
}

/** The key of the story, as it stands in the body of a message; empty where there is none. */
function keyOf({ run }: State): string {
    const key = run.document.stories[0]?.key;
    return key === null || key === undefined ? '' : JSON.stringify(key);
}

/** What answers a message about a key may not name it again: it is left out too. */
function names(message: Message, key: string): boolean {
    return key !== '' && message.body.includes(`:${key}`);
}

/** Processes of the operations concerned, so that these stand above the messages. */
function processesOf({ run }: State): number[] {
    const concerned = run.document.stories[0]?.counterexample?.concerned ?? run.concerned;
    const processes = [...new Set([...concerned].map((id) => run.history.process[id]!))];
    return processes.length > 12 ? [] : processes.sort((a, b) => a - b);
}

function wholeOf({ run }: State): TimeWindow {
    const given = run.document.messages;
    if (given?.from !== undefined && given.to !== undefined)
        return { from: given.from, to: given.to };
    const { list } = run.messages;
    const last = list.reduce(
        (to, { sent, arrived }) => Math.max(to, sent, arrived === Infinity ? 0 : arrived),
        0,
    );
    return { from: Math.min(list[0]!.sent, last - 1000), to: last };
}

/** A part that can be read: until the promise was broken, or the beginning of a run. */
function startOf(whole: TimeWindow, { document, lanes }: State['run']): TimeWindow {
    const length = Math.min(whole.to - whole.from, 100_000);
    const broken = document.stories[0]?.counterexample?.broken;
    const from = broken === undefined ? 0 : lanes.barEnd[broken]! - length * 0.9;
    return clamped({ from, to: from + length }, whole);
}

function onKey(event: KeyboardEvent, window: { value: TimeWindow }, whole: TimeWindow): void {
    const middle = (window.value.from + window.value.to) / 2;
    const actions: Record<string, () => TimeWindow> = {
        ArrowLeft: () => moved(window.value, -0.2, whole),
        ArrowRight: () => moved(window.value, 0.2, whole),
        '+': () => zoomed(window.value, 1.5, middle, whole),
        '=': () => zoomed(window.value, 1.5, middle, whole),
        '-': () => zoomed(window.value, 1 / 1.5, middle, whole),
        '0': () => whole,
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

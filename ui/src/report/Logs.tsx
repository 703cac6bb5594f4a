// Node output around any moment: at first that at which the promise was broken, later the end of
// whatever operation is selected.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { count, moment, visible } from '../data/format';
import { numberAt } from '../data/document';
import { linesBefore, logLines, type LogLine } from '../data/logs';
import type { State } from './state';

/** Lines that stand here at once, and how many of them before the moment in question. */
const most = 300;
const before = 120;

export function Logs({ state }: { state: State }) {
    const { document } = state.run;
    const output = document.output ?? [];
    const lines = useMemo(() => {
        const wall = numberAt(document.run, 'zero', 'wall');
        return logLines(output, wall === undefined ? undefined : wall / 1e6);
    }, [state]);
    const [node, setNode] = useState('');
    const [text, setText] = useState('');
    const [inWindow, setInWindow] = useState(false);
    // Read only when it matters, for it changes with every frame of a zoom.
    const window = inWindow ? state.window.value : state.run.whole;
    const fits = (line: LogLine) =>
        (node === '' || line.node === node) &&
        (text === '' || line.text.includes(text)) &&
        (!inWindow || (line.time >= window.from && line.time <= window.to));
    return (
        <>
            <p class="controls">
                <label>
                    Node{' '}
                    <select value={node} onChange={(event) => setNode(event.currentTarget.value)}>
                        <option value="">all</option>
                        {output.map((each) => (
                            <option value={each.node}>{visible(each.node)}</option>
                        ))}
                    </select>
                </label>
                <label>
                    Containing{' '}
                    <input
                        type="search"
                        value={text}
                        onInput={(event) => setText(event.currentTarget.value)}
                    />
                </label>
                <label>
                    <input
                        type="checkbox"
                        checked={inWindow}
                        onChange={(event) => setInWindow(event.currentTarget.checked)}
                    />{' '}
                    only what the timeline shows: <Shown state={state} />
                </label>
            </p>
            <Lines state={state} lines={lines.filter(fits)} />
        </>
    );
}

function Shown({ state }: { state: State }) {
    const { from, to } = state.window.value;
    return (
        <>
            from {moment(Math.max(0, from))} to {moment(to)}
        </>
    );
}

/** The operation in question: the selected one, or that which breaks the promise; -1: neither. */
function operationOf({ selected, run }: State): number {
    if (selected.value >= 0) return selected.value;
    return run.document.stories[0]?.counterexample?.broken ?? run.broken[0] ?? -1;
}

function Lines({ state, lines }: { state: State; lines: LogLine[] }) {
    const id = operationOf(state);
    const place = id < 0 ? 0 : linesBefore(lines, state.run.lanes.barEnd[id]!);
    const [first, setFirst] = useState(0);
    const holder = useRef<HTMLDivElement>(null);
    const at = Math.min(first, Math.max(0, lines.length - 1));
    useEffect(() => setFirst(Math.max(0, place - before)), [place]);
    useEffect(() => {
        const { current } = holder;
        const here = current?.querySelector<HTMLElement>('.log-moment');
        if (current && here) current.scrollTop = here.offsetTop - current.clientHeight / 2;
    }, [place, at]);
    const shown = lines.slice(at, at + most);
    const rows = shown.map((line, k) => (
        <Row line={line} state={state} here={id >= 0 && at + k === place - 1} />
    ));
    if (id >= 0 && place >= at && place <= at + shown.length)
        rows.splice(place - at, 0, <Moment state={state} id={id} />);
    return (
        <>
            <p class="muted" role="status">
                {count(lines.length, 'line')}
                {lines.length > most && `, here ${at + 1} to ${at + shown.length}`}. A time leads to
                that moment in the timeline.{' '}
                {lines.length > most && (
                    <span class="buttons">
                        <button
                            disabled={at === 0}
                            onClick={() => setFirst(Math.max(0, at - most))}
                        >
                            ‹ earlier
                        </button>
                        <button
                            disabled={at + most >= lines.length}
                            onClick={() => setFirst(at + most)}
                        >
                            later ›
                        </button>
                    </span>
                )}
            </p>
            <div ref={holder} class="log" tabIndex={0} role="group" aria-label="Lines of output">
                <table>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </>
    );
}

function Row({ line, state, here }: { line: LogLine; state: State; here: boolean }) {
    return (
        <tr class={here ? 'log-here' : ''}>
            <td>{!Number.isNaN(line.time) && <Time state={state} time={line.time} />}</td>
            <td>{visible(line.node)}</td>
            <td class="mono">
                <bdi>{visible(line.text.slice(0, 2000))}</bdi>
            </td>
        </tr>
    );
}

/** Between the lines: when the operation ended. */
function Moment({ state, id }: { state: State; id: number }) {
    const { history, lanes, broken, workers } = state.run;
    const key = history.keyName(id);
    return (
        <tr class="log-moment">
            <td>{moment(lanes.barEnd[id]!)}</td>
            <td colSpan={2}>
                {broken.includes(id) ? '✗ The promise was broken here: ' : 'Here ended '}operation{' '}
                {id}, <bdi>{visible(history.label(id).slice(0, 100))}</bdi>
                {key && (
                    <>
                        {' '}
                        of <bdi>{visible(key)}</bdi>
                    </>
                )}
                , by {workers.processName(history.process[id]!)}
            </td>
        </tr>
    );
}

function Time({ state, time }: { state: State; time: number }) {
    return (
        <button class="link" onClick={() => state.show(time - 50_000, time + 50_000)}>
            {moment(time)}
        </button>
    );
}

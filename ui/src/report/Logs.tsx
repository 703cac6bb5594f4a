// Node output around any moment: the lines of the stretch that the timeline shows.
import { useMemo, useState } from 'preact/hooks';
import { count, moment, visible } from '../data/format';
import { numberAt } from '../data/document';
import { logLines, type LogLine } from '../data/logs';
import type { State } from './state';

const most = 300;

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
    const { from, to } = state.window.value;
    const fits = (line: LogLine) =>
        (node === '' || line.node === node) &&
        (text === '' || line.text.includes(text)) &&
        (!inWindow || (line.time >= from && line.time <= to));
    const found = lines.filter(fits);
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
                    only what the timeline shows ({moment(from)} to {moment(to)})
                </label>
            </p>
            <p class="muted" role="status">
                {count(found.length, 'line')}
                {found.length > most && `, the first ${most} of them here`}. A time leads to that
                moment in the timeline.
            </p>
            <div class="log" tabIndex={0} role="group" aria-label="Lines of output">
                <table>
                    <tbody>
                        {found.slice(0, most).map((line) => (
                            <tr>
                                <td>
                                    {Number.isNaN(line.time) ? (
                                        ''
                                    ) : (
                                        <Time state={state} time={line.time} />
                                    )}
                                </td>
                                <td>{visible(line.node)}</td>
                                <td class="mono">
                                    <bdi>{visible(line.text.slice(0, 2000))}</bdi>
                                </td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            </div>
        </>
    );
}

function Time({ state, time }: { state: State; time: number }) {
    return (
        <button class="link" onClick={() => state.show(time - 50_000, time + 50_000)}>
            {moment(time)}
        </button>
    );
}

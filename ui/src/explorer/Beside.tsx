// What belongs to a state besides the actors: messages under way, the clients' history, and what the
// nodes of a recorded run wrote about then.
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { moment, visible } from '../data/format';
import { logLines } from '../data/logs';
import type { State } from './state';

export function Network({ state }: { state: State }) {
    const view = state.view.value;
    const network = view?.state?.network ?? [];
    const fresh = newIn(
        network.map((message) => JSON.stringify(message)),
        (view?.before?.network ?? []).map((message) => JSON.stringify(message)),
    );
    return (
        <section aria-labelledby="network">
            <h2 id="network">
                Under way <span class="muted">{network.length}</span>
            </h2>
            {network.length === 0 && <p>No message is under way.</p>}
            <ul class="network" tabIndex={network.length > 0 ? 0 : undefined}>
                {network.slice(0, 200).map((message, i) => (
                    <li class={fresh.has(i) ? 'changed' : ''}>
                        <b>
                            {visible(message.from)} → {visible(message.to)}
                        </b>{' '}
                        <bdi class="mono">{visible(message.text)}</bdi>
                        {fresh.has(i) && <span class="badge">sent by the last step</span>}
                    </li>
                ))}
            </ul>
            {network.length > 200 && <p>{network.length - 200} more.</p>}
        </section>
    );
}

/** Places of what was not there before, or less often. */
function newIn(all: string[], before: string[]): Set<number> {
    const old = new Map<string, number>();
    for (const each of before) old.set(each, (old.get(each) ?? 0) + 1);
    const fresh = new Set<number>();
    all.forEach((each, i) => {
        const left = old.get(each) ?? 0;
        if (left === 0) fresh.add(i);
        else old.set(each, left - 1);
    });
    return fresh;
}

const standing = (valid: boolean | null) =>
    valid === null ? 'unknown' : valid ? 'valid' : 'invalid';
const signs = { valid: '✓', invalid: '✗', unknown: '?' };

export function HistoryPart({ state }: { state: State }) {
    const view = state.view.value;
    const history = view?.state?.history;
    const list = useRef<HTMLUListElement>(null);
    useLayoutEffect(() => {
        if (!list.current) return;
        const changed = list.current.querySelector<HTMLElement>('.changed');
        list.current.scrollTop = changed
            ? changed.offsetTop - list.current.offsetTop - list.current.clientHeight / 2
            : 0;
    }, [history?.text]);
    if (!history) return null;
    const linesOf = (text: string) => text.split('\n').filter((line) => line !== '');
    const all = linesOf(history.text);
    const fresh = newIn(all, linesOf(view?.before?.history?.text ?? history.text));
    // Of a long one only the latest are told: they come first.
    const long = all[0]?.trim() === '...';
    const lines = all.map((line, i) => ({ line, changed: fresh.has(i) }));
    if (long) lines.reverse().pop();
    return (
        <section aria-labelledby="history">
            <h2 id="history">History of the clients</h2>
            <p class={`mark ${standing(history.valid)}`}>
                {signs[standing(history.valid)]} {visible(history.verdict ?? '')}
            </p>
            {long && (
                <p class="muted">
                    The {lines.length} operations that began last, the last one first:
                </p>
            )}
            <ul class="history mono" ref={list} tabIndex={0}>
                {lines.map(({ line, changed }) => (
                    <li class={changed ? 'changed' : ''}>
                        <bdi>{visible(line.trim())}</bdi>
                    </li>
                ))}
            </ul>
        </section>
    );
}

/** Lines of the nodes up to the time of this step. */
export function Output({ state }: { state: State }) {
    const { recorded } = state;
    const lines = useMemo(
        () =>
            recorded
                ? logLines(
                      recorded.output.map(({ node, text, left_out }) => ({
                          node,
                          parts: [
                              { left_out: 0, text },
                              { left_out, text: '' },
                          ],
                      })),
                      recorded.zero === 0 ? undefined : recorded.zero / 1e6,
                  )
                : [],
        [recorded],
    );
    if (!recorded) return null;
    const left = state.step > state.leftRun.value;
    const time = recorded.times[Math.min(state.step, Math.max(0, state.leftRun.value))];
    const until = typeof time === 'number' ? time / 1000 : Infinity;
    const past = lines.filter((line) => !(line.time > until)).slice(-12);
    return (
        <section aria-labelledby="output">
            <h2 id="output">The recorded run</h2>
            <pre class="note" tabIndex={0}>
                <bdi>{recorded.note.split('\n').map(visible).join('\n')}</bdi>
            </pre>
            <p class="muted">
                {typeof time === 'number' &&
                    `${left ? 'Here the run was left' : 'This step'}: ${moment(time / 1000)}. `}
                {lines.length === 0
                    ? 'The nodes wrote nothing.'
                    : 'The last lines of the nodes until then:'}
            </p>
            <ul class="history mono">
                {past.map((line) => (
                    <li>
                        <b>{visible(line.node)}</b> <bdi>{visible(line.text.slice(0, 400))}</bdi>
                    </li>
                ))}
            </ul>
        </section>
    );
}

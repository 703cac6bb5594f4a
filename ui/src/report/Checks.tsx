// What each check said, warnings, and the figures of the world.
import { useState } from 'preact/hooks';
import type { Check, Json } from '../data/document';
import { longTexts } from '../data/long_texts';
import { visible } from '../data/format';
import { JsonTree } from '../view/JsonTree';
import { Linked } from './Linked';
import type { State } from './state';

const marks = { valid: '✓', invalid: '✗', unknown: '?' };

/** Of the checks that every run has: what their names mean. */
const meanings: Record<string, string> = {
    linearizable: 'as if operations happened one at a time, each between its call and its answer',
    'min-ok': 'enough happened',
    'min-ok-fraction': 'the system was there for its clients',
    stats: 'how operations ended',
    'crashed-nodes': 'nodes that ended by themselves',
    'faults-bit': 'faults had an effect',
    availability: 'when operations succeeded, and how soon after each fault',
    latency: 'how long operations took',
};

/** Those that only measure: they have no opinion. */
const measures = new Set(['availability', 'latency']);

export function Checks({ state }: { state: State }) {
    const { checks = [] } = state.run.document.verdict;
    return (
        <div class="wide" tabIndex={0} role="group" aria-label="Checks">
            <table class="stacked">
                <thead>
                    <tr>
                        <th>check</th>
                        <th>verdict</th>
                        <th>what it saw</th>
                        <th>figures</th>
                    </tr>
                </thead>
                {checks.map((check) => (
                    <OneCheck check={check} state={state} />
                ))}
            </table>
        </div>
    );
}

/** Its figures open in a row of their own, as wide as the table. */
function OneCheck({ check, state }: { check: Check; state: State }) {
    const [open, setOpen] = useState(false);
    const meaning = meanings[check.name];
    return (
        <tbody class="one-check">
            <tr>
                <td class="check-name">
                    {visible(check.name)}
                    {meaning && <small class="muted">{meaning}</small>}
                </td>
                <td class={`mark ${check.verdict}`}>
                    {measures.has(check.name) && check.verdict === 'valid'
                        ? 'measured'
                        : `${marks[check.verdict]} ${check.verdict}`}
                </td>
                <td>
                    <Linked text={check.explanation} state={state} />
                </td>
                <td>
                    {check.details !== null && (
                        <button
                            aria-expanded={open}
                            aria-label={`${open ? 'Hide' : 'Show'} the figures of ${check.name}`}
                            onClick={() => setOpen(!open)}
                        >
                            {open ? 'hide' : 'show'}
                        </button>
                    )}
                </td>
            </tr>
            {open && (
                <tr>
                    <td colSpan={4} class="opened">
                        <Figures details={check.details} />
                    </td>
                </tr>
            )}
        </tbody>
    );
}

/** Texts of several lines stand as they were written; the rest as data. */
function Figures({ details }: { details: Json }) {
    const { rest, texts } = longTexts(details);
    return (
        <>
            {texts.map(({ name, text }) => (
                <>
                    <p>{visible(name)}:</p>
                    <pre tabIndex={0}>
                        <bdi>{text.replaceAll('\t', '  ').split('\n').map(visible).join('\n')}</bdi>
                    </pre>
                </>
            ))}
            <JsonTree value={rest} />
        </>
    );
}

export function Warnings({ state }: { state: State }) {
    return (
        <ul>
            {(state.run.document.verdict.warnings ?? []).map((warning) => (
                <li>
                    <bdi>{visible(warning)}</bdi>
                </li>
            ))}
        </ul>
    );
}

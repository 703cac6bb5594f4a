// Each fault of the run: when it was in force, what it touched, and how the system recovered.
import { useState } from 'preact/hooks';
import { shortened, stretch, visible } from '../data/format';
import { member, numberAt, type FaultLine, type Json } from '../data/document';
import { evidenceLines, mainEvidence } from '../data/evidence';
import type { FaultBand } from '../data/faults';
import { recoveryTime } from '../data/recovery';
import { whereText } from '../data/where';
import { JsonTree } from '../view/JsonTree';
import type { State } from './state';

/** So many stand at once; of a longer list the rest comes on demand. */
const most = 20;

const columns: [title: string, meaning: string][] = [
    ['fault', 'What was done to the system; it leads to that stretch of the timeline.'],
    ['where', 'To which nodes, or to which links: a link goes from its sender to its receiver.'],
    ['in force', 'When it began, when it ended, and how long that was.'],
    [
        'first ok after its end',
        'How long after its end an operation succeeded that began after it.',
    ],
    [
        'usual rate again',
        'How long after its end until as many operations succeeded as before the first fault, or nearly: 80 of 100 in half a second.',
    ],
    ['had an effect', 'Whether it did anything: packets dropped, processes stopped, calls failed.'],
    ['evidence', 'What was counted and seen while it was in force.'],
];

export function Faults({ state }: { state: State }) {
    const { faults, document } = state.run;
    const [all, setAll] = useState(faults.length <= most);
    const never = (document.verdict.faults ?? []).filter(
        (line) => line.began === undefined || line.began === null,
    );
    return (
        <>
            <div class="wide" tabIndex={0} role="group" aria-label="Faults">
                <table>
                    <thead>
                        <tr>
                            {columns.map(([title, meaning]) => (
                                <th title={meaning}>{title}</th>
                            ))}
                        </tr>
                    </thead>
                    <tbody>
                        {faults.slice(0, all ? faults.length : most).map((band) => (
                            <FaultRow band={band} state={state} />
                        ))}
                    </tbody>
                </table>
            </div>
            {!all && (
                <p>
                    <button onClick={() => setAll(true)}>
                        Show {(faults.length - most).toLocaleString('en')} more
                    </button>
                </p>
            )}
            {never.length > 0 && (
                <p>Asked for, and never took hold: {never.map((line) => line.fault).join(', ')}.</p>
            )}
        </>
    );
}

function FaultRow({ band, state }: { band: FaultBand; state: State }) {
    const recovery = recoveryOf(state, band.id);
    const cells = [
        visible(whereText(band.line, state.run.nodes)),
        stretch(band.began, band.ended),
        <Recovered {...recoveryTime(recovery, 'first-ok')} />,
        <Recovered {...recoveryTime(recovery, 'throughput')} />,
        band.line.bit ? 'yes' : <b>no: it touched nothing</b>,
    ];
    return (
        <tr>
            <td>
                <button class="link" onClick={() => show(state, band)}>
                    {visible(band.name)}
                </button>
            </td>
            {cells.map((cell, place) => (
                <td data-label={columns[place + 1]![0]}>{cell}</td>
            ))}
            <td class="evidence">
                <Evidence line={band.line} />
            </td>
        </tr>
    );
}

function Recovered({ text, meaning }: { text: string; meaning: string }) {
    return meaning ? (
        <span class="muted" title={meaning}>
            {text}
        </span>
    ) : (
        <>{text}</>
    );
}

/** What says most stands open; the rest, and all of it as data, a click away. */
function Evidence({ line }: { line: FaultLine }) {
    const open = mainEvidence(line, 4);
    const all = evidenceLines(line);
    const { value, shape, role, errors, evidence } = line;
    return (
        <>
            <ul>
                {open.map((text) => (
                    <li>{visible(shortened(text, 300))}</li>
                ))}
            </ul>
            <details>
                <summary>
                    {all.length > open.length ? `all ${all.length}, as data` : 'as data'}
                </summary>
                {all.length > open.length && (
                    <ul>
                        {all.map((text) => (
                            <li>{visible(text)}</li>
                        ))}
                    </ul>
                )}
                <JsonTree
                    value={JSON.parse(JSON.stringify({ value, shape, role, errors, ...evidence }))}
                />
            </details>
        </>
    );
}

function show(state: State, band: FaultBand): void {
    state.show(band.began, Math.min(band.ended, state.run.history.last));
    document.getElementById('timeline')?.scrollIntoView({ behavior: 'smooth' });
}

/** What the availability check measured; undefined where it could not. */
function recoveryOf({ run }: State, id: number): Json | undefined {
    const check = run.document.verdict.checks?.find((each) => each.name === 'availability');
    const faults = member(check?.details, 'recovery', 'faults');
    return Array.isArray(faults)
        ? faults.find((each) => numberAt(each, 'fault') === id)
        : undefined;
}

// Each fault of the run: when it was in force, what it touched, and how the system recovered.
import { duration, shortened, stretch, visible } from '../data/format';
import { member, numberAt, type FaultLine, type Json } from '../data/document';
import { evidenceLines, mainEvidence } from '../data/evidence';
import type { FaultBand } from '../data/faults';
import { whereText } from '../data/where';
import { JsonTree } from '../view/JsonTree';
import type { State } from './state';

export function Faults({ state }: { state: State }) {
    const { faults, document } = state.run;
    const never = (document.verdict.faults ?? []).filter(
        (line) => line.began === undefined || line.began === null,
    );
    return (
        <>
            <div class="wide" tabIndex={0} role="group" aria-label="Faults">
                <table>
                    <thead>
                        <tr>
                            <th>fault</th>
                            <th>where</th>
                            <th>in force</th>
                            <th>first ok after</th>
                            <th>throughput back</th>
                            <th>touched</th>
                            <th>evidence</th>
                        </tr>
                    </thead>
                    <tbody>
                        {faults.map((band) => (
                            <FaultRow band={band} state={state} />
                        ))}
                    </tbody>
                </table>
            </div>
            {never.length > 0 && (
                <p>Asked for, and never took hold: {never.map((line) => line.fault).join(', ')}.</p>
            )}
        </>
    );
}

function FaultRow({ band, state }: { band: FaultBand; state: State }) {
    const recovery = recoveryOf(state, band.id);
    return (
        <tr>
            <td>
                <button class="link" onClick={() => show(state, band)}>
                    {visible(band.name)}
                </button>
            </td>
            <td data-label="where">{visible(whereText(band.line, state.run.nodes))}</td>
            <td data-label="in force">{stretch(band.began, band.ended)}</td>
            <td data-label="first ok after">{told(recovery, 'first-ok')}</td>
            <td data-label="throughput back">{told(recovery, 'throughput')}</td>
            <td data-label="touched">{band.line.bit ? 'yes' : <b>nothing</b>}</td>
            <td class="evidence">
                <Evidence line={band.line} />
            </td>
        </tr>
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

function told(recovery: Json | undefined, name: string): string {
    const time = numberAt(recovery, name);
    return time === undefined ? '' : duration(time / 1000);
}

// Each fault of the run: when it was in force, what it touched, and how the system recovered.
import { duration, moment, visible } from '../data/format';
import { member, numberAt, type Json } from '../data/document';
import type { FaultBand } from '../data/faults';
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
                            <th>took hold</th>
                            <th>lasted</th>
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
    const evidence = band.line.evidence ?? {};
    return (
        <tr>
            <td>
                <button class="link" onClick={() => show(state, band)}>
                    {visible(band.name)}
                </button>
            </td>
            <td>{moment(band.began)}</td>
            <td>{band.ended === Infinity ? 'to the end' : duration(band.ended - band.began)}</td>
            <td>{told(recovery, 'first-ok')}</td>
            <td>{told(recovery, 'throughput')}</td>
            <td>{band.line.bit ? 'yes' : <b>nothing</b>}</td>
            <td>
                <details>
                    <summary>{summary(evidence)}</summary>
                    <JsonTree
                        value={{
                            value: band.line.value,
                            ...evidence,
                            ...(band.line.errors ? { errors: band.line.errors } : {}),
                        }}
                    />
                </details>
            </td>
        </tr>
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

/** Numbers say more than names: "308 packets dropped". */
function summary(evidence: { begin?: Json; end?: Json }): string {
    const dropped = numberAt(evidence.end, 'packets-dropped');
    if (dropped !== undefined) return `${dropped.toLocaleString('en')} packets dropped`;
    const pids = member(evidence.begin, 'pids');
    if (pids && typeof pids === 'object') return `process ${Object.values(pids).join(', ')}`;
    return 'show';
}

// What is under the pointer, in a few lines beside it.
import type { Signal } from '@preact/signals';
import { moment, shortened, stretch, visible } from '../../data/format';
import type { FaultBand } from '../../data/faults';
import type { State } from '../state';

export interface Hovered {
    id: number;
    band: FaultBand | undefined;
    x: number;
    y: number;
}

export function Tip({ hovered, state }: { hovered: Signal<Hovered | null>; state: State }) {
    const here = hovered.value;
    if (!here) return null;
    const left =
        here.x > 400 ? { right: `calc(100% - ${here.x - 12}px)` } : { left: `${here.x + 14}px` };
    return (
        <div class="tip" style={{ ...left, top: `${here.y + 14}px` }} aria-hidden="true">
            {here.band ? (
                <BandLines band={here.band} />
            ) : (
                <OperationLines id={here.id} state={state} />
            )}
        </div>
    );
}

function BandLines({ band }: { band: FaultBand }) {
    return (
        <>
            <b>{band.name}</b>
            <div>{stretch(band.began, band.ended)}</div>
        </>
    );
}

function OperationLines({ id, state }: { id: number; state: State }) {
    const { history, workers } = state.run;
    const [invoked, ended] = [history.invoke[id]!, history.end[id]!];
    const key = history.keyName(id);
    return (
        <>
            <b>
                <bdi>{shortened(visible(history.asked(id)), 120)}</bdi>
            </b>
            {key && (
                <>
                    {' '}
                    of <bdi>{shortened(visible(key), 60)}</bdi>
                </>
            )}
            <div>
                → <bdi>{shortened(visible(history.answered(id)), 160)}</bdi>
            </div>
            <div>{workers.processName(history.process[id]!)}</div>
            <div class="muted">
                {ended === Infinity
                    ? `from ${moment(invoked)}, nothing came back`
                    : stretch(invoked, ended)}
            </div>
        </>
    );
}

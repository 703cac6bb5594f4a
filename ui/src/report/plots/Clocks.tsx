// How far the clock of each node was off, over time: as completions of its clients carried it.
import type uPlot from 'uplot';
import { aligned } from '../../data/clocks';
import { clockStory } from '../../data/clock_story';
import { signed } from '../../data/evidence';
import { visible } from '../../data/format';
import type { State } from '../state';
import type { Line } from './lines';
import { Plot } from './Plot';

/** Each line has a colour and dashes of its own; nodes beyond them share. */
const styles: Pick<Line, 'colour' | 'dash'>[] = [
    { colour: '--ok' },
    { colour: '--broken', dash: [8, 4] },
    { colour: '--match', dash: [2, 3] },
    { colour: '--info', dash: [12, 4, 2, 4] },
    { colour: '--fail', dash: [5, 2] },
];

export function Clocks({ state }: { state: State }) {
    const { clocks } = state.run;
    const data = aligned(clocks);
    const lines: Line[] = clocks.map(({ node }, place) => ({
        ...styles[place % styles.length]!,
        label: visible(node),
        stepped: true,
        value: signed,
    }));
    return (
        <>
            <p class="muted">
                What the clock of each node showed, less the time that it was: above 0 it was ahead,
                below 0 behind. Measured whenever an operation of the node’s clients ended.
            </p>
            <ul class="told">
                {clocks.map((clock) => (
                    <li>{visible(clockStory(clock))}</li>
                ))}
            </ul>
            <Plot
                state={state}
                variant="clocks"
                label={`How far the clocks of ${clocks.map(({ node }) => node).join(', ')} were off, over time`}
                y={{ scale: 'signed', label: signed }}
                lines={lines}
                data={() => data as unknown as uPlot.AlignedData}
            />
        </>
    );
}

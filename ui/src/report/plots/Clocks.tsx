// How far the clock of each node was off, over time: as completions of its clients carried it.
import uPlot from 'uplot';
import { aligned } from '../../data/clocks';
import { signed } from '../../data/evidence';
import { visible } from '../../data/format';
import { colour } from '../../view/theme';
import type { State } from '../state';
import { Plot } from './Plot';

/** Each line has a colour and dashes of its own; nodes beyond them share. */
const styles: { colour: string; dash: number[] }[] = [
    { colour: '--ok', dash: [] },
    { colour: '--broken', dash: [8, 4] },
    { colour: '--match', dash: [2, 3] },
    { colour: '--info', dash: [12, 4, 2, 4] },
    { colour: '--fail', dash: [5, 2] },
];

export function Clocks({ state }: { state: State }) {
    const { clocks } = state.run;
    const data = aligned(clocks);
    return (
        <>
            <p class="muted">
                What the clock of each node showed, less the time that it was, as measured when an
                operation of its clients ended.
            </p>
            <Plot
                state={state}
                variant="clocks"
                label={`How far the clocks of ${clocks.map(({ node }) => node).join(', ')} were off, over time`}
                y={{ scale: 'signed', label: signed }}
                series={() =>
                    clocks.map(({ node }, place) => {
                        const style = styles[place % styles.length]!;
                        return {
                            label: visible(node),
                            stroke: colour(style.colour),
                            width: 2,
                            dash: style.dash,
                            spanGaps: true,
                            paths: uPlot.paths.stepped!({ align: 1 }),
                            points: { show: false },
                            value: (_: uPlot, v: number | null) => (v === null ? '' : signed(v)),
                        };
                    })
                }
                data={() => data as unknown as uPlot.AlignedData}
            />
        </>
    );
}

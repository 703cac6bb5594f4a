// Latency and throughput over time, of all operations or of one function.
import { useRef, useState } from 'preact/hooks';
import type uPlot from 'uplot';
import { duration, visible } from '../../data/format';
import { Marked } from '../../view/Marked';
import { colour } from '../../view/theme';
import type { State } from '../state';
import { binned, decades, type Bins } from './bins';
import { dashed, dotted, type Line } from './lines';
import { Plot } from './Plot';
import { drawScatter } from './scatter';

const latency = (label: string, dash?: number[]): Line => ({
    label,
    colour: '--text',
    ...(dash && { dash }),
    value: duration,
});
const latencyLines = [
    latency('median'),
    latency('95 of 100', dashed),
    latency('99 of 100', dotted),
    { ...latency('slowest'), unseen: true },
    { ...latency('fastest'), unseen: true },
];

const perSecond = (value: number) =>
    `${value.toLocaleString('en', { maximumFractionDigits: 0 })}/s`;
const rateLines: Line[] = [
    { label: 'ok', colour: '--ok', value: perSecond },
    { label: 'refused', colour: '--fail', dash: dashed, value: perSecond },
    { label: 'no answer', colour: '--info', dash: dotted, value: perSecond },
];

export function Plots({ state }: { state: State }) {
    const { history } = state.run;
    const [f, setF] = useState(-1);
    const bins = () => binned(history, state.window.peek(), f);
    const shown = useRef<Bins['range']>(null);
    return (
        <>
            <p>
                <label>
                    Operations{' '}
                    <select value={f} onChange={(event) => setF(Number(event.currentTarget.value))}>
                        <option value={-1}>all</option>
                        {history.functions.map((name, place) => (
                            <option value={place}>{visible(name)}</option>
                        ))}
                    </select>
                </label>{' '}
                <span class="muted">Drag in a plot to zoom into it, and into the timeline.</span>
            </p>
            <h3>Latency</h3>
            <Plot
                state={state}
                variant={`latency ${f}`}
                label="Latency of each operation as a point or mark, with quantiles as lines"
                y={{ scale: 'log', label: duration, range: () => decades(shown.current) }}
                lines={latencyLines}
                data={() => {
                    const { times, median, p95, p99, slowest, fastest, range } = bins();
                    shown.current = range;
                    return [times, median, p95, p99, slowest, fastest];
                }}
                under={(plot) => drawOperations(plot, state, f)}
            >
                <Marks />
            </Plot>
            <h3>Throughput</h3>
            <Plot
                state={state}
                variant={`rate ${f}`}
                label="Completions in a second: ok as a full line, refused dashed, without an answer dotted"
                y={{ scale: 'from 0', label: (value) => `${value.toLocaleString('en')}/s` }}
                lines={rateLines}
                data={() => {
                    const { times, rates } = bins();
                    return [times, ...rates];
                }}
            />
        </>
    );
}

function Marks() {
    return (
        <>
            <span>
                <i class="swatch point" /> ok
            </span>
            <span>
                <Marked mark="refused" class="fail-mark" /> refused
            </span>
            <span>
                <Marked mark="no answer" class="info-mark" /> no answer
            </span>
        </>
    );
}

function drawOperations(plot: uPlot, { run }: State, f: number): void {
    const { left, top, width, height } = plot.bbox;
    const frame = {
        ...{ left, top, width, height, scale: devicePixelRatio },
        x: (time: number) => plot.valToPos(time, 'x', true),
        y: (length: number) => plot.valToPos(length, 'y', true),
    };
    const colours = { ok: colour('--ok'), fail: colour('--fail'), info: colour('--info') };
    plot.ctx.save();
    plot.ctx.globalAlpha = 0.55;
    drawScatter(plot.ctx, run.history, f, frame, colours);
    plot.ctx.restore();
}

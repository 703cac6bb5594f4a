// Latency and throughput over time, of all operations or of one function.
import { useState } from 'preact/hooks';
import { duration } from '../../data/format';
import { colour } from '../../view/theme';
import type { State } from '../state';
import { binned } from './bins';
import { Plot } from './Plot';
import { drawScatter } from './scatter';

const whole = (value: number | null) =>
    value === null ? '' : value.toLocaleString('en', { maximumFractionDigits: 0 });
const length = (value: number | null) => (value === null ? '' : duration(value));

export function Plots({ state }: { state: State }) {
    const { history } = state.run;
    const [f, setF] = useState(-1);
    const bins = () => binned(history, state.window.peek(), f);
    return (
        <>
            <p>
                <label>
                    Operations{' '}
                    <select value={f} onChange={(event) => setF(Number(event.currentTarget.value))}>
                        <option value={-1}>all</option>
                        {history.functions.map((name, place) => (
                            <option value={place}>{name}</option>
                        ))}
                    </select>
                </label>{' '}
                <span class="muted">Drag in a plot to zoom into it, and into the timeline.</span>
            </p>
            <h3>Latency</h3>
            <Plot
                state={state}
                variant={`latency ${f}`}
                label="Latency of each operation as points, with quantiles as lines; crosses failed or are open"
                y={{ scale: 'log', label: duration }}
                series={() => [
                    {
                        label: 'median',
                        stroke: colour('--text'),
                        width: 2,
                        value: (_, v) => length(v),
                    },
                    {
                        label: '95 of 100',
                        stroke: colour('--text'),
                        width: 1.5,
                        dash: [6, 4],
                        value: (_, v) => length(v),
                    },
                    {
                        label: '99 of 100',
                        stroke: colour('--text'),
                        width: 1.5,
                        dash: [2, 3],
                        value: (_, v) => length(v),
                    },
                    {
                        label: 'slowest',
                        stroke: 'transparent',
                        value: (_, v) => length(v),
                        points: { show: false },
                    },
                    {
                        label: 'fastest',
                        stroke: 'transparent',
                        value: (_, v) => length(v),
                        points: { show: false },
                    },
                ]}
                data={() => {
                    const { times, median, p95, p99, slowest, fastest } = bins();
                    return [times, median, p95, p99, slowest, fastest];
                }}
                under={(plot) => {
                    const { left, top, width, height } = plot.bbox;
                    const colours = {
                        ok: colour('--ok'),
                        fail: colour('--fail'),
                        info: colour('--info'),
                    };
                    plot.ctx.save();
                    plot.ctx.globalAlpha = 0.55;
                    drawScatter(
                        plot.ctx,
                        history,
                        f,
                        {
                            left,
                            top,
                            width,
                            height,
                            x: (time) => plot.valToPos(time, 'x', true),
                            y: (latency) => plot.valToPos(latency, 'y', true),
                        },
                        colours,
                    );
                    plot.ctx.restore();
                }}
            />
            <h3>Throughput</h3>
            <Plot
                state={state}
                variant={`rate ${f}`}
                label="Completions in a second: ok as a full line, fail dashed, info dotted"
                y={{ scale: 'from 0', label: (value) => `${value.toLocaleString('en')}/s` }}
                series={() => [
                    { label: 'ok', stroke: colour('--ok'), width: 2, value: (_, v) => whole(v) },
                    {
                        label: 'fail',
                        stroke: colour('--fail'),
                        width: 2,
                        dash: [6, 4],
                        value: (_, v) => whole(v),
                    },
                    {
                        label: 'info',
                        stroke: colour('--info'),
                        width: 2,
                        dash: [2, 3],
                        value: (_, v) => whole(v),
                    },
                ]}
                data={() => {
                    const { times, rates } = bins();
                    return [times, ...rates];
                }}
            />
        </>
    );
}

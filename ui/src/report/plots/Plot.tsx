// One uPlot that shares the page's window of time: dragging in it zooms all, and faults stand behind
// it as bands.
import { effect } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import { moment } from '../../data/format';
import type { FaultBand } from '../../data/faults';
import { colour, repaint } from '../../view/theme';
import { around, tickLabel } from '../../view/window';
import type { State } from '../state';
import { bandLabel } from '../timeline/band_label';
import { seriesOf, type Line } from './lines';
import { PlotLegend, type Pointed } from './PlotLegend';

/** Of a y axis; a signed one always shows 0. */
export type Scale = 'log' | 'from 0' | 'signed';

export interface PlotProps {
    state: State;
    label: string;
    lines: Line[];
    y: {
        scale: Scale;
        label: (value: number) => string;
        /** Instead of what the lines need: what the axis must hold. */
        range?: () => [number, number];
    };
    /** For the present window; not called while it moves. */
    data: () => uPlot.AlignedData;
    under?: (plot: uPlot) => void;
    /** Makes the plot anew when it changes. */
    variant: string;
    /** What the legend says of that which is drawn under the lines. */
    children?: ComponentChildren;
}

export function Plot(props: PlotProps) {
    const holder = useRef<HTMLDivElement>(null);
    const [at, setAt] = useState<Pointed | null>(null);
    useEffect(() => {
        const live = new LivePlot({ ...props, pointed: setAt }, holder.current!);
        return () => live.stop();
    }, [props.state, props.variant]);
    return (
        <>
            <div ref={holder} class="plot" role="img" aria-label={props.label} />
            <PlotLegend lines={props.lines} at={at}>
                {props.children}
            </PlotLegend>
        </>
    );
}

const plotHeight = 230;

interface LiveProps extends PlotProps {
    pointed: (at: Pointed | null) => void;
}

/**
 * Keeps a uPlot in step with the page. While the window moves only the lines move with it; points and
 * new bins come when it rests. What is not on the screen waits until it is.
 */
class LivePlot {
    private plot: uPlot | undefined;
    private moving = false;
    private seen = false;
    private timer = 0;
    private readonly size = new ResizeObserver(() => this.resize());
    private readonly sight = new IntersectionObserver((entries) => {
        this.seen = entries.some((entry) => entry.isIntersecting);
        if (this.seen) this.settle();
    });
    private readonly stops: (() => void)[];

    constructor(
        private readonly props: LiveProps,
        private readonly element: HTMLElement,
    ) {
        this.stops = [
            effect(() => {
                void repaint.value;
                this.make();
            }),
            props.state.window.subscribe(() => this.move()),
        ];
        this.size.observe(element);
        this.sight.observe(element);
    }

    stop(): void {
        this.stops.forEach((stop) => stop());
        clearTimeout(this.timer);
        this.size.disconnect();
        this.sight.disconnect();
        this.plot?.destroy();
    }

    private make(): void {
        this.plot?.destroy();
        const under = (plot: uPlot) => {
            if (!this.moving) this.props.under?.(plot);
        };
        const made = options({ ...this.props, under }, this.element.clientWidth);
        this.plot = new uPlot(made, this.props.data(), this.element);
        this.follow();
    }

    private move(): void {
        if (!this.plot || !this.seen) return;
        this.moving = true;
        this.follow();
        clearTimeout(this.timer);
        this.timer = window.setTimeout(() => this.settle(), 120);
    }

    private settle(): void {
        this.moving = false;
        this.plot?.setData(this.props.data(), false);
        this.follow();
    }

    private follow(): void {
        const { from, to } = this.props.state.window.peek();
        this.plot?.setScale('x', { min: from, max: to });
    }

    private resize(): void {
        const { clientWidth: width } = this.element;
        if (this.plot && this.plot.width !== width)
            this.plot.setSize({ width, height: plotHeight });
    }
}

const scales: Record<Scale, uPlot.Scale> = {
    log: { distr: 3 },
    'from 0': { range: (_, __, most) => [0, Math.max(most * 1.1, 1)] },
    signed: {
        range: (_, least, most) => {
            const room = Math.max(most - Math.min(least, 0), -least, 1) * 0.1;
            return [Math.min(least, 0) - room, Math.max(most, 0) + room];
        },
    },
};

function options({ state, lines, y, under, pointed }: LiveProps, width: number): uPlot.Options {
    const axis = {
        stroke: colour('--muted'),
        grid: { stroke: colour('--line'), width: 1 },
        ticks: { stroke: colour('--line'), width: 1 },
        font: '12px system-ui, sans-serif',
    };
    return {
        width,
        height: plotHeight,
        legend: { show: false },
        series: [{}, ...lines.map((line) => seriesOf(line, uPlot.paths.stepped!({ align: 1 })))],
        scales: {
            x: { time: false, auto: false },
            y: { ...scales[y.scale], ...(y.range && { range: y.range }) },
        },
        axes: [
            {
                ...axis,
                values: (_, marks) =>
                    marks.map((at) =>
                        tickLabel(at, Math.abs((marks[1] ?? 0) - (marks[0] ?? 0)) || 1e6),
                    ),
            },
            {
                ...axis,
                size: 66,
                values: (_, marks) => marks.map((at) => (at === null ? '' : y.label(at))),
            },
        ],
        cursor: {
            drag: { x: true, y: false, setScale: false },
            sync: { key: 'run' },
            points: { size: 6 },
        },
        hooks: {
            drawClear: [(plot) => drawBands(plot, state.run.faults), (plot) => under?.(plot)],
            drawAxes: [(plot) => drawNames(plot, state.run.faults)],
            setCursor: [(plot) => pointed(pointedAt(plot))],
            setSelect: [
                (plot) => {
                    const { left, width: wide } = plot.select;
                    if (wide < 4) return;
                    const from = plot.posToVal(left, 'x');
                    const to = plot.posToVal(left + wide, 'x');
                    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
                    state.window.value = { ...around(from, to, state.run.whole), from, to };
                },
            ],
        },
    };
}

function pointedAt({ cursor, data }: uPlot): Pointed | null {
    const { idx } = cursor;
    if (idx === null || idx === undefined || (cursor.left ?? -1) < 0) return null;
    const [times, ...columns] = data;
    return { time: moment(times[idx]!), values: columns.map((column) => column[idx]) };
}

function drawBands({ ctx, bbox, valToPos }: uPlot, faults: FaultBand[]): void {
    ctx.save();
    ctx.fillStyle = colour('--fault');
    for (const band of faults) {
        const [from, to] = columnsOf(band, bbox, valToPos);
        if (to < from) continue;
        ctx.globalAlpha = 0.12;
        ctx.fillRect(from, bbox.top, Math.max(to - from, 1), bbox.height);
        ctx.globalAlpha = 0.9;
        ctx.fillRect(from, bbox.top, Math.max(to - from, 2), 3 * devicePixelRatio);
    }
    ctx.restore();
}

/** Where a band begins and ends within the plot, in pixels of the canvas. */
function columnsOf(
    { began, ended }: FaultBand,
    { left, width }: uPlot.BBox,
    valToPos: uPlot['valToPos'],
): [number, number] {
    const right = left + width;
    const end = ended === Infinity ? right : Math.min(valToPos(ended, 'x', true), right);
    return [Math.max(valToPos(began, 'x', true), left), end];
}

function drawNames({ ctx, bbox, valToPos }: uPlot, faults: FaultBand[]): void {
    ctx.save();
    ctx.fillStyle = colour('--fault');
    ctx.strokeStyle = colour('--surface');
    ctx.lineWidth = 3 * devicePixelRatio;
    for (const band of faults)
        if (band.row < 3) drawName(ctx, band, ...columnsOf(band, bbox, valToPos), bbox.top);
    ctx.restore();
}

/** Beneath the top of a band, in a row of its own if bands overlap; where there is room for it. */
function drawName(
    ctx: CanvasRenderingContext2D,
    { name, row }: FaultBand,
    from: number,
    to: number,
    top: number,
): void {
    const ratio = devicePixelRatio;
    ctx.font = `${11 * ratio}px system-ui, sans-serif`;
    ctx.textBaseline = 'top';
    ctx.textAlign = 'left';
    const room = to - from - 6 * ratio;
    const text = bandLabel(name, (some) => ctx.measureText(some).width <= room);
    if (text === '' || text.endsWith('…')) return;
    const [x, y] = [from + 4 * ratio, top + (5 + row * 12) * ratio];
    ctx.strokeText(text, x, y);
    ctx.fillText(text, x, y);
}

// Paints a timeline: axis, fault bands, lanes with their operations, and what stands out.
import { FAIL, INFO, OK } from '../../data/history';
import { tickLabel, ticks } from '../../view/window';
import { visibleBars } from './bars';
import { bandLabel } from './band_label';
import { axisHeight, bandHeight, isRoomy, laneTop, markHeight, visibleLanes } from './geometry';
import { label, palette, type Bar, type Palette, type Scene } from './scene';
import { drawMarks, drawOrder, drawStanding } from './standing';

export function drawTimeline(context: CanvasRenderingContext2D, scene: Scene): void {
    const colours = palette();
    const { geometry: g } = scene;
    context.save();
    context.beginPath();
    context.rect(g.left, 0, g.width - g.left, g.height);
    context.clip();
    drawAxis(context, scene, colours);
    drawBands(context, scene, colours);
    drawMarks(context, scene, colours);
    context.beginPath();
    context.rect(g.left, g.top, g.width - g.left, g.height - g.top);
    context.clip();
    drawLanes(context, scene, colours);
    drawStanding(context, scene, colours);
    if (scene.order) drawOrder(context, scene, colours);
    context.restore();
    drawNames(context, scene, colours);
}

function drawAxis(
    context: CanvasRenderingContext2D,
    { window, geometry: g }: Scene,
    colours: Palette,
): void {
    const width = g.width - g.left;
    const marks = ticks(window, width / 110);
    const step = marks.length > 1 ? marks[1]! - marks[0]! : window.to - window.from;
    const scale = width / (window.to - window.from);
    context.font = '12px system-ui, sans-serif';
    context.textBaseline = 'middle';
    for (const mark of marks) {
        const x = Math.round(g.left + (mark - window.from) * scale) + 0.5;
        context.fillStyle = colours['line']!;
        context.fillRect(x, axisHeight - 5, 1, g.height);
        context.fillStyle = colours['muted']!;
        context.fillText(tickLabel(mark, step), x + 4, axisHeight / 2);
    }
}

/** Each as a named bar above the lanes, and as a tint behind them. */
function drawBands(
    context: CanvasRenderingContext2D,
    { run, window, geometry: g }: Scene,
    colours: Palette,
): void {
    const width = g.width - g.left;
    const scale = width / (window.to - window.from);
    context.font = '12px system-ui, sans-serif';
    for (const band of run.faults) {
        const x = Math.max(g.left + (band.began - window.from) * scale, g.left - 5);
        const right = Math.min(g.left + (band.ended - window.from) * scale, g.width + 5);
        if (right < g.left || x > g.width) continue;
        const wide = Math.max(right - x, 2);
        context.fillStyle = colours['fault']!;
        context.globalAlpha = 0.1;
        context.fillRect(x, g.top, wide, g.height - g.top);
        context.globalAlpha = 1;
        if (band.row >= g.bands) continue;
        const y = axisHeight + band.row * bandHeight;
        context.globalAlpha = 0.85;
        context.fillRect(x, y + 1, wide, bandHeight - 3);
        context.globalAlpha = 1;
        if (wide < 24) continue;
        context.fillStyle = colours['on-bar']!;
        const from = Math.max(x, g.left) + 4;
        const room = Math.min(right, g.width) - from - 3;
        const fits = (text: string) => context.measureText(text).width <= room;
        context.fillText(bandLabel(band.name, fits), from, y + bandHeight / 2);
    }
}

function drawLanes(context: CanvasRenderingContext2D, scene: Scene, colours: Palette): void {
    const { run, window, geometry: g } = scene;
    const width = g.width - g.left;
    const [first, last] = visibleLanes(g, run.lanes.lanes.length);
    const height = Math.max(g.laneHeight - (g.laneHeight > 12 ? 5 : 1.5), 2);
    const inset = (g.laneHeight - height) / 2;
    for (let lane = first; lane < last; ++lane) {
        const bars: [Bar[], Bar[], Bar[]] = [[], [], []];
        visibleBars(run.lanes, lane, window, width, (id, x, wide) =>
            bars[run.history.outcome[id] as 0 | 1 | 2].push([id, x + g.left, wide]),
        );
        const y = laneTop(g, lane) + inset;
        fill(context, bars[OK], y, height, colours['ok']!);
        fill(context, bars[FAIL], y, height, colours['fail']!);
        fill(context, bars[INFO], y, height, colours['info']!);
        for (const bar of bars[FAIL]) crossOut(context, bar, y, height, colours);
        for (const bar of bars[INFO]) leaveOpen(context, bar, y, height, colours);
        if (height >= 12) for (const list of bars) label(context, scene, list, y, height, colours);
    }
}

/** Narrow bars that touch are painted as one: a long history is mostly those. */
function fill(
    context: CanvasRenderingContext2D,
    bars: Bar[],
    y: number,
    height: number,
    style: string,
): void {
    context.fillStyle = style;
    let from = 0;
    let to = -1;
    const flush = () => {
        if (to > from) context.fillRect(from, y, to - from, height);
    };
    for (const [, x, width] of bars) {
        const right = x + (width > 4 ? width - 1 : width);
        if (width <= 4 && x - to < 0.5 && to >= from) {
            to = right;
            continue;
        }
        flush();
        [from, to] = [x, right];
    }
    flush();
}

/** A refused operation has a line through it. */
function crossOut(
    context: CanvasRenderingContext2D,
    [, x, width]: Bar,
    y: number,
    height: number,
    colours: Palette,
): void {
    if (width < 6) return;
    context.fillStyle = colours['surface']!;
    context.fillRect(x, y + height / 2 - 0.75, width - 1, 1.5);
}

/** One that may still take effect has an end with teeth. */
function leaveOpen(
    context: CanvasRenderingContext2D,
    [, x, width]: Bar,
    y: number,
    height: number,
    colours: Palette,
): void {
    if (width < 6) return;
    context.fillStyle = colours['surface']!;
    const right = x + width - 1;
    const teeth = 3;
    context.beginPath();
    for (let k = 0; k < teeth; ++k) {
        const top = y + (k * height) / teeth;
        context.moveTo(right + 1, top);
        context.lineTo(right - 4, top + height / teeth / 2);
        context.lineTo(right + 1, top + height / teeth);
    }
    context.fill();
}

function drawNames(
    context: CanvasRenderingContext2D,
    { run, geometry: g }: Scene,
    colours: Palette,
): void {
    context.font = '11px system-ui, sans-serif';
    context.textBaseline = 'middle';
    context.fillStyle = colours['muted']!;
    context.fillText('time', 2, axisHeight / 2);
    if (g.bands > 0) context.fillText('faults', 2, axisHeight + bandHeight / 2);
    if (g.marks !== null) {
        context.fillStyle = colours['broken']!;
        context.fillText(isRoomy(g) ? '✗ broken' : '✗', 2, g.marks + markHeight / 2);
        context.fillStyle = colours['muted']!;
    }
    const { workers } = run;
    const { lanes } = run.lanes;
    const nameOf = (worker: number) =>
        isRoomy(g) ? workers.laneName(worker) : workers.shortName(worker);
    const [first, last] = visibleLanes(g, lanes.length);
    const every = Math.ceil(12 / g.laneHeight);
    for (let lane = first; lane < last; ++lane) {
        const y = laneTop(g, lane) + g.laneHeight / 2;
        if (lane % every === 0 && y > g.top + 4)
            context.fillText(nameOf(lanes[lane]!.worker), 2, y);
    }
}

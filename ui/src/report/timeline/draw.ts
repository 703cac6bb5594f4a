// Paints a timeline: axis, fault bands, lanes with their operations, and what stands out.
import { FAIL, INFO, OK } from '../../data/history';
import { shortened, visible } from '../../data/format';
import { colour } from '../../view/theme';
import { tickLabel, ticks, type TimeWindow } from '../../view/window';
import type { Run } from '../run';
import { visibleBars, visibleOf } from './bars';
import { axisHeight, bandHeight, isRoomy, laneTop, visibleLanes, type Geometry } from './geometry';

export interface Scene {
    run: Run;
    window: TimeWindow;
    selected: number;
    matches: Int32Array;
    /** Operations of a key in the order of its linearization, with the moment of each. */
    order: { ids: Int32Array; moments: Float64Array } | null;
    geometry: Geometry;
}

interface Palette {
    [name: string]: string;
}

export function palette(): Palette {
    const names = [
        'text',
        'muted',
        'line',
        'surface',
        'ok',
        'fail',
        'info',
        'broken',
        'fault',
        'match',
        'on-bar',
    ];
    return Object.fromEntries(names.map((name) => [name, colour(`--${name}`)]));
}

type Bar = [id: number, x: number, width: number];

export function drawTimeline(context: CanvasRenderingContext2D, scene: Scene): void {
    const colours = palette();
    const { geometry: g } = scene;
    context.save();
    context.beginPath();
    context.rect(g.left, 0, g.width - g.left, g.height);
    context.clip();
    drawAxis(context, scene, colours);
    drawBands(context, scene, colours);
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
        const room = Math.floor((wide - 8) / 6.2);
        context.fillText(shortened(band.name, room), Math.max(x, g.left) + 4, y + bandHeight / 2);
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

function label(
    context: CanvasRenderingContext2D,
    scene: Scene,
    bars: Bar[],
    y: number,
    height: number,
    colours: Palette,
): void {
    const { run, geometry: g } = scene;
    context.font = '11px ui-monospace, monospace';
    context.textBaseline = 'middle';
    context.fillStyle = colours['on-bar']!;
    for (const [id, x, width] of bars) {
        const from = Math.max(x, g.left);
        const room = Math.floor((x + width - from - 8) / 6.7);
        if (room < 3) continue;
        const key = run.history.keyName(id);
        const full = visible(run.history.label(id).slice(0, 200));
        const withKey =
            key && full.length + key.length + 1 <= room ? `${visible(key)} ${full}` : full;
        context.fillText(shortened(withKey, room), from + 4, y + height / 2 + 0.5);
    }
}

/** Matches of a search, operations that break a promise, and the selected one: never hidden. */
function drawStanding(context: CanvasRenderingContext2D, scene: Scene, colours: Palette): void {
    const { run, window, geometry: g } = scene;
    const width = g.width - g.left;
    const outline = (ids: ArrayLike<number>, style: string, line: number, away = 0) => {
        context.strokeStyle = style;
        context.fillStyle = style;
        context.lineWidth = line;
        visibleOf(run.lanes, ids, window, width, (id, x, wide) => {
            const y = Math.round(laneTop(g, run.lanes.laneOf[id]!)) + 1;
            const height = Math.round(g.laneHeight) - 2;
            if (y > g.height || y + height < g.top) return;
            const at = Math.round(g.left + x);
            if (wide < 4 && away === 0) context.fillRect(at - 1, y, 3, height);
            else
                context.strokeRect(
                    at - away,
                    y - away,
                    Math.round(wide) - 1 + 2 * away,
                    height + 2 * away,
                );
        });
    };
    outline(scene.matches, colours['match']!, 2);
    outline(run.concerned, colours['broken']!, 1.5);
    outline(run.broken, colours['broken']!, 3);
    if (scene.selected >= 0) outline([scene.selected], colours['text']!, 2, 2);
    markBroken(context, scene, colours);
}

/** A flag at the end of each broken operation, with a line through all lanes. */
function markBroken(
    context: CanvasRenderingContext2D,
    { run, window, geometry: g }: Scene,
    colours: Palette,
): void {
    const scale = (g.width - g.left) / (window.to - window.from);
    context.font = 'bold 12px system-ui, sans-serif';
    let last = -Infinity;
    for (const id of run.broken) {
        const x = g.left + (run.lanes.barEnd[id]! - window.from) * scale;
        if (x < g.left || x > g.width || x - last < 3) continue;
        last = x;
        context.fillStyle = colours['broken']!;
        context.fillRect(x - 0.75, g.top, 1.5, g.height - g.top);
        const y = laneTop(g, run.lanes.laneOf[id]!) + g.laneHeight / 2;
        context.beginPath();
        context.arc(x, y, 8, 0, Math.PI * 2);
        context.fill();
        context.fillStyle = colours['surface']!;
        context.textAlign = 'center';
        context.fillText('✗', x, y + 0.5);
        context.textAlign = 'left';
    }
}

/** Numbered points where each operation of a key may be thought to have happened. */
function drawOrder(context: CanvasRenderingContext2D, scene: Scene, colours: Palette): void {
    const { run, window, geometry: g } = scene;
    const { ids, moments } = scene.order!;
    const scale = (g.width - g.left) / (window.to - window.from);
    context.strokeStyle = colours['text']!;
    context.lineWidth = 1;
    const points: [number, number, number][] = [];
    ids.forEach((id, place) => {
        const x = g.left + (moments[place]! - window.from) * scale;
        if (x < g.left - 200 || x > g.width + 200 || points.length > 1500) return;
        points.push([x, laneTop(g, run.lanes.laneOf[id]!) + g.laneHeight / 2, place + 1]);
    });
    context.globalAlpha = 0.5;
    context.beginPath();
    for (const [x, y] of points) context.lineTo(x, y);
    context.stroke();
    context.globalAlpha = 1;
    context.textAlign = 'center';
    context.font = '10px system-ui, sans-serif';
    const numbered = points.length < 120;
    for (const [x, y, place] of points) {
        context.fillStyle = colours['text']!;
        context.beginPath();
        context.arc(x, y, numbered ? 8 : 2.5, 0, Math.PI * 2);
        context.fill();
        context.fillStyle = colours['surface']!;
        if (numbered) context.fillText(String(place), x, y + 0.5);
    }
    context.textAlign = 'left';
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

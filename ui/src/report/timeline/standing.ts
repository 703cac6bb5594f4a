// Paints what stands out on a timeline: matches of a search, operations that break a promise and
// those concerned, the selected one, and the order of a key.
import { visible } from '../../data/format';
import { visibleOf } from './bars';
import { laneTop, markHeight } from './geometry';
import { label, type Palette, type Scene } from './scene';

/** Matches of a search, operations that break a promise, and the selected one: never hidden. */
export function drawStanding(
    context: CanvasRenderingContext2D,
    scene: Scene,
    colours: Palette,
): void {
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
    outline(run.concerned, colours['broken']!, 1.5, 1);
    drawBroken(context, scene, colours);
    if (scene.selected >= 0) outline([scene.selected], colours['text']!, 2, 2);
}

/** Filled in the colour of its mark, with its label, and a thread up to the row of marks. */
function drawBroken(context: CanvasRenderingContext2D, scene: Scene, colours: Palette): void {
    const { run, window, geometry: g } = scene;
    visibleOf(run.lanes, run.broken, window, g.width - g.left, (id, x, wide) => {
        const y = laneTop(g, run.lanes.laneOf[id]!) + 1;
        const height = g.laneHeight - 2;
        const bar = Math.max(wide, 3);
        const from = g.left + x - (bar - wide) / 2;
        context.fillStyle = colours['broken']!;
        context.fillRect(from, y, bar, height);
        context.fillRect(g.left + x + wide - 0.75, g.top, 1.5, Math.max(y - g.top, 0));
        if (height >= 12) label(context, scene, [[id, from, bar]], y, height, colours);
    });
}

/** In a row of their own: a mark over the end of each broken operation, with what it was. */
export function drawMarks(context: CanvasRenderingContext2D, scene: Scene, colours: Palette): void {
    const { run, window, geometry: g } = scene;
    if (g.marks === null) return;
    const scale = (g.width - g.left) / (window.to - window.from);
    const middle = g.marks + markHeight / 2 + 1;
    context.font = 'bold 12px system-ui, sans-serif';
    context.textBaseline = 'middle';
    context.fillStyle = colours['broken']!;
    const seen = Array.from(run.broken)
        .map((id): [number, number] => [g.left + (run.lanes.barEnd[id]! - window.from) * scale, id])
        .filter(([x]) => x >= g.left && x <= g.width)
        .sort(([a], [b]) => a - b);
    let taken = -Infinity;
    seen.forEach(([x, id], at) => {
        if (x - taken < 3 && at > 0) return;
        const next = seen[at + 1]?.[0] ?? g.width;
        const key = run.history.keyName(id);
        const what = `${key} ${run.history.label(id)}`.trim().slice(0, 60);
        const text = `✗ ${visible(what)}`;
        const wide = context.measureText(text).width;
        const place = placeOf(x, wide, Math.max(taken + 6, g.left), next, g.width);
        context.fillText(
            place === null ? '✗' : text,
            place ?? Math.min(x, g.width - 5) - 5,
            middle,
        );
        context.fillRect(x - 0.75, g.top - 4, 1.5, 4);
        taken = place === null ? x + 6 : place + wide;
    });
}

/** Where its text begins: to the right of the thread, or where the picture ends to its left. */
function placeOf(
    x: number,
    wide: number,
    free: number,
    next: number,
    width: number,
): number | null {
    const right = Math.max(x - 5, free);
    if (right <= x && right + wide + 8 <= Math.min(next, width)) return right;
    const left = Math.min(x + 5, width - 2) - wide;
    return left >= free ? left : null;
}

/** Points where each operation of a key may be thought to have happened, joined in that order. */
export function drawOrder(context: CanvasRenderingContext2D, scene: Scene, colours: Palette): void {
    const { run, window, geometry: g } = scene;
    const { ids, moments } = scene.order!;
    const scale = (g.width - g.left) / (window.to - window.from);
    const points: [number, number][] = [];
    let last = -Infinity;
    ids.forEach((id, place) => {
        const x = g.left + (moments[place]! - window.from) * scale;
        if (x < g.left - 200 || x > g.width + 200) return;
        // Beneath the labels, and of a crowd only as many as can be told apart.
        if (ids.length > 1000 && x - last < 1) return;
        last = x;
        points.push([x, laneTop(g, run.lanes.laneOf[id]!) + g.laneHeight - 4]);
    });
    context.strokeStyle = context.fillStyle = colours['text']!;
    context.lineWidth = 1;
    context.globalAlpha = points.length < 120 ? 0.6 : 0.25;
    context.beginPath();
    for (const [x, y] of points) context.lineTo(x, y);
    context.stroke();
    context.globalAlpha = 1;
    for (const [x, y] of points) {
        context.beginPath();
        context.arc(x, y, points.length < 300 ? 3 : 1.5, 0, Math.PI * 2);
        context.fill();
    }
}

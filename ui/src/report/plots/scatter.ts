// Single operations as points in a plot of latency over time. A pixel is painted once, however many
// operations fall on it, so a million points cost one pass. Marks of refused ones and of those
// without an answer are as large as a few pixels: of those that would cover each other one is drawn,
// and all of them stand over the points.
import { FAIL, INFO, OK, type History } from '../../data/history';
import { drawMark } from '../../view/canvas';

export interface Frame {
    left: number;
    top: number;
    width: number;
    height: number;
    /** Of the marks: how many pixels of the canvas are one of the page. */
    scale: number;
    x: (time: number) => number;
    y: (latency: number) => number;
}

export function drawScatter(
    context: CanvasRenderingContext2D,
    history: History,
    f: number,
    { left, top, width, height, scale, x, y }: Frame,
    colours: { ok: string; fail: string; info: string },
): void {
    const size = 2;
    const columns = Math.ceil(width / size);
    const rows = Math.ceil(height / size);
    const painted = new Uint8Array(columns * rows);
    // Both scales are looked up at their ends only: time is linear, latency logarithmic.
    const x0 = x(0);
    const perTime = (x(1e6) - x0) / 1e6;
    const y0 = y(1);
    const perDecade = y(10) - y0;
    const coarse = Math.ceil(3 * scale);
    const across = Math.ceil(width / coarse);
    const marked = [FAIL, INFO].map(() => new Uint8Array(across * Math.ceil(height / coarse)));
    const others: [number, number, number][] = [];
    context.fillStyle = colours.ok;
    for (let id = 0; id < history.count; ++id) {
        if (f >= 0 && history.f[id] !== f) continue;
        const end = history.end[id]!;
        const px = x0 + end * perTime - left;
        if (!(px >= 0 && px < width)) continue;
        const py = y0 + Math.log10(Math.max(end - history.invoke[id]!, 1)) * perDecade - top;
        if (!(py >= 0 && py < height)) continue;
        const cell = Math.floor(py / size) * columns + Math.floor(px / size);
        const outcome = history.outcome[id]!;
        if (outcome !== OK) {
            const place = Math.floor(py / coarse) * across + Math.floor(px / coarse);
            const taken = marked[outcome === FAIL ? 0 : 1]!;
            if (taken[place] === 0) others.push([px + left, py + top, outcome]);
            taken[place] = 1;
        } else if (painted[cell] === 0) {
            painted[cell] = 1;
            context.fillRect(
                left + Math.floor(px / size) * size,
                top + Math.floor(py / size) * size,
                size,
                size,
            );
        }
    }
    for (const [px, py, outcome] of others) {
        context.globalAlpha = outcome === FAIL ? 0.55 : 0.95;
        context.strokeStyle = outcome === FAIL ? colours.fail : colours.info;
        drawMark(context, outcome === FAIL ? 'refused' : 'no answer', px, py, scale);
    }
}

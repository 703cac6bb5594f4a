// Paints a space-time diagram (Lamport 1978): time to the right, a line for each node, an arrow for
// each message from where it was sent to where it arrived.
import { shortened, visible } from '../../data/format';
import type { FaultBand } from '../../data/faults';
import type { Message } from '../../data/messages';
import { drawMark } from '../../view/canvas';
import { colour } from '../../view/theme';
import { tickLabel, ticks, type TimeWindow } from '../../view/window';
import type { Run } from '../run';
import { bandLabel } from '../timeline/band_label';
import { isLost, outside } from './choice';
import { rowOf, type Row } from './rows';

export const leftRoom = 86;
export const axisRoom = 24;
export const rowRoom = 46;
/** Beneath the rows: names of faults, and how much there is outside of the window. */
export const footRoom = 40;

export interface Diagram {
    run: Run;
    rows: Row[];
    messages: Message[];
    /** Of the story: they stand on the rows of their processes. */
    operations: ArrayLike<number>;
    /** Outside of it the page has no messages. */
    kept: TimeWindow;
    window: TimeWindow;
    hovered: Message | null;
    width: number;
    height: number;
}

export function xOf({ window, width }: Diagram, time: number): number {
    return leftRoom + ((time - window.from) / (window.to - window.from)) * (width - leftRoom);
}

export function yOf(row: number): number {
    return axisRoom + row * rowRoom + rowRoom / 2;
}

/** What leans less than so many pixels stands beside its moment: down to the left, up to the right. */
const upright = 10;
const apart = 4;

/** From where it was sent to where it arrived; a lost one ends on the way. */
export function ends(diagram: Diagram, message: Message): [number, number, number, number] {
    const from = yOf(rowOf(diagram.rows, message.src));
    const to = yOf(rowOf(diagram.rows, message.dest));
    const x = xOf(diagram, message.sent);
    if (message.arrived !== Infinity) {
        const end = xOf(diagram, message.arrived);
        const aside = Math.abs(end - x) < upright ? (to > from ? -apart : apart) : 0;
        return [x + aside, from, end + aside, to];
    }
    return [x, from, x + 14, from + (to - from) * 0.45];
}

export function drawDiagram(context: CanvasRenderingContext2D, diagram: Diagram): void {
    const { rows, width, height } = diagram;
    drawRows(context, diagram);
    context.save();
    context.beginPath();
    context.rect(leftRoom, 0, width - leftRoom, height);
    context.clip();
    drawUnknown(context, diagram);
    drawTime(context, diagram);
    drawFaults(context, diagram);
    for (const message of diagram.messages) drawMessage(context, diagram, message);
    rows.forEach((row, at) => row.kind === 'process' && drawOperations(context, diagram, row, at));
    drawTypes(context, diagram);
    if (diagram.hovered) {
        drawMessage(context, diagram, diagram.hovered);
        drawType(context, diagram, diagram.hovered, null);
    }
    drawEdges(context, diagram);
    context.restore();
}

function drawRows(context: CanvasRenderingContext2D, { rows, width }: Diagram): void {
    context.textBaseline = 'middle';
    rows.forEach((row, at) => {
        context.font = '12px system-ui, sans-serif';
        context.fillStyle = colour('--text');
        context.fillText(row.name, 4, yOf(at) - (row.under ? 7 : 0));
        context.font = '11px system-ui, sans-serif';
        context.fillStyle = colour('--muted');
        context.fillText(row.under, 4, yOf(at) + 8);
        context.fillStyle = colour(row.kind === 'process' ? '--line' : '--muted');
        context.fillRect(leftRoom, yOf(at) - 0.5, width - leftRoom, 1);
    });
}

function drawTime(context: CanvasRenderingContext2D, diagram: Diagram): void {
    const marks = ticks(diagram.window, diagram.width / 120);
    const step = marks.length > 1 ? marks[1]! - marks[0]! : 1e6;
    for (const mark of marks) {
        const x = xOf(diagram, mark);
        context.fillStyle = colour('--line');
        context.fillRect(x, axisRoom - 4, 1, diagram.height);
        context.fillStyle = colour('--muted');
        context.fillText(tickLabel(mark, step), x + 4, axisRoom / 2);
    }
}

/** On the line of each node that a fault was for: gone while it was killed, and so on. */
function drawFaults(context: CanvasRenderingContext2D, diagram: Diagram): void {
    const { run, rows, window } = diagram;
    const visibleBands = run.faults.filter(
        (band) => band.began <= window.to && band.ended >= window.from,
    );
    for (const band of visibleBands) {
        const from = Math.max(xOf(diagram, band.began), leftRoom);
        const to = Math.min(xOf(diagram, band.ended), diagram.width);
        if (band.nodes.length === 0) tint(context, diagram, band, from, to);
        for (const node of band.nodes) {
            const row = rowOf(rows, node);
            if (row < 0) continue;
            context.fillStyle = colour('--fault');
            context.fillRect(from, yOf(row) - 7, Math.max(to - from, 2), 14);
            context.fillStyle = colour('--on-bar');
            const fits = (text: string) => context.measureText(text).width <= to - from - 6;
            context.fillText(bandLabel(band.kind, fits), from + 4, yOf(row));
        }
    }
}

function tint(
    context: CanvasRenderingContext2D,
    { height }: Diagram,
    band: FaultBand,
    from: number,
    to: number,
): void {
    context.globalAlpha = 0.1;
    context.fillStyle = colour('--fault');
    context.fillRect(from, axisRoom, Math.max(to - from, 1), height);
    context.globalAlpha = 1;
    const fits = (text: string) => context.measureText(text).width <= to - from - 6;
    context.fillText(bandLabel(band.name, fits), from + 4, height - footRoom + 10);
}

function drawOperations(
    context: CanvasRenderingContext2D,
    diagram: Diagram,
    row: Row,
    at: number,
): void {
    const { history, lanes, broken } = diagram.run;
    const { from, to } = diagram.window;
    for (const id of Array.from(diagram.operations)) {
        if (`process ${history.process[id]}` !== row.name) continue;
        if (history.invoke[id]! > to || lanes.barEnd[id]! < from) continue;
        const bad = broken.includes(id);
        const x = Math.max(xOf(diagram, history.invoke[id]!), leftRoom - 4);
        const width = Math.max(Math.min(xOf(diagram, lanes.barEnd[id]!), diagram.width + 4) - x, 4);
        context.fillStyle = colour(bad ? '--broken' : '--ok');
        context.fillRect(x, yOf(at) - 11, width, 22);
        const text = (bad ? '✗ ' : '') + visible(history.label(id).slice(0, 60));
        const style = colour(bad ? '--broken' : '--text');
        if (width < text.length * 7)
            haloed(context, shortened(text, 30), x + width + 4, yOf(at), style);
        else {
            context.fillStyle = colour('--on-bar');
            context.fillText(text, x + 4, yOf(at));
        }
    }
}

/** The one that is pointed at stands out. */
function drawMessage(context: CanvasRenderingContext2D, diagram: Diagram, message: Message): void {
    const [x0, y0, x1, y1] = ends(diagram, message);
    if (!isInSight(diagram, x0, x1) || (y0 === y1 && x0 === x1)) return;
    const lost = message.arrived === Infinity;
    const pointed = message === diagram.hovered;
    context.strokeStyle = context.fillStyle = colour(lost ? '--fault' : '--ok');
    context.globalAlpha = pointed ? 1 : 0.7;
    context.lineWidth = pointed ? 3 : 1.3;
    context.setLineDash(message.fate === 'copy' ? [5, 4] : []);
    context.beginPath();
    context.moveTo(x0, y0);
    context.lineTo(x1, y1);
    context.stroke();
    context.setLineDash([]);
    if (lost) stop(context, x0, y0, x1, y1);
    else arrowHead(context, x0, y0, x1, y1);
    context.globalAlpha = 1;
}

function isInSight({ width }: Diagram, x0: number, x1: number): boolean {
    return Math.max(x0, x1) >= leftRoom - 20 && Math.min(x0, x1) <= width + 20;
}

/** Names first what clients of the story asked and were told, then what was lost, then the rest. */
function drawTypes(context: CanvasRenderingContext2D, diagram: Diagram): void {
    const { history, lanes } = diagram.run;
    const operations = Array.from(diagram.operations, (id) => ({
        client: `c${history.process[id]}`,
        from: history.invoke[id]!,
        to: lanes.barEnd[id]!,
    }));
    const rank = (message: Message) => {
        const { src, dest, sent } = message;
        const told = operations.some(
            ({ client, from, to }) =>
                (client === src || client === dest) && sent >= from && sent <= to,
        );
        return told ? 0 : isLost(message) ? 1 : 2;
    };
    const taken = new Set<string>();
    const inSight = diagram.messages.filter((message) => {
        const [x0, , x1] = ends(diagram, message);
        return isInSight(diagram, x0, x1);
    });
    const ranks = new Map(inSight.map((message) => [message, rank(message)]));
    for (const message of inSight.sort((a, b) => ranks.get(a)! - ranks.get(b)!))
        drawType(context, diagram, message, taken);
}

/**
 * Only where no other name stands: a crowd of them can be read by nobody. `taken`: where names stand
 * already; null: this one stands out, whatever is there.
 */
function drawType(
    context: CanvasRenderingContext2D,
    diagram: Diagram,
    message: Message,
    taken: Set<string> | null,
): void {
    const [x0, y0, x1, y1] = ends(diagram, message);
    const [middle, y] = middleInSight(diagram, x0, y0, x1, y1);
    const text = shortened(visible(message.type), 30);
    context.font = '11px system-ui, sans-serif';
    const wide = context.measureText(text).width;
    const left = Math.abs(x1 - x0) < upright && y1 > y0 && message.arrived !== Infinity;
    const x = left ? middle - 6 - wide : middle + 6;
    const row = Math.round((y - 4) / 14);
    const cells: string[] = [];
    for (let at = Math.floor(x / 16); at <= (x + wide) / 16; ++at)
        for (const near of [row - 1, row, row + 1]) cells.push(`${at} ${near}`);
    if (taken && cells.some((cell) => taken.has(cell))) return;
    cells.forEach((cell) => taken?.add(cell));
    haloed(context, text, x, y - 4, colour('--text'));
}

/** Text on a ground of its own: lines that cross it would make it hard to read. */
function haloed(
    context: CanvasRenderingContext2D,
    text: string,
    x: number,
    y: number,
    style: string,
): void {
    context.lineWidth = 4;
    context.lineJoin = 'round';
    context.strokeStyle = colour('--surface');
    context.strokeText(text, x, y);
    context.fillStyle = style;
    context.fillText(text, x, y);
}

/** Of a message that began or ends outside of the window the middle of what is seen of it. */
function middleInSight(
    { width }: Diagram,
    x0: number,
    y0: number,
    x1: number,
    y1: number,
): [number, number] {
    const at = (x: number) => Math.min(Math.max(x, leftRoom), width);
    const x = (at(x0) + at(x1)) / 2;
    return [x, x1 === x0 ? (y0 + y1) / 2 : y0 + ((x - x0) / (x1 - x0)) * (y1 - y0)];
}

function arrowHead(
    context: CanvasRenderingContext2D,
    x0: number,
    y0: number,
    x1: number,
    y1: number,
): void {
    const angle = Math.atan2(y1 - y0, x1 - x0);
    context.beginPath();
    context.moveTo(x1, y1);
    context.lineTo(x1 - 8 * Math.cos(angle - 0.35), y1 - 8 * Math.sin(angle - 0.35));
    context.lineTo(x1 - 8 * Math.cos(angle + 0.35), y1 - 8 * Math.sin(angle + 0.35));
    context.fill();
}

/** Across the end of a line that leads nowhere. */
function stop(
    context: CanvasRenderingContext2D,
    x0: number,
    y0: number,
    x1: number,
    y1: number,
): void {
    context.save();
    context.translate(x1, y1);
    context.rotate(Math.atan2(y1 - y0, x1 - x0));
    drawMark(context, 'lost', 0, 0);
    context.restore();
}

/** Before and after what the page has messages of. */
function drawUnknown(context: CanvasRenderingContext2D, diagram: Diagram): void {
    const { kept, width, height } = diagram;
    context.fillStyle = colour('--raised');
    const from = Math.min(Math.max(xOf(diagram, kept.from), leftRoom), width);
    const to = Math.max(Math.min(xOf(diagram, kept.to), width), leftRoom);
    context.fillRect(leftRoom, axisRoom, from - leftRoom, height);
    context.fillRect(to, axisRoom, width - to, height);
    context.fillStyle = colour('--muted');
    const text = 'messages not kept';
    if (from - leftRoom > 120) context.fillText(text, leftRoom + 8, axisRoom + 10);
    if (width - to > 120) context.fillText(text, to + 8, axisRoom + 10);
}

/** What lies on either side of the window: how many messages, and a shade that says "it goes on". */
function drawEdges(context: CanvasRenderingContext2D, diagram: Diagram): void {
    const { messages, window, width, height } = diagram;
    const [earlier, later] = outside(messages, window);
    const shade = (from: number, to: number) => {
        const gradient = context.createLinearGradient(from, 0, to, 0);
        gradient.addColorStop(0, colour('--muted'));
        gradient.addColorStop(1, 'transparent');
        context.globalAlpha = 0.35;
        context.fillStyle = gradient;
        context.fillRect(Math.min(from, to), axisRoom, Math.abs(to - from), height);
        context.globalAlpha = 1;
    };
    if (earlier > 0) shade(leftRoom, leftRoom + 22);
    if (later > 0) shade(width, width - 22);
    context.font = '12px system-ui, sans-serif';
    context.fillStyle = colour('--text');
    context.fillText(earlier > 0 ? `‹ ${earlier} earlier` : '', leftRoom + 6, height - 10);
    context.textAlign = 'right';
    context.fillText(later > 0 ? `${later} later ›` : '', width - 6, height - 10);
    context.textAlign = 'left';
}

// What a timeline is painted from, and how it labels its bars.
import { shortened, visible } from '../../data/format';
import { colour } from '../../view/theme';
import type { TimeWindow } from '../../view/window';
import type { Run } from '../run';
import type { Geometry } from './geometry';

export interface Scene {
    run: Run;
    window: TimeWindow;
    selected: number;
    matches: Int32Array;
    /** Operations of a key in the order of its linearization, with the moment of each. */
    order: { ids: Int32Array; moments: Float64Array; key: number } | null;
    geometry: Geometry;
}

export interface Palette {
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

export type Bar = [id: number, x: number, width: number];

/** What an operation did, as long as there is room for it; its key where it fits too. */
export function label(
    context: CanvasRenderingContext2D,
    scene: Scene,
    bars: Bar[],
    y: number,
    height: number,
    colours: Palette,
): void {
    const { geometry: g } = scene;
    context.font = '11px ui-monospace, monospace';
    context.textBaseline = 'middle';
    context.fillStyle = colours['on-bar']!;
    for (const [id, x, width] of bars) {
        const from = Math.max(x, g.left);
        const room = Math.floor((Math.min(x + width, g.width) - from - 8) / 6.7);
        if (room < 2) continue;
        context.fillText(barText(scene, id, room), from + 4, y + height / 2 + 0.5);
    }
}

/** "#12 write 5" while the order is shown in which #12 is its place; else "k1 write 5". */
function barText({ run, order }: Scene, id: number, room: number): string {
    const { history } = run;
    const full = visible(history.label(id).slice(0, 200));
    if (order && history.key[id] === order.key && history.place[id]! > 0) {
        const place = `#${history.place[id]}`;
        if (place.length > room) return '';
        return room - place.length < 4 ? place : shortened(`${place} ${full}`, room);
    }
    if (room < 3) return '';
    const key = history.keyName(id);
    const withKey = key && full.length + key.length + 1 <= room ? `${visible(key)} ${full}` : full;
    return shortened(withKey, room);
}

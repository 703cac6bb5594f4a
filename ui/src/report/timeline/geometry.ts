// Where things are on the timeline: an axis, rows of fault bands, then the lanes.

export const axisHeight = 22;
export const bandHeight = 17;
/** Of the row beneath the bands that names the operations that break a promise. */
export const markHeight = 18;
const mostBandRows = 6;
const narrowNames = 58;
const wideNames = 92;

export interface Geometry {
    /** What lies left of the lanes: their names. */
    left: number;
    bands: number;
    /** Where the row of marks begins, if there is one: it ends where the lanes begin. */
    marks: number | null;
    /** Where the lanes begin. */
    top: number;
    laneHeight: number;
    /** Pixels of lanes above the visible part. */
    scroll: number;
    width: number;
    height: number;
}

export function geometry(
    width: number,
    height: number,
    lanes: number,
    bandRows: number,
    marked: boolean,
    scroll: number,
): Geometry {
    const bands = Math.min(bandRows, mostBandRows);
    const marks = axisHeight + bands * bandHeight + (bands > 0 ? 3 : 0);
    const top = marked ? marks + markHeight : marks + (bands > 0 ? 3 : 0);
    const laneHeight = Math.min(26, Math.max(7, (height - top) / Math.max(lanes, 1)));
    const most = Math.max(0, lanes * laneHeight - (height - top));
    return {
        left: width < 600 ? narrowNames : wideNames,
        bands,
        marks: marked ? marks : null,
        top,
        laneHeight,
        scroll: Math.min(Math.max(scroll, 0), most),
        width,
        height,
    };
}

/** How high a timeline of so many lanes should be: enough to see, and not more than a screen. */
export function preferredHeight(lanes: number, bandRows: number, marked: boolean): number {
    const bands = Math.min(bandRows, mostBandRows) * bandHeight;
    const marks = marked ? markHeight : 0;
    return Math.min(620, axisHeight + bands + marks + 10 + Math.max(3, lanes) * 22);
}

/** Is there room for the whole names of lanes? */
export function isRoomy({ left }: Geometry): boolean {
    return left >= wideNames;
}

export function laneAt({ top, laneHeight, scroll }: Geometry, y: number): number {
    return y < top ? -1 : Math.floor((y - top + scroll) / laneHeight);
}

export function laneTop({ top, laneHeight, scroll }: Geometry, lane: number): number {
    return top + lane * laneHeight - scroll;
}

/** The first and the last lane of which something is seen. */
export function visibleLanes(g: Geometry, lanes: number): [number, number] {
    const first = Math.floor(g.scroll / g.laneHeight);
    const last = Math.ceil((g.scroll + g.height - g.top) / g.laneHeight);
    return [Math.max(0, first), Math.min(lanes, last)];
}

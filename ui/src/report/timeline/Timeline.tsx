// The whole history: lanes of operations under bands of faults, to zoom and to search.
import { computed, signal, type Signal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { useCanvas } from '../../view/canvas';
import { moved, zoomed } from '../../view/window';
import type { State } from '../state';
import { Details } from './Details';
import { drawTimeline } from './draw';
import {
    axisHeight,
    bandHeight,
    geometry,
    laneAt,
    preferredHeight,
    type Geometry,
} from './geometry';
import { linearization } from './order';
import { SearchBar } from './SearchBar';
import { Legend } from './Legend';
import { Tip, type Hovered } from './Tip';

class Pointer {
    readonly scroll = signal(0);
    readonly hovered: Signal<Hovered | null> = signal(null);
    geometry: Geometry | null = null;
    dragged: { x: number; y: number; far: boolean } | null = null;

    constructor(readonly state: State) {}

    private timeAt(x: number): number {
        const g = this.geometry!;
        const { from, to } = this.state.window.value;
        return from + ((x - g.left) / (g.width - g.left)) * (to - from);
    }

    private operationAt(x: number, y: number): number {
        const { window, run } = this.state;
        const { from, to } = window.value;
        const slack = ((to - from) / this.geometry!.width) * 4;
        if (this.isMark(y)) return this.brokenAt(this.timeAt(x), slack * 3);
        return run.lanes.at(laneAt(this.geometry!, y), this.timeAt(x), slack);
    }

    /** In the row of marks, which names the operations that break a promise? */
    private isMark(y: number): boolean {
        const { marks, top } = this.geometry!;
        return marks !== null && y >= marks && y < top;
    }

    /** The operation that breaks a promise whose end is nearest; -1: none is within `slack`. */
    private brokenAt(time: number, slack: number): number {
        const { broken, lanes } = this.state.run;
        let best = -1;
        for (const id of broken) {
            const away = Math.abs(lanes.barEnd[id]! - time);
            if (away <= slack) [best, slack] = [id, away];
        }
        return best;
    }

    private bandAt(x: number, y: number) {
        const time = this.timeAt(x);
        const { top: lanes, marks } = this.geometry!;
        if (y > (marks ?? lanes)) return undefined;
        return this.state.run.faults.find((band) => {
            const top = axisHeight + band.row * bandHeight;
            return band.began <= time && band.ended >= time && y >= top && y < top + bandHeight;
        });
    }

    wheel(event: WheelEvent): void {
        // A page that scrolls stays one that scrolls until the timeline is what one works with.
        if (document.activeElement !== event.currentTarget && !event.ctrlKey) return;
        event.preventDefault();
        const { window, run } = this.state;
        if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
            window.value = moved(window.value, (event.deltaX + event.deltaY) / 1000, run.whole);
            return;
        }
        window.value = zoomed(
            window.value,
            Math.exp(-event.deltaY / 300),
            this.timeAt(event.offsetX),
            run.whole,
        );
    }

    down(event: PointerEvent): void {
        (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
        this.dragged = { x: event.offsetX, y: event.offsetY, far: false };
    }

    move(event: PointerEvent): void {
        const { offsetX: x, offsetY: y } = event;
        if (!this.geometry) return;
        if (!this.dragged) {
            const id = this.operationAt(x, y);
            const band = id < 0 ? this.bandAt(x, y) : undefined;
            this.hovered.value = id >= 0 || band ? { id, band, x, y } : null;
            return;
        }
        const { x: fromX, y: fromY, far } = this.dragged;
        if (!far && Math.hypot(x - fromX, y - fromY) < 4) return;
        const { window, run } = this.state;
        window.value = moved(
            window.value,
            (fromX - x) / (this.geometry.width - this.geometry.left),
            run.whole,
        );
        this.scroll.value = this.geometry.scroll + fromY - y;
        this.hovered.value = null;
        this.dragged = { x, y, far: true };
    }

    up(event: PointerEvent): void {
        const dragged = this.dragged;
        this.dragged = null;
        if (!dragged || dragged.far) return;
        const band = this.bandAt(event.offsetX, event.offsetY);
        if (band) this.state.show(band.began, Math.min(band.ended, this.state.run.history.last));
        else this.state.selected.value = this.operationAt(event.offsetX, event.offsetY);
    }
}

function onKey(event: KeyboardEvent, state: State, pointer: Pointer): void {
    const { window, run, selected, matches } = state;
    const { from, to } = window.value;
    const middle = (from + to) / 2;
    const step = (ids: Int32Array, forward: boolean) => {
        const id = state.neighbour(ids, forward);
        if (id >= 0) state.goTo(id);
    };
    const inLane = () =>
        run.lanes.lanes[run.lanes.laneOf[Math.max(selected.value, 0)] ?? 0]?.ids ??
        new Int32Array(0);
    const actions: Record<string, () => unknown> = {
        ArrowLeft: () => (window.value = moved(window.value, -0.2, run.whole)),
        ArrowRight: () => (window.value = moved(window.value, 0.2, run.whole)),
        ArrowUp: () => (pointer.scroll.value = Math.max(0, pointer.scroll.value - 40)),
        ArrowDown: () => (pointer.scroll.value = pointer.scroll.value + 40),
        '+': () => (window.value = zoomed(window.value, 1.5, middle, run.whole)),
        '=': () => (window.value = zoomed(window.value, 1.5, middle, run.whole)),
        '-': () => (window.value = zoomed(window.value, 1 / 1.5, middle, run.whole)),
        '0': () => (window.value = run.whole),
        n: () => step(matches.value, true),
        p: () => step(matches.value, false),
        v: () => run.broken.length > 0 && state.goToViolation(state.neighbour(run.broken, true)),
        ',': () => step(inLane(), false),
        '.': () => step(inLane(), true),
        Escape: () => (selected.value = -1),
    };
    const action = event.ctrlKey || event.metaKey || event.altKey ? undefined : actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
}

export function Timeline({ state }: { state: State }) {
    const { run } = state;
    const rows = Math.max(0, ...run.faults.map((band) => band.row + 1));
    const marked = run.broken.length > 0;
    const pointer = useMemo(() => new Pointer(state), [state]);
    const order = useMemo(
        () =>
            computed(() =>
                state.orderedKey.value === -2
                    ? null
                    : linearization(run.history, state.orderedKey.value),
            ),
        [state],
    );
    const canvas = useCanvas(
        ({ context, width, height }) => {
            const lanes = run.lanes.lanes.length;
            const g = geometry(width, height, lanes, rows, marked, pointer.scroll.value);
            pointer.geometry = g;
            drawTimeline(context, {
                run,
                window: state.window.value,
                selected: state.selected.value,
                matches: state.matches.value,
                order: order.value,
                geometry: g,
            });
        },
        [state],
    );
    const wheel = useRef((event: WheelEvent) => pointer.wheel(event));
    useEffect(() => {
        const element = canvas.current!;
        element.addEventListener('wheel', wheel.current, { passive: false });
        return () => element.removeEventListener('wheel', wheel.current);
    }, []);
    useEffect(() => state.selected.subscribe((id) => bringIntoView(pointer, state, id)), [state]);
    return (
        <div class="timeline">
            <SearchBar state={state} />
            <div class="canvas-holder">
                <canvas
                    ref={canvas}
                    class="lanes"
                    style={{ height: `${preferredHeight(run.lanes.lanes.length, rows, marked)}px` }}
                    tabIndex={0}
                    role="application"
                    aria-label={`Timeline of all operations. Arrow keys move, plus and minus zoom, 0 shows all, ${marked ? 'v goes to the violation, ' : ''}comma and full stop go from operation to operation, n and p through what the search found.`}
                    onKeyDown={(event) => onKey(event, state, pointer)}
                    onPointerDown={(event) => pointer.down(event)}
                    onPointerMove={(event) => pointer.move(event)}
                    onPointerUp={(event) => pointer.up(event)}
                    onPointerLeave={() => (pointer.hovered.value = null)}
                />
                <Tip hovered={pointer.hovered} state={state} />
            </div>
            <Legend state={state} />
            <Details state={state} />
        </div>
    );
}

/** Scrolls the lanes so that the selected operation is seen. */
function bringIntoView(pointer: Pointer, { run }: State, id: number): void {
    const g = pointer.geometry;
    if (!g || id < 0) return;
    const top = run.lanes.laneOf[id]! * g.laneHeight;
    const room = g.height - g.top;
    if (top < g.scroll || top + g.laneHeight > g.scroll + room)
        pointer.scroll.value = Math.max(0, top - room / 2);
}

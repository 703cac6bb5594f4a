// What a reader of the page has chosen: shared by all its parts.
import { computed, effect, signal } from '@preact/signals';
import { around, type TimeWindow } from '../view/window';
import type { Run } from './run';
import { search } from './search';

export class State {
    readonly window;
    /** An operation, or -1. */
    readonly selected = signal(-1);
    readonly query = signal('');
    readonly matches;
    /** The key whose linearization is drawn, or -2. */
    readonly orderedKey = signal(-2);

    constructor(readonly run: Run) {
        this.window = signal<TimeWindow>(run.whole);
        this.matches = computed(() => search(run.history, run.workers, this.query.value));
        // For those who drive the page from outside: what the timeline shows, in microseconds.
        effect(() => {
            const { from, to } = this.window.value;
            document.documentElement.dataset.window = `${from} ${to}`;
        });
    }

    /** Selects an operation, and shows it with what is around it unless it is well in sight. */
    goTo(id: number): void {
        const { history, lanes, whole } = this.run;
        this.selected.value = id;
        const { from, to } = this.window.value;
        const begin = history.invoke[id]!;
        const end = lanes.barEnd[id]!;
        const inSight = begin >= from && end <= to && (end - begin) * 40 > to - from;
        const room = Math.max((end - begin) * 3, 1000);
        if (!inSight) this.window.value = around(begin - room, end + room, whole);
    }

    /** Selects an operation that breaks a promise, and shows all those that it contradicts. */
    goToViolation(id: number): void {
        const { document, history, lanes, whole } = this.run;
        const found = document.stories.find((story) => story.counterexample?.broken === id);
        if (!found?.counterexample) return this.goTo(id);
        const concerned = found.counterexample.concerned.slice(-16);
        const from = Math.min(...concerned.map((each) => history.invoke[each]!));
        this.selected.value = id;
        this.window.value = around(from, lanes.barEnd[id]!, whole);
    }

    show(from: number, to: number): void {
        this.window.value = around(from, to, this.run.whole);
    }

    /** The next or the previous of some operations, from the selected one on; -1: there is none. */
    neighbour(ids: Int32Array, forward: boolean): number {
        if (ids.length === 0) return -1;
        const here = this.selected.value;
        if (forward) return ids.find((id) => id > here) ?? ids[0]!;
        return ids.findLast((id) => id < here) ?? ids[ids.length - 1]!;
    }
}

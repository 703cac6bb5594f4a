// What a reader of the page has chosen: shared by all its parts.
import { computed, effect, signal } from '@preact/signals';
import { around, type TimeWindow } from '../view/window';
import type { Run } from './run';
import { search } from './search';
import { violationWindow } from './timeline/violation';

export class State {
    readonly window;
    /** An operation, or -1. */
    readonly selected = signal(-1);
    readonly query = signal('');
    readonly matches;
    /** The key whose linearization is drawn, or -2. */
    readonly orderedKey = signal(-2);
    /** The story that is told: its place among the stories of the document. */
    readonly story = signal(0);

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

    /** Selects an operation that breaks a promise, shows it, and tells its story. */
    goToViolation(id: number): void {
        const { stories } = this.run.document;
        const tells = (place: number) => stories[place]?.counterexample?.broken === id;
        const place = tells(this.story.peek())
            ? this.story.peek()
            : stories.findIndex((_, each) => tells(each));
        if (place < 0) return this.goTo(id);
        this.story.value = place;
        this.showStory(place);
    }

    /** Tells a story, and shows it in the timeline if it has operations. */
    chooseStory(place: number): void {
        this.story.value = place;
        this.showStory(place);
    }

    private showStory(place: number): void {
        const { document, whole, history } = this.run;
        const found = document.stories[place]?.counterexample;
        if (!found || found.broken >= history.count) return;
        const concerned = found.concerned.slice(-16).map((id) => this.barOf(id));
        this.selected.value = found.broken;
        this.window.value = violationWindow(this.barOf(found.broken), concerned, whole);
    }

    private barOf(id: number): TimeWindow {
        const { history, lanes } = this.run;
        return { from: history.invoke[id]!, to: lanes.barEnd[id]! };
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

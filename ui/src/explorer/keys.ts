// What the keyboard does. Fields and buttons keep the keys that are theirs.
import type { State } from './state';

export interface Key {
    keys: string[];
    does: string;
    run: (state: State) => void;
}

export const keys: Key[] = [
    { keys: ['j', 'ArrowDown'], does: 'the next action', run: (state) => state.move(1) },
    { keys: ['k', 'ArrowUp'], does: 'the action before', run: (state) => state.move(-1) },
    {
        keys: ['Enter'],
        does: 'take the action',
        run: (state) => state.selected.peek() && state.take(state.selected.peek()!),
    },
    { keys: ['u', 'Backspace', 'ArrowLeft'], does: 'a step back', run: (state) => state.back() },
    {
        keys: ['r', 'ArrowRight'],
        does: 'the step again, or along the path that was opened',
        run: (state) => state.forward(),
    },
    { keys: ['Home'], does: 'to the start', run: (state) => state.toStart() },
    { keys: ['End'], does: 'to the end of the way', run: (state) => state.toEnd() },
    {
        keys: ['g'],
        does: 'of a recorded run: to where it went wrong',
        run: (state) => state.toWrongStep(),
    },
    {
        keys: ['v'],
        does: 'run to the nearest violation',
        run: (state) => void state.toViolation(),
    },
    { keys: ['w'], does: 'walk at random', run: (state) => void state.randomWalk(20) },
    { keys: ['c'], does: 'check the whole model', run: (state) => void state.checkAll() },
    { keys: ['/'], does: 'filter the actions', run: () => focus('filter') },
    { keys: ['b'], does: 'name this place', run: () => focus('bookmark') },
    {
        keys: ['?'],
        does: 'show the keys',
        run: (state) => (state.helpShown.value = !state.helpShown.peek()),
    },
];

/** What they do they do in the filter, too. */
const filterKeys = ['Enter', 'ArrowDown', 'ArrowUp'];

function focus(id: string): void {
    document.getElementById(id)?.focus();
}

export function listenToKeys(state: State): void {
    addEventListener('keydown', (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        const target = event.target instanceof HTMLElement ? event.target : undefined;
        if (target?.matches('input, select, textarea')) {
            if (event.key === 'Escape') target.blur();
            if (target.id !== 'filter' || !filterKeys.includes(event.key)) return;
        }
        if (event.key === 'Enter' && target?.closest('button, a, summary')) return;
        const known = keys.find((each) => each.keys.includes(event.key));
        if (!known) return;
        event.preventDefault();
        known.run(state);
    });
}

// Search, and the buttons that move the timeline.
import { zoomed } from '../../view/window';
import type { State } from '../state';

export function SearchBar({ state }: { state: State }) {
    const { run, window, matches, query } = state;
    const found = matches.value.length;
    const step = (ids: Int32Array, forward: boolean) => {
        const id = state.neighbour(ids, forward);
        if (id >= 0) state.goTo(id);
    };
    const zoom = (factor: number) => {
        const { from, to } = window.value;
        window.value = zoomed(window.value, factor, (from + to) / 2, run.whole);
    };
    return (
        <div class="search">
            <label>
                <span>Search </span>
                <input
                    type="search"
                    value={query.value}
                    placeholder="k1, 42, key:k1 value:42, worker:3, f:read, outcome:refused"
                    onInput={(event) => (query.value = event.currentTarget.value)}
                    onKeyDown={(event) => {
                        if (event.key === 'Enter') step(matches.value, !event.shiftKey);
                    }}
                />
            </label>
            {query.value.trim() !== '' && (
                <span role="status">
                    {found.toLocaleString('en')} found{' '}
                    <button
                        disabled={found === 0}
                        onClick={() => step(matches.value, false)}
                        title="previous (p)"
                    >
                        ‹ previous
                    </button>{' '}
                    <button
                        disabled={found === 0}
                        onClick={() => step(matches.value, true)}
                        title="next (n)"
                    >
                        next ›
                    </button>
                </span>
            )}
            <span class="buttons">
                {run.broken.length > 0 && (
                    <button
                        class="primary"
                        onClick={() => state.goToViolation(state.neighbour(run.broken, true))}
                        title="v"
                    >
                        {run.broken.length > 1 ? 'Next violation' : 'Go to the violation'}
                    </button>
                )}
                <button onClick={() => zoom(2)} aria-label="Zoom in">
                    +
                </button>
                <button onClick={() => zoom(0.5)} aria-label="Zoom out">
                    −
                </button>
                <button onClick={() => (window.value = run.whole)}>All</button>
            </span>
        </div>
    );
}

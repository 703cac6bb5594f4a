// What the marks of the timeline mean, and how it is moved.
import type { State } from '../state';

export function Legend({ state }: { state: State }) {
    const { run } = state;
    return (
        <p class="legend">
            <span>
                <i class="swatch ok" /> ok
            </span>
            <span>
                <i class="swatch fail" /> fail: did not happen
            </span>
            <span>
                <i class="swatch info" /> info: may have happened
            </span>
            {run.faults.length > 0 && (
                <span>
                    <i class="swatch fault" /> fault
                </span>
            )}
            {run.broken.length > 0 && (
                <span>
                    <i class="swatch broken">✗</i> breaks the promise
                </span>
            )}
            <span class="muted">
                Click into it, then: wheel or <kbd>+</kbd> <kbd>-</kbd> zoom, drag or <kbd>←</kbd>{' '}
                <kbd>→</kbd> move, <kbd>0</kbd> all, <kbd>v</kbd> violation, <kbd>,</kbd>{' '}
                <kbd>.</kbd> step
            </span>
        </p>
    );
}

// What the marks and the words of the timeline mean, and how it is moved.
import type { State } from '../state';

export function Legend({ state }: { state: State }) {
    const { run } = state;
    return (
        <>
            <p class="legend">
                <span>
                    <i class="swatch ok" /> ok
                </span>
                <span>
                    <i class="swatch fail" /> refused: surely did not happen
                </span>
                <span>
                    <i class="swatch info" /> no answer: may have happened, or may yet
                </span>
                {run.faults.length > 0 && (
                    <span>
                        <i class="swatch fault" /> fault
                    </span>
                )}
                {run.broken.length > 0 && (
                    <>
                        <span>
                            <i class="swatch broken" /> <b class="broken-text">✗</b> breaks the
                            promise
                        </span>
                        <span>
                            <i class="swatch concerned" /> is part of that story
                        </span>
                    </>
                )}
            </p>
            <p class="legend muted">
                <span>
                    Click into it, then: wheel or <kbd>+</kbd> <kbd>-</kbd> zoom, drag or{' '}
                    <kbd>←</kbd> <kbd>→</kbd> move, <kbd>0</kbd> all,{' '}
                    {run.broken.length > 0 && (
                        <>
                            <kbd>v</kbd> violation,{' '}
                        </>
                    )}
                    <kbd>,</kbd> <kbd>.</kbd> step
                </span>
            </p>
            <Who state={state} />
        </>
    );
}

function Who({ state }: { state: State }) {
    const { workers, lanes, history } = state.run;
    if (workers.count === 0)
        return <p class="muted">A lane for each process, which issues one operation at a time.</p>;
    const { worker } = lanes.lanes[0]!;
    const node = workers.nodeOf(worker);
    const renewed = history.process.find((process) => process >= workers.count);
    return (
        <p class="muted">
            A lane for each worker, which issues one operation at a time
            {node && `: “${workers.laneName(worker)}” sends them to node ${node}`}. A process is a
            worker’s connection to the system. After an operation without an answer the worker goes
            on as a new process, {workers.count} numbers higher
            {renewed !== undefined && `: ${workers.processName(renewed)}`}.
        </p>
    );
}

// What the model claims: what a claim says of this state, and what the check of the whole model
// found; and the check itself.
import { count, visible } from '../data/format';
import { joined, lengthOf } from './address';
import type { Job, JobProperty, Property } from './api';
import type { State } from './state';

export function Properties({ state }: { state: State }) {
    const { properties } = state.model;
    const here = new Map(state.view.value?.properties.map((each) => [each.name, each]));
    const found = new Map(state.check.value?.properties?.map((each) => [each.name, each]));
    return (
        <section aria-labelledby="properties">
            <h2 id="properties">Properties</h2>
            <CheckLine state={state} />
            <div class="wide" tabIndex={0} role="group" aria-label="Properties">
                <table>
                    <thead>
                        <tr>
                            <th>claim</th>
                            <th>here</th>
                            <th>in the whole model</th>
                        </tr>
                    </thead>
                    <tbody>
                        {properties.map(({ name, kind }) => (
                            <tr>
                                <td>
                                    <span class="muted">{kind}</span> <bdi>{visible(name)}</bdi>
                                </td>
                                <td>
                                    <Here kind={kind} property={here.get(name)} />
                                </td>
                                <td>
                                    <Found state={state} property={found.get(name)} kind={kind} />
                                </td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            </div>
        </section>
    );
}

function Here({ kind, property }: { kind: string; property: Property | undefined }) {
    if (!property) return <span class="muted">speaks of more than a state</span>;
    const { holds, why } = property;
    if (holds === null) return <span class="mark unknown">? not known: {visible(why ?? '')}</span>;
    if (kind === 'always')
        return (
            <span class={`mark ${holds ? 'valid' : 'invalid'}`}>
                {holds ? '✓ holds' : '✗ violated'}
            </span>
        );
    return <span>{holds ? 'true' : 'false'}</span>;
}

interface FoundProps {
    state: State;
    property: JobProperty | undefined;
    kind: string;
}

function Found({ state, property, kind }: FoundProps) {
    if (!property) return <span class="muted">not checked yet</span>;
    if (!property.verdict)
        return property.found ? <span>found, see when it is over</span> : <span>…</span>;
    const mark = { valid: '✓', invalid: '✗', unknown: '?' }[property.verdict];
    const what = kind === 'sometimes' ? 'example' : 'counterexample';
    const loops = property.loop === undefined ? '' : `, then again from step ${property.loop}`;
    return (
        <>
            <span class={`mark ${property.verdict}`}>
                {mark} {property.verdict}
            </span>{' '}
            {property.path !== undefined && property.path !== '' && (
                <button onClick={() => state.leaveFor(property.path!)}>
                    Show the {what} ({count(property.length ?? 0, 'step')}
                    {loops})
                </button>
            )}
        </>
    );
}

function CheckLine({ state }: { state: State }) {
    const check = state.check.value;
    const running = check?.state === 'running';
    return (
        <div class="controls" aria-busy={running}>
            {running ? (
                <button onClick={() => void state.stop(check)}>Stop the check</button>
            ) : (
                <button onClick={() => void state.checkAll()}>Check the whole model</button>
            )}
            <span role="status" class="check-status">
                {check ? progressOf(check) : 'Not checked yet.'}
            </span>
        </div>
    );
}

export function progressOf(job: Job): string {
    const seen = `${count(job.states, 'state')}, depth ${job.depth}`;
    if (job.state === 'over') {
        const seconds = job.seconds === undefined ? '' : ` in ${job.seconds.toFixed(1)} s`;
        return `${job.verdict ?? 'over'}: ${seen}${seconds}${job.stopped ? `; it stopped: ${job.stopped}` : ''}`;
    }
    const rate = job.per_second ? `, ${Math.round(job.per_second).toLocaleString('en')}/s` : '';
    const left = job.remaining ? `, about ${job.remaining.toLocaleString('en')} more` : '';
    return `running: ${seen}${rate}${left}`;
}

/** Ways that were left, and places that have a name. */
export function Places({ state }: { state: State }) {
    const { kept } = state;
    const add = (event: SubmitEvent) => {
        event.preventDefault();
        const field = (event.currentTarget as HTMLFormElement).elements[0] as HTMLInputElement;
        const path = state.path.peek();
        kept.addBookmark({ name: field.value || `step ${lengthOf(path) - 1}`, path });
        field.value = '';
        field.blur();
    };
    return (
        <section aria-labelledby="places">
            <h2 id="places">Bookmarks and branches</h2>
            <form class="controls" onSubmit={add}>
                <input
                    id="bookmark"
                    placeholder="a name for this state"
                    aria-label="Name of the bookmark"
                />
                <button>Bookmark</button>
            </form>
            <ul class="places">
                {kept.bookmarks.value.map(({ name, path }) => (
                    <li>
                        <button class="link" onClick={() => state.leaveFor(path)}>
                            <bdi>{visible(name)}</bdi>
                        </button>{' '}
                        <span class="muted">step {lengthOf(path) - 1}</span>{' '}
                        <button
                            aria-label={`Remove the bookmark ${name}`}
                            onClick={() => kept.removeBookmark(path)}
                        >
                            ✕
                        </button>
                    </li>
                ))}
                {state.branches.value.map((path) => (
                    <li>
                        <button class="link" onClick={() => state.leaveFor(path)}>
                            branch of {count(lengthOf(path) - 1, 'step')}
                        </button>{' '}
                        <span class="muted">
                            left after step{' '}
                            {sharedSteps(path, joined(state.path.value, state.future.value))}
                        </span>
                    </li>
                ))}
            </ul>
        </section>
    );
}

/** How many steps two plain paths have in common. */
function sharedSteps(a: string, b: string): number {
    const x = a.split('/');
    const y = b.split('/');
    let same = 0;
    while (same < x.length && same < y.length && x[same] === y[same]) ++same;
    return Math.max(
        0,
        same - 1 + (/^run@(\d+)$/.exec(x[0]!) && same > 0 ? Number(x[0]!.slice(4)) : 0),
    );
}

// Every actor's state, and what the last step changed.
import { count, visible } from '../data/format';
import type { Part, Scene } from './api';
import type { State } from './state';
import { Changed, Fields, Pieces } from './Value';

/** So many clients are all shown. */
const fewClients = 8;

export function Parts({ state }: { state: State }) {
    const view = state.view.value;
    if (!view?.state) return null;
    const before = new Map(view.before?.parts.map((part) => [part.name, part]));
    const clients = view.state.parts.filter(({ kind }) => kind === 'client').length;
    const isShown = (part: Part) =>
        clients <= fewClients || part.kind !== 'client' || partChanged(part, before.get(part.name));
    const shown = view.state.parts.filter(isShown);
    const others = view.state.parts.filter((part) => !isShown(part));
    return (
        <section aria-labelledby="states" class="states">
            <h2 id="states">
                State <span class="muted mono">{view.state.fingerprint.slice(0, 8)}</span>
            </h2>
            <div class="parts">
                {shown.map((part) => (
                    <PartCard key={part.name} part={part} before={before.get(part.name)} />
                ))}
                <Observed scene={view.state} before={view.before} />
            </div>
            {others.length > 0 && (
                <details>
                    <summary>{count(others.length, 'client')} that did not change</summary>
                    <div class="parts">
                        {others.map((part) => (
                            <PartCard key={part.name} part={part} before={before.get(part.name)} />
                        ))}
                    </div>
                </details>
            )}
        </section>
    );
}

export function partChanged(part: Part, before: Part | undefined): boolean {
    return before !== undefined && JSON.stringify(part) !== JSON.stringify(before);
}

function PartCard({ part, before }: { part: Part; before: Part | undefined }) {
    const changed = partChanged(part, before);
    return (
        <article class={`part ${part.kind} ${changed ? 'changed' : ''}`} aria-label={part.name}>
            <h3>
                {visible(part.name)}
                {part.crashed && <span class="badge down">✕ down</span>}
                {changed && <span class="badge">changed</span>}
            </h3>
            <PartBody part={part} before={before} />
        </article>
    );
}

interface PartBodyProps {
    part: Part;
    before: Part | undefined;
    /** Only what differs. */
    brief?: boolean;
}

/** What a part is, next to what it was. */
export function PartBody({ part, before, brief = false }: PartBodyProps) {
    const extra = (name: string, after: string | undefined, was: string | undefined) =>
        (after || was) &&
        (!brief || after !== was) && (
            <div class={before && (after ?? '') !== (was ?? '') ? 'changed' : ''}>
                <dt>{name}</dt>
                <dd>
                    {before && (after ?? '') !== (was ?? '') ? (
                        <Changed value={after ?? ''} before={was ?? ''} />
                    ) : (
                        <Pieces pieces={[{ text: after ?? '', changed: false }]} />
                    )}
                </dd>
            </div>
        );
    return (
        <>
            {!part.crashed && (
                <Fields
                    after={part.state}
                    before={before && !before.crashed ? before.state : undefined}
                    brief={brief}
                />
            )}
            <dl class="fields">
                {extra('timers', part.timers?.join(', '), before?.timers?.join(', '))}
                {extra('choices', part.choices, before?.choices)}
                {extra('saved', part.saved, before?.saved)}
            </dl>
        </>
    );
}

function Observed({ scene, before }: { scene: Scene; before: Scene | null }) {
    if (scene.observed === undefined) return null;
    return (
        <article class="part">
            <h3>observed</h3>
            <Fields after={scene.observed} before={before?.observed} />
        </article>
    );
}

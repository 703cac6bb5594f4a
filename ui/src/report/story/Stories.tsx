// What happened: the simplest counterexample first, and the others to choose from.
import { useState } from 'preact/hooks';
import { shortened, visible } from '../../data/format';
import { member, type Check, type Story } from '../../data/document';
import type { State } from '../state';
import { StoryPicture } from './StoryPicture';
import { StoryTable } from './StoryTable';
import { Linked } from '../Linked';

export function Stories({ state }: { state: State }) {
    const { stories, troubles, judgement } = state.run.document;
    const [chosen, setChosen] = useState(0);
    const story = stories[chosen];
    return (
        <>
            {story && <OneStory story={story} state={state} first={chosen === 0} />}
            {stories.length > 1 && (
                <p>
                    <label>
                        {troubles.toLocaleString('en')} keys are not valid. Show{' '}
                        <select
                            value={chosen}
                            onChange={(event) => setChosen(Number(event.currentTarget.value))}
                        >
                            {stories.map((each, place) => (
                                <option value={place}>{nameOf(each)}</option>
                            ))}
                        </select>
                    </label>
                    {troubles > stories.length &&
                        ` (the ${stories.length} simplest; verdict.json has all)`}
                </p>
            )}
            {judgement?.weaker && <Weaker weaker={judgement.weaker} state={state} />}
            <BrokenChecks state={state} />
        </>
    );
}

function nameOf(story: Story): string {
    const key =
        story.key === null
            ? 'the history'
            : `key ${typeof story.key === 'string' ? story.key : JSON.stringify(story.key)}`;
    return shortened(
        visible(`${key}: ${story.counterexample?.explanation ?? story.reason ?? story.verdict}`),
        110,
    );
}

/** What is said of the first one stands above, with the verdict. */
function OneStory({ story, state, first }: { story: Story; state: State; first: boolean }) {
    const [most, setMost] = useState(16);
    const found = story.counterexample;
    if (!found) return <p>{visible(nameOf(story))}</p>;
    const concerned = found.concerned.length;
    return (
        <>
            {!first && (
                <>
                    <p class="explanation">
                        <Linked text={found.explanation} state={state} />
                    </p>
                    <p>{visible(story.where)}</p>
                </>
            )}
            {concerned > most && (
                <p class="muted">
                    The last {most} of the {concerned} operations concerned.{' '}
                    <button onClick={() => setMost(200)}>Show more</button>
                </p>
            )}
            <StoryPicture story={story} state={state} most={most} />
            <StoryTable story={story} state={state} />
        </>
    );
}

type Promises = NonNullable<NonNullable<State['run']['document']['judgement']>['weaker']>;

function Weaker({ weaker, state }: { weaker: Promises; state: State }) {
    const named = (verdict: string) =>
        weaker
            .filter((promise) => promise.verdict === verdict)
            .map((promise) => promise.consistency);
    const lines = [
        ['kept all the same', named('valid')],
        ['broken too', named('invalid')],
        ['not known', named('unknown')],
    ] as const;
    const weakest = weaker.findLast((promise) => promise.verdict === 'invalid');
    return (
        <p>
            Weaker promises:{' '}
            {lines
                .filter(([, names]) => names.length > 0)
                .map(([what, names]) => `${what}: ${names.join(', ')}`)
                .join('; ')}
            .
            {weakest?.explanation && (
                <>
                    {' '}
                    Not {weakest.consistency}: <Linked text={weakest.explanation} state={state} />.
                </>
            )}
        </p>
    );
}

/** Checks that decided against the run, with the operations that they name. */
function BrokenChecks({ state }: { state: State }) {
    const checks = (state.run.document.verdict.checks ?? []).filter(
        (check) => check.verdict !== 'valid',
    );
    const told = state.run.document.stories.length > 0 ? checks.slice(1) : checks;
    return (
        <>
            {told.map((check) => (
                <BrokenCheck check={check} state={state} />
            ))}
        </>
    );
}

/** "lost: 415, which process 1 (operation 415) had added, ...": a few of each kind. */
function examplesOf(check: Check): string[] {
    const kinds = member(check.details, 'examples');
    if (kinds === null || typeof kinds !== 'object' || Array.isArray(kinds)) return [];
    return Object.entries(kinds).flatMap(([kind, told]) =>
        Array.isArray(told) ? told.map((example) => `${kind}: ${String(example)}`) : [],
    );
}

function BrokenCheck({ check, state }: { check: Check; state: State }) {
    const examples = examplesOf(check);
    return (
        <div class={`check ${check.verdict}`}>
            <b>
                {check.name} is {check.verdict}:
            </b>{' '}
            {examples.length === 0 && <Linked text={check.explanation} state={state} />}
            <ul>
                {examples.map((example) => (
                    <li>
                        <Linked text={example} state={state} />
                    </li>
                ))}
            </ul>
        </div>
    );
}

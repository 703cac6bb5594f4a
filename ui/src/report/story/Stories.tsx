// What happened: the simplest counterexample first, and the others to choose from.
import { useState } from 'preact/hooks';
import { moment, shortened, visible } from '../../data/format';
import { member, type Check, type Finding, type Story } from '../../data/document';
import { INFO } from '../../data/history';
import type { State } from '../state';
import { StoryPicture } from './StoryPicture';
import { StoryTable } from './StoryTable';
import { Linked } from '../Linked';

export function Stories({ state }: { state: State }) {
    const { stories, troubles, judgement } = state.run.document;
    const chosen = state.story.value;
    const story = stories[chosen];
    return (
        <>
            {story && <OneStory story={story} state={state} first={chosen === 0} />}
            {stories.length > 1 && (
                <p>
                    <label>
                        {stories.every((each) => each.check !== undefined)
                            ? `One of ${troubles} examples`
                            : `One of ${troubles.toLocaleString('en')} stories`}
                        ; show{' '}
                        <select
                            value={chosen}
                            onChange={(event) =>
                                state.chooseStory(Number(event.currentTarget.value))
                            }
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

/** Of what: "lock", "key k5", "the history". */
function subjectOf({ check, key }: Story): string {
    if (check !== undefined) return check;
    if (key === null || key === undefined) return 'the history';
    return `key ${typeof key === 'string' ? key : JSON.stringify(key)}`;
}

function nameOf(story: Story): string {
    const told = story.counterexample?.explanation ?? story.reason ?? story.verdict;
    return shortened(visible(`${subjectOf(story)}: ${told}`), 110);
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
            <p class="muted">
                From left to right, what came before what: lengths are not times.
                {found.concerned.some((id) => state.run.history.outcome[id] === INFO) &&
                    ' A bar that ends in ? got no answer: it may have happened at any time after its beginning, or never.'}
            </p>
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

/**
 * Checks that decided against the run: how often what was found, with the operations that show it.
 * What stands in the headline is left out.
 */
function BrokenChecks({ state }: { state: State }) {
    const checks = (state.run.document.verdict.checks ?? []).filter(
        ({ verdict }) => verdict !== 'valid',
    );
    const judged = state.run.document.stories.some((story) => story.check === undefined);
    return (
        <>
            {(judged ? checks.slice(1) : checks).map((check) => (
                <BrokenCheck check={check} state={state} />
            ))}
        </>
    );
}

function BrokenCheck({ check, state }: { check: Check; state: State }) {
    const findings = (check.findings ?? []).filter((finding) => finding.breaks);
    return (
        <div class={`check ${check.verdict}`}>
            <b>
                {check.name} is {check.verdict}:
            </b>{' '}
            {findings.length === 0 && <Linked text={check.explanation} state={state} />}
            {findings.map((finding) => (
                <Cases finding={finding} state={state} />
            ))}
            {crashesOf(check).map(({ node, lines }) => (
                <>
                    <p>The last lines of {visible(node)}:</p>
                    <pre>{readable(lines)}</pre>
                </>
            ))}
        </div>
    );
}

/** Nodes that ended by themselves, with what they wrote last. */
function crashesOf(check: Check): { node: string; lines: string }[] {
    const crashes = member(check.details, 'crashes');
    if (!Array.isArray(crashes)) return [];
    return crashes.flatMap((crash) => {
        const [node, lines] = [member(crash, 'node'), member(crash, 'last-lines')];
        return typeof node === 'string' && typeof lines === 'string' && lines
            ? [{ node, lines }]
            : [];
    });
}

function readable(lines: string): string {
    return lines
        .split('\n')
        .map((line) => visible(line.replaceAll('\t', '    ')))
        .join('\n');
}

/** "2,083 × lost, from 3.001 s to 18.164 s": and the earliest of them. */
function Cases({ finding, state }: { finding: Finding; state: State }) {
    const { name, count, first, last, examples } = finding;
    const times = first === last ? '' : `, from ${seconds(first)} to ${seconds(last)}`;
    return (
        <details open={examples.length < 3}>
            <summary>
                {count.toLocaleString('en')} × {name}
                {times}
                {count > examples.length && `; the first ${examples.length}`}
            </summary>
            <ul>
                {examples.map(({ counterexample }) => (
                    <li>
                        <Linked text={counterexample.explanation} state={state} />
                    </li>
                ))}
            </ul>
        </details>
    );
}

function seconds(nanoseconds: number): string {
    return moment(nanoseconds / 1e3);
}

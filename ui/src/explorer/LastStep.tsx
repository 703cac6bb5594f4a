// What the last step was and what came of it, in a line or two, above everything else.
import { shortened, visible } from '../data/format';
import type { Happening, Told } from './api';
import type { State } from './state';

export function LastStep({ state }: { state: State }) {
    const step = state.view.value?.steps.at(-1);
    if (!step || step.step === 0) return null;
    const { event } = step;
    const changed = step.changed ?? [];
    return (
        <p class="last-step" aria-label="The last step">
            <b>Last step:</b> <bdi class="mono">{visible(shortened(event.text, 160))}</bdi>
            {(event.told ?? []).map((told) => (
                <ToldWords told={told} />
            ))}
            {changed.length > 0 && (
                <span>
                    {' '}
                    · changes <b>{changed.map(visible).join(', ')}</b>
                </span>
            )}
            <SentWords event={event} />
        </p>
    );
}

function ToldWords({ told: { who, type, text } }: { told: Told }) {
    return (
        <span>
            {' '}
            · <b>{visible(who)}</b> {type === 'invoke' ? 'asks' : `is told (${type})`}:{' '}
            <bdi class="mono">{visible(shortened(text, 120))}</bdi>
        </span>
    );
}

/** "sends Append to n2, n3" */
function SentWords({ event }: { event: Happening }) {
    const to = new Map<string, string[]>();
    for (const message of event.sent ?? []) {
        const word = /^\w*/.exec(message.text)![0];
        to.set(word, [...(to.get(word) ?? []), message.to]);
    }
    if (to.size === 0) return null;
    const words = [...to].map(([word, whom]) => `${word} to ${whom.join(', ')}`);
    return <span> · sends {visible(shortened(words.join('; '), 160))}</span>;
}

// All that is known of the selected operation.
import { moment, stretch, visible } from '../../data/format';
import { during } from '../../data/faults';
import { outcomeWords } from '../../data/history';
import type { State } from '../state';
import { hasOrder } from './order';

export function Details({ state }: { state: State }) {
    const id = state.selected.value;
    const { history, faults, lanes, broken, workers } = state.run;
    if (id < 0)
        return (
            <div class="details muted" aria-live="polite">
                Select an operation to see all that is known of it.
            </div>
        );
    const key = history.key[id]!;
    const ordered = state.orderedKey.value === key;
    const around = during(faults, history.invoke[id]!, lanes.barEnd[id]!);
    const place = history.place[id]!;
    const subject = key >= 0 ? ` of ${visible(history.keyName(id))}` : '';
    const rows: [string, string][] = [
        ['asked', history.asked(id)],
        ...(key >= 0 ? ([['key', history.keyName(id)]] as [string, string][]) : []),
        ['answer', history.answered(id)],
        ['by', workers.processName(history.process[id]!)],
        [
            'time',
            history.end[id] === Infinity
                ? `from ${moment(history.invoke[id]!)}, nothing came back`
                : stretch(history.invoke[id]!, history.end[id]!),
        ],
        ['faults meanwhile', around.map((band) => band.name).join(', ') || 'none'],
        ...(place > 0
            ? ([
                  ['place in the order', `${place}, in an order${subject} that keeps the promise`],
              ] as [string, string][])
            : []),
        ['history.jsonl', `line ${history.line[id]! + 1}`],
    ];
    return (
        <div class="details" aria-live="polite">
            <h3>
                Operation {id}: {outcomeWords[history.outcome[id] as 0 | 1 | 2]}
                {broken.includes(id) && <strong class="broken-text"> ✗ breaks the promise</strong>}
            </h3>
            <dl>
                {rows.map(([name, text]) => (
                    <>
                        <dt>{name}</dt>
                        <dd>
                            <bdi>{visible(text)}</bdi>
                        </dd>
                    </>
                ))}
            </dl>
            {hasOrder(history, key) && (
                <p class="order">
                    <button
                        onClick={() => (state.orderedKey.value = ordered ? -2 : key)}
                        aria-pressed={ordered}
                    >
                        {ordered ? 'Hide the order' : `Show the order${subject}`}
                    </button>{' '}
                    {ordered && (
                        <span class="muted">
                            A point is where an operation may be thought to have happened; #12 in a
                            bar is its place. Zoom in where there are no numbers.
                        </span>
                    )}
                </p>
            )}
        </div>
    );
}

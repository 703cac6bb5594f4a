// The operations of a counterexample in words: what each did, next to what it could have returned.
import { moment, shortened, visible } from '../../data/format';
import type { Story } from '../../data/document';
import { FAIL, INFO, type History } from '../../data/history';
import type { State } from '../state';
import { remarkOf } from './StoryPicture';

export function StoryTable({ story, state }: { story: Story; state: State }) {
    const { history, workers } = state.run;
    const events = [...(story.events ?? [])].sort((a, b) => a.invoked - b.invoked).slice(-40);
    return (
        <div class="wide" tabIndex={0} role="group" aria-label="Operations concerned, as a table">
            <table>
                <thead>
                    <tr>
                        <th>when</th>
                        <th>process</th>
                        <th>asked</th>
                        <th>was told</th>
                        <th>can that be?</th>
                    </tr>
                </thead>
                <tbody>
                    {events.map(({ id }) => {
                        const broken = story.counterexample?.broken === id;
                        return (
                            <tr class={broken ? 'broken-row' : ''}>
                                <td class="moment">
                                    <button class="link" onClick={() => jump(state, id)}>
                                        {moment(history.invoke[id]!)}
                                    </button>
                                </td>
                                <td class="by">
                                    {history.process[id]}
                                    {workers.count > 0 &&
                                        `: ${workers.laneName(workers.of(history.process[id]!))}`}
                                </td>
                                <td>
                                    <bdi>{visible(shortened(history.asked(id), 160))}</bdi>
                                </td>
                                <td>
                                    {broken && '✗ '}
                                    <bdi>{visible(shortened(history.answered(id), 160))}</bdi>
                                </td>
                                <td>
                                    <bdi>
                                        {broken ? `no: ${remarkOf(story)}` : fits(history, id)}
                                    </bdi>
                                </td>
                            </tr>
                        );
                    })}
                </tbody>
            </table>
        </div>
    );
}

function fits(history: History, id: number): string {
    if (history.outcome[id] === INFO) return 'nobody knows whether it happened';
    return history.outcome[id] === FAIL ? 'it did not happen' : 'yes';
}

function jump(state: State, id: number): void {
    state.goTo(id);
    document.getElementById('timeline')?.scrollIntoView({ behavior: 'smooth' });
}

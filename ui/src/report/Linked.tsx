// A sentence in which "operation 12" leads to that operation.
import { visible } from '../data/format';
import type { State } from './state';

export function Linked({ text, state }: { text: string; state: State }) {
    const parts = visible(text).split(/(\boperation \d+\b)/i);
    return (
        <bdi>
            {parts.map((part) => {
                const id = Number(/^operation (\d+)$/i.exec(part)?.[1] ?? -1);
                if (id < 0 || id >= state.run.history.count) return part;
                return (
                    <button
                        class="link"
                        onClick={() => {
                            state.goTo(id);
                            document
                                .getElementById('timeline')
                                ?.scrollIntoView({ behavior: 'smooth' });
                        }}
                    >
                        {part}
                    </button>
                );
            })}
        </bdi>
    );
}

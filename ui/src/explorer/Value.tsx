// A state's text as fields, with what the last step changed.
import { useState } from 'preact/hooks';
import { visible } from '../data/format';
import { changesOf, marked, pruned, type Marked } from './fields';

interface FieldsProps {
    after: string;
    before: string | undefined;
    /** Only those that differ. */
    brief?: boolean;
}

export function Fields({ after, before, brief = false }: FieldsProps) {
    const all = changesOf(after, before);
    const shown = all.filter(
        (field) => !brief || before === undefined || field.before !== undefined,
    );
    return (
        <dl class="fields">
            {shown.map((field) => (
                <div class={field.before === undefined ? '' : 'changed'}>
                    <dt>{visible(field.name)}</dt>
                    <dd>
                        {field.before === undefined ? (
                            <Pieces pieces={[{ text: field.value, changed: false }]} />
                        ) : (
                            <Changed value={field.value} before={field.before} />
                        )}
                    </dd>
                </div>
            ))}
        </dl>
    );
}

export function Changed({ value, before }: { value: string; before: string }) {
    return (
        <>
            <ins>
                <Pieces pieces={marked(value, before)} />
            </ins>{' '}
            <del>
                <span class="hidden">before: </span>
                <Pieces pieces={marked(before === '' ? 'nothing' : before, value)} plain />
            </del>
        </>
    );
}

/** Of long values what changed and its surroundings, until somebody asks for all. */
export function Pieces({ pieces, plain = false }: { pieces: Marked[]; plain?: boolean }) {
    const [all, setAll] = useState(false);
    const length = pieces.reduce((sum, { text }) => sum + text.length, 0);
    const shown = all ? pieces : pruned(pieces);
    return (
        <>
            <bdi>
                {shown.map(({ text, changed }) =>
                    changed && !plain ? <mark>{visible(text)}</mark> : visible(text),
                )}
            </bdi>
            {(all || shown.reduce((sum, { text }) => sum + text.length, 0) < length) && (
                <button class="more" onClick={() => setAll(!all)}>
                    {all ? 'less' : `all ${length.toLocaleString('en')} characters`}
                </button>
            )}
        </>
    );
}

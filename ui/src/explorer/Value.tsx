// A state's text as fields, with what the last step changed.
import { visible } from '../data/format';
import { changesOf, marked } from './fields';

export function Fields({ after, before }: { after: string; before: string | undefined }) {
    return (
        <dl class="fields">
            {changesOf(after, before).map((field) => (
                <div class={field.before === undefined ? '' : 'changed'}>
                    <dt>{visible(field.name)}</dt>
                    <dd>
                        {field.before === undefined ? (
                            <bdi>{visible(field.value)}</bdi>
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
                <bdi>
                    {marked(value, before).map(({ text, changed }) =>
                        changed ? <mark>{visible(text)}</mark> : visible(text),
                    )}
                </bdi>
            </ins>{' '}
            <del>
                <span class="hidden">before: </span>
                <bdi>{visible(before === '' ? 'nothing' : before)}</bdi>
            </del>
        </>
    );
}

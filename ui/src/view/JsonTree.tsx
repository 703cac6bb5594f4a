// A JSON value as text, indented; of a huge one the beginning.
import { visible } from '../data/format';
import type { Json } from '../data/document';

export function JsonTree({ value }: { value: Json }) {
    const text = JSON.stringify(value, null, 2);
    const most = 200_000;
    const shown = text.length > most ? `${text.slice(0, most)}…` : text;
    return (
        <pre tabIndex={0}>
            <bdi>{shown.split('\n').map(visible).join('\n')}</bdi>
        </pre>
    );
}

// Texts of several lines in a document (the last lines of a node, say), which JSON would show as one.
import type { Json } from './document';

export interface LongTexts {
    /** The document, in which each of them is replaced by a word on where it is. */
    rest: Json;
    /** By what leads to it: "crashes 1 last-lines". */
    texts: { name: string; text: string }[];
}

export function longTexts(document: Json): LongTexts {
    const texts: LongTexts['texts'] = [];
    const walk = (value: Json, path: string): Json => {
        if (typeof value === 'string') {
            if (!value.trim().includes('\n')) return value;
            texts.push({ name: path.trim(), text: value });
            return '(above, line by line)';
        }
        if (Array.isArray(value))
            return value.map((each, place) => walk(each, `${path} ${place + 1}`));
        if (value === null || typeof value !== 'object') return value;
        return Object.fromEntries(
            Object.entries(value).map(([name, each]) => [name, walk(each, `${path} ${name}`)]),
        );
    };
    const rest = walk(document, '');
    return { rest, texts };
}

// The text of a state, "State{ballot: 3, votes: {n1: 2}}", as rows, and what differs between two of
// them.

export interface Field {
    name: string;
    value: string;
}

export interface Change extends Field {
    /** What it was; undefined: it is as it was. */
    before?: string;
}

const opening = '{[(';
const closing = '}])';

/** Where the text is cut by a separator that stands in no brackets and in no string. */
function cut(text: string, separator: string): string[] {
    const pieces: string[] = [];
    let depth = 0;
    let quoted = false;
    let begin = 0;
    for (let i = 0; i < text.length; ++i) {
        const letter = text[i]!;
        if (quoted) {
            if (letter === '\\') ++i;
            else if (letter === '"') quoted = false;
        } else if (letter === '"') quoted = true;
        else if (opening.includes(letter)) ++depth;
        else if (closing.includes(letter)) --depth;
        else if (depth === 0 && text.startsWith(separator, i)) {
            pieces.push(text.slice(begin, i));
            i += separator.length - 1;
            begin = i + 1;
        }
    }
    pieces.push(text.slice(begin));
    return pieces;
}

/** The members of a described object; of anything else one field without a name. */
export function fieldsOf(text: string): Field[] {
    const object = /^[A-Za-z_][\w:<>]*\{([^]*)\}$/.exec(text);
    if (!object) return [{ name: '', value: text }];
    const members = cut(object[1]!, ', ').map((piece): Field | undefined => {
        const named = /^([A-Za-z_]\w*): ([^]*)$/.exec(piece);
        return named ? { name: named[1]!, value: named[2]! } : undefined;
    });
    return members.every((member) => member !== undefined) && members.length > 0
        ? members
        : [{ name: '', value: text }];
}

/** The fields of a state, and what they were in the one before. */
export function changesOf(after: string, before: string | undefined): Change[] {
    const fields = fieldsOf(after);
    if (before === undefined || before === after) return fields;
    const old = new Map(fieldsOf(before).map(({ name, value }) => [name, value]));
    return fields.map((field) => {
        const was = old.get(field.name);
        return was === field.value ? field : { ...field, before: was ?? '' };
    });
}

export interface Marked {
    text: string;
    changed: boolean;
}

/** A value in pieces: what differs from another one in the middle, in whole words. */
export function marked(value: string, other: string): Marked[] {
    const words = tokens(value);
    const others = tokens(other);
    let head = 0;
    while (head < words.length && head < others.length && words[head] === others[head]) ++head;
    let tail = 0;
    while (
        tail < words.length - head &&
        tail < others.length - head &&
        words[words.length - 1 - tail] === others[others.length - 1 - tail]
    )
        ++tail;
    return [
        { text: words.slice(0, head).join(''), changed: false },
        { text: words.slice(head, words.length - tail).join(''), changed: true },
        { text: words.slice(words.length - tail).join(''), changed: false },
    ].filter(({ text }) => text !== '');
}

/** As much of a long piece as helps to see what is next to it. */
const most = 240;
const edge = 80;

/** Without the inside of what is long. */
export function pruned(pieces: Marked[]): Marked[] {
    return pieces.map(({ text, changed }, i) => {
        if (text.length <= most) return { text, changed };
        const head = i === 0 && pieces.length > 1 ? edge / 2 : edge;
        return { text: `${text.slice(0, head)} ⋯ ${text.slice(-edge)}`, changed };
    });
}

function tokens(text: string): string[] {
    return text.match(/\w+|\s+|[^\w\s]/g) ?? [];
}

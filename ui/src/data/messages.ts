// Messages between the nodes of a run, as harness/report/messages.hpp packs them.
import type { Columns } from './columns';

export interface Message {
    sent: number;
    /** Infinity: it never arrived, as far as is known. */
    arrived: number;
    src: string;
    dest: string;
    fate: string;
    /** JSON, perhaps only its beginning. */
    body: string;
    /** The member "type" of the body, or nothing. */
    type: string;
}

export class Messages {
    readonly list: Message[];

    constructor(columns: Columns) {
        const sent = columns.numbers('message-sent');
        const took = columns.numbers('message-took');
        const names = columns.texts('message-names').map((name) => String(JSON.parse(name)));
        const bodies = columns.texts('message-bodies');
        const [src, dest, fate, body] = ['src', 'dest', 'fate', 'body'].map((name) =>
            columns.numbers(`message-${name}`),
        ) as [Float64Array, Float64Array, Float64Array, Float64Array];
        this.list = Array.from(sent, (at, i) => ({
            sent: at,
            arrived: took[i]! < 0 ? Infinity : at + took[i]!,
            src: names[src[i]!] ?? '?',
            dest: names[dest[i]!] ?? '?',
            fate: names[fate[i]!] ?? '?',
            body: bodies[body[i]!] ?? '',
            type: typeOf(bodies[body[i]!] ?? ''),
        }));
    }
}

/** Looked up in the text, which may be cut. */
function typeOf(body: string): string {
    return /"type":"([^"\\]{0,60})"/.exec(body)?.[1] ?? '';
}

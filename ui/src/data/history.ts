// The operations of a run as columns: a million of them fit in typed arrays, and are drawn and
// searched without an object for each. Times are microseconds since the start of the run.
import type { Columns } from './columns';

export const OK = 0;
export const FAIL = 1;
export const INFO = 2;
export type Outcome = typeof OK | typeof FAIL | typeof INFO;
export const outcomeNames = ['ok', 'fail', 'info'] as const;
/** The same for readers: refused did not happen; without an answer it may have. */
export const outcomeWords = ['ok', 'refused', 'no answer'] as const;

export class History {
    readonly count: number;
    readonly invoke: Float64Array;
    /** When the completion was seen; Infinity: nothing ever came back. */
    readonly end: Float64Array;
    readonly process: Float64Array;
    readonly f: Float64Array;
    readonly key: Float64Array;
    readonly argument: Float64Array;
    readonly result: Float64Array;
    readonly outcome: Uint8Array;
    readonly error: Float64Array;
    readonly line: Float64Array;
    /** Its place in the linearization of its key, from 1; 0: it has none. */
    readonly place: Float64Array;
    readonly functions: string[];
    readonly keys: string[];
    readonly values: string[];
    readonly errors: string[];
    /** The length of a value of which only the beginning is here; else 0. */
    readonly cut: Float64Array;
    /** The last moment that anything is known of. */
    readonly last: number;

    constructor(columns: Columns) {
        this.invoke = columns.numbers('invoke');
        this.count = this.invoke.length;
        this.process = columns.numbers('process');
        this.f = columns.numbers('f');
        this.key = columns.numbers('key');
        this.argument = columns.numbers('argument');
        this.result = columns.numbers('result');
        this.outcome = Uint8Array.from(columns.numbers('outcome'));
        this.error = columns.numbers('error');
        this.line = columns.numbers('line');
        this.functions = columns.texts('functions').map(readable);
        this.keys = columns.texts('keys').map(readable);
        this.values = columns.texts('values');
        this.errors = columns.texts('errors').map(readable);
        this.cut = columns.numbers('cut');
        this.end = ends(this.invoke, columns.numbers('duration'));
        this.place = places(this.key, columns.numbers('order'), columns.numbers('unordered'));
        this.last = lastMoment(this.invoke, this.end);
    }

    /** "read", "write 5", ...: what was asked. */
    asked(id: number): string {
        const argument = this.value(this.argument[id]!);
        const f = this.functions[this.f[id]!] ?? '?';
        return argument === 'null' ? f : `${f} ${argument}`;
    }

    /** What came back, in a few words. */
    answered(id: number): string {
        if (this.outcome[id] === OK) {
            const result = this.value(this.result[id]!);
            const argument = this.value(this.argument[id]!);
            const told = argument === 'null' || (result !== argument && result !== 'null');
            return told ? result : 'ok';
        }
        const error = this.error[id]! >= 0 ? `: ${this.errors[this.error[id]!]}` : '';
        return `${outcomeWords[this.outcome[id] as Outcome]}${error}`;
    }

    /** The shortest way to say it: "read → 3", "write 5", "cas [1,2]". */
    label(id: number): string {
        const argument = this.value(this.argument[id]!);
        const f = this.functions[this.f[id]!] ?? '?';
        if (argument !== 'null') return `${f} ${argument}`;
        if (this.outcome[id] !== OK) return f;
        const answer = this.value(this.result[id]!);
        return answer === 'null' && f !== 'read' ? f : `${f} → ${answer}`;
    }

    /** As JSON; of a long one the beginning and its size. */
    value(place: number): string {
        if (place < 0) return 'null';
        const text = this.values[place] ?? 'null';
        const size = this.cut[place] ?? 0;
        return size > 0
            ? `${text}… (${size.toLocaleString('en')} bytes in all: see history.jsonl)`
            : text;
    }

    keyName(id: number): string {
        return this.key[id]! >= 0 ? (this.keys[this.key[id]!] ?? '') : '';
    }
}

/** A JSON string without its quotes; anything else, also what was cut, as it is. */
function readable(json: string): string {
    if (!json.startsWith('"')) return json;
    try {
        return String(JSON.parse(json));
    } catch {
        return `${json.slice(1)}…`;
    }
}

function ends(invoke: Float64Array, duration: Float64Array): Float64Array {
    const out = new Float64Array(invoke.length);
    for (let i = 0; i < out.length; ++i)
        out[i] = duration[i]! < 0 ? Infinity : invoke[i]! + duration[i]!;
    return out;
}

function places(key: Float64Array, order: Float64Array, unordered: Float64Array): Float64Array {
    const before = new Map<number, number>();
    const out = new Float64Array(key.length);
    for (let i = 0; i < out.length; ++i) {
        const sofar = before.get(key[i]!) ?? 0;
        out[i] = unordered[i] === 1 ? 0 : order[i]! + sofar;
        before.set(key[i]!, sofar + 1);
    }
    return out;
}

function lastMoment(invoke: Float64Array, end: Float64Array): number {
    let last = 1;
    for (let i = 0; i < invoke.length; ++i) {
        const moment = end[i] === Infinity ? invoke[i]! : end[i]!;
        if (moment > last) last = moment;
    }
    return last;
}

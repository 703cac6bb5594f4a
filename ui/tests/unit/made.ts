// Histories for tests, from a few words for each operation.
import { Columns } from '../../src/data/columns';
import { History } from '../../src/data/history';
import { Workers } from '../../src/data/workers';

export interface Made {
    process: number;
    f: string;
    key?: string;
    argument?: unknown;
    result?: unknown;
    outcome?: 0 | 1 | 2;
    from: number;
    /** None: nothing came back. */
    to?: number;
    error?: string;
    place?: number;
}

/** Places in a list that grows. */
class Dictionary {
    readonly texts: string[] = [];
    place(text: string): number {
        const at = this.texts.indexOf(text);
        return at >= 0 ? at : this.texts.push(text) - 1;
    }
}

export function history(list: Made[]): History {
    const [functions, keys, values, errors] = [1, 2, 3, 4].map(() => new Dictionary()) as [
        Dictionary,
        Dictionary,
        Dictionary,
        Dictionary,
    ];
    const columns = new Columns({});
    const put = (name: string, pick: (made: Made) => number) =>
        columns.setNumbers(name, Float64Array.from(list, pick));
    const json = (value: unknown) => values.place(JSON.stringify(value ?? null));
    const before = new Map<string, number>();
    put('invoke', (made) => made.from);
    put('duration', (made) => (made.to === undefined ? -1 : made.to - made.from));
    put('process', (made) => made.process);
    put('f', (made) => functions.place(JSON.stringify(made.f)));
    put('key', (made) => (made.key === undefined ? -1 : keys.place(JSON.stringify(made.key))));
    put('argument', (made) => json(made.argument));
    put('result', (made) => ((made.outcome ?? 0) === 0 ? json(made.result) : -1));
    put('outcome', (made) => made.outcome ?? 0);
    put('error', (made) =>
        made.error === undefined ? -1 : errors.place(JSON.stringify(made.error)),
    );
    put('line', () => 0);
    put('order', (made) => {
        const sofar = before.get(made.key ?? '') ?? 0;
        before.set(made.key ?? '', sofar + 1);
        return made.place === undefined ? 0 : made.place - sofar;
    });
    put('unordered', (made) => (made.place === undefined ? 1 : 0));
    for (const [name, dictionary] of Object.entries({ functions, keys, values, errors }))
        columns.setTexts(name, dictionary.texts);
    return new History(columns);
}

/** So many workers; 0: nobody says how many. */
export function workers(count: number): Workers {
    return new Workers({ workload: { concurrency: count } });
}

/** Numbers that repeat from a seed (a linear congruence), for checks by brute force. */
export function random(seed: number): (below: number) => number {
    let state = seed;
    return (below) => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return Math.floor((state / 2 ** 32) * below);
    };
}

// Search in a history. Words are joined by "and": a word finds what has it as key, value, process
// or function; `key:k1`, `value:5`, `process:3`, `f:read`, `worker:3`, `node:n2`, `outcome:refused` and
// `error:timeout` look in one place only.
import { outcomeNames, outcomeWords, type History } from '../data/history';
import type { Workers } from '../data/workers';

type Test = (id: number) => boolean;

/** Operations that fit, in order of invocation; none for a query without words. */
export function search(history: History, workers: Workers, query: string): Int32Array {
    const where = { history, workers };
    const tests = query
        .trim()
        .split(/\s+/)
        .filter(Boolean)
        .map((word) => testOf(where, word));
    if (tests.length === 0) return new Int32Array(0);
    const found = new Int32Array(history.count);
    let size = 0;
    for (let id = 0; id < history.count; ++id)
        if (tests.every((test) => test(id))) found[size++] = id;
    return found.slice(0, size);
}

interface Searched {
    history: History;
    workers: Workers;
}

function testOf(where: Searched, word: string): Test {
    const colon = word.indexOf(':');
    const field = colon > 0 ? word.slice(0, colon) : '';
    const text = word.slice(colon + 1);
    const one = fieldTest(where, field, text);
    if (one) return one;
    const places = ['key', 'value', 'process', 'f'].map((name) => fieldTest(where, name, word)!);
    return (id) => places.some((test) => test(id));
}

function fieldTest({ history, workers }: Searched, field: string, text: string): Test | undefined {
    switch (field) {
        case 'key': {
            const keys = fitting(history.keys, (key) => key === text);
            return (id) => history.key[id]! >= 0 && keys[history.key[id]!] === 1;
        }
        case 'value': {
            const values = fitting(history.values, (value) => holds(value, text));
            return (id) => {
                const result = history.result[id]!;
                return values[history.argument[id]!] === 1 || (result >= 0 && values[result] === 1);
            };
        }
        case 'process':
            return (id) => String(history.process[id]) === text;
        case 'worker':
            return (id) => String(workers.of(history.process[id]!)) === text;
        case 'node':
            return (id) => workers.nodeOf(workers.of(history.process[id]!)) === text;
        case 'f': {
            const functions = fitting(history.functions, (name) => name === text);
            return (id) => functions[history.f[id]!] === 1;
        }
        case 'outcome': {
            const outcome = outcomeOf(text);
            return (id) => history.outcome[id] === outcome;
        }
        case 'error': {
            const errors = fitting(history.errors, (error) => error.includes(text));
            return (id) => history.error[id]! >= 0 && errors[history.error[id]!] === 1;
        }
        default:
            return undefined;
    }
}

/** By its name in the history, or in the words of this page; -1: there is none. */
function outcomeOf(text: string): number {
    const word = text.replaceAll('-', ' ');
    const place = outcomeWords.findIndex((each) => each === word);
    return place >= 0 ? place : outcomeNames.findIndex((each) => each === text);
}

function fitting(texts: string[], test: (text: string) => boolean): Uint8Array {
    return Uint8Array.from(texts, (text) => (test(text) ? 1 : 0));
}

/** A value is it, or has it among its parts: 5 is in [4,5] and not in [55]. */
function holds(json: string, text: string): boolean {
    if (json === text || json === `"${text}"`) return true;
    if (!json.startsWith('[') && !json.startsWith('{') && !json.startsWith('"')) return false;
    for (let at = json.indexOf(text); at >= 0; at = json.indexOf(text, at + 1))
        if (!isWord(json[at - 1]) && !isWord(json[at + text.length])) return true;
    return false;
}

function isWord(character: string | undefined): boolean {
    return character !== undefined && /[\p{L}\p{N}_.-]/u.test(character);
}

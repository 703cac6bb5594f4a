// What a fault touched, in words: the evidence of faults.jsonl, a line for each thing told. Each
// mechanism tells of its own; the shapes that they share (nodes, links, calls by file, times in
// nanoseconds) are read here, and whatever else there is shows as it stands.
// `harness/show/evidence.cpp` does the same for a terminal.
import { member, type FaultLine, type Json } from './document';
import { duration } from './format';

type Fields = { [name: string]: Json };

/** The evidence at its end, or else at its beginning; then the role asked for, and errors. */
export function evidenceLines(fault: FaultLine): string[] {
    const { begin, end } = fault.evidence ?? {};
    const told = isObject(end) ? end : begin;
    const lines = isObject(told) ? Object.entries(told).flatMap(lineOf) : [];
    if (fault.role !== undefined) lines.push(roleLine(fault.role));
    return lines.concat((fault.errors ?? []).map((error) => `error: ${words(error, false)}`));
}

function isObject(value: Json | undefined): value is Fields {
    return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** "gone-after-ns" is "gone after", and its numbers are times. */
function nameOf(name: string): string {
    return name.replace(/-ns$/, '').replaceAll('-', ' ');
}

function isTime(name: string): boolean {
    return name.endsWith('-ns');
}

function lineOf([name, value]: [string, Json]): string[] {
    if (name === 'calls' && isObject(value)) return Object.entries(value).flatMap(callsOf);
    if (name === 'links' && Array.isArray(value)) return [...sums(value), linksLine(value)];
    if (isDeep(value))
        return Object.entries(value).map(
            ([node, told]) => `${nameOf(name)} of ${node}: ${words(told, isTime(name))}`,
        );
    return [`${nameOf(name)}: ${words(value, isTime(name))}`];
}

/** Does it hold more than one figure for each node? */
function isDeep(value: Json): value is Fields {
    return (
        isObject(value) &&
        Object.values(value).some(
            (told) => isObject(told) || (Array.isArray(told) && told.some(isObject)),
        )
    );
}

/** `role leader, held by n2; answers: n1 "77", n2 nothing`. */
function roleLine(role: Json): string {
    const { name, holders, answers } = isObject(role) ? role : {};
    const held = Array.isArray(holders) && holders.length > 0 ? words(holders, false) : 'nobody';
    const told = answers === undefined ? '' : `; answers: ${words(answers, false)}`;
    return `role ${words(name ?? '?', false)}, held by ${held}${told}`;
}

/** "n3 wal/0.wal: fdatasync 1 of 1 hit, pwrite64 0 of 3 hit": of those that matched. */
function callsOf([node, files]: [string, Json]): string[] {
    if (!isObject(files)) return [];
    if (Object.keys(files).length === 0) return [`${node}: no call matched`];
    return Object.entries(files).map(([file, calls]) => {
        const told = Object.entries(isObject(calls) ? calls : {}).map(([call, figures]) => {
            const { hit, matched, ...others } = isObject(figures) ? figures : {};
            const more = Object.entries(others).map(
                ([name, value]) => ` (${nameOf(name)} ${words(value, isTime(name))})`,
            );
            return `${call} ${whole(hit)} of ${whole(matched)} hit${more.join('')}`;
        });
        return `${node} ${file}: ${told.join(', ')}`;
    });
}

function whole(value: Json | undefined): string {
    return (typeof value === 'number' ? value : 0).toLocaleString('en');
}

/** What was counted on all links together, where they count more than packets. */
function sums(links: Json[]): string[] {
    const totals = new Map<string, number>();
    for (const { from: _, to: __, ...counts } of links.filter(isObject))
        for (const [name, value] of Object.entries(counts))
            if (typeof value === 'number') totals.set(name, (totals.get(name) ?? 0) + value);
    if (totals.size < 2) return [];
    const told = [...totals].filter(([, sum]) => sum > 0);
    return [
        `in all: ${told.map(([name, sum]) => `${nameOf(name)} ${words(sum, isTime(name))}`).join(', ') || 'nothing'}`,
    ];
}

function linksLine(links: Json[]): string {
    const told = links.filter(isObject).map(({ from, to, ...counts }) => {
        const all = Object.entries(counts);
        const some = all.length > 1 ? all.filter(([, value]) => value !== 0) : all;
        const figures = some.map(
            ([name, value]) => `${nameOf(name)} ${words(value, isTime(name))}`,
        );
        return `${words(from ?? '?', false)} → ${words(to ?? '?', false)} ${figures.join(' ') || 'nothing'}`;
    });
    return `on links: ${told.join(', ') || 'none'}`;
}

/** `time`: numbers are nanoseconds. */
function words(value: Json, time: boolean): string {
    if (Array.isArray(value)) {
        const most = 12;
        const some = value.slice(0, most).map((each) => words(each, time));
        return (
            some.join(value.some(isObject) ? '; ' : ' ') +
            (value.length > most ? ` and ${value.length - most} more` : '')
        );
    }
    if (isObject(value)) {
        const told = Object.entries(value).map(([name, inner]) => {
            const text = words(inner, time || isTime(name));
            return `${nameOf(name)} ${isObject(inner) ? `(${text})` : text}`;
        });
        return told.join(', ') || 'nothing';
    }
    if (typeof value === 'string') {
        const [first = '', ...rest] = value.split('\n');
        return rest.length > 0 ? `${first} …` : first;
    }
    if (typeof value === 'boolean') return value ? 'yes' : 'no';
    if (typeof value !== 'number') return String(value);
    return time ? signed(value / 1000) : String(value);
}

/** A length of time in microseconds that may be negative: "−3.00 ms", "60.0 s". */
export function signed(us: number): string {
    if (us === 0) return '0';
    const text =
        Math.abs(us) < 1 ? `${Math.round(Math.abs(us) * 1000)} ns` : duration(Math.abs(us));
    return us < 0 ? `−${text}` : text;
}

/** The few lines that say most: numbers before names. */
export function mainEvidence(fault: FaultLine, most: number): string[] {
    const lines = evidenceLines(fault).filter((line) => !/^(pids|processes|on links):/.test(line));
    const dropped = member(fault.evidence?.end, 'packets-dropped');
    if (dropped !== undefined && lines[0]?.startsWith('packets dropped'))
        lines[0] = `${whole(dropped)} packets dropped`;
    return (lines.length > 0 ? lines : evidenceLines(fault)).slice(0, most);
}

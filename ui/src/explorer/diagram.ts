// The space-time diagram (Lamport 1978) of a path: a lane for each part, a row for each step, and
// where the messages run between them. Pure: Diagram.tsx draws it.
import type { Message, Part, Step } from './api';

export interface Arrow {
    message: Message;
    from: number;
    to: number;
    /** The row of the step that sent it; -1: a step that is not shown. */
    sent: number;
    /** The row where it arrived or was lost; undefined: it is under way. */
    arrived?: number;
    lost: boolean;
    /** It arrived before. */
    again: boolean;
}

export interface Span {
    lane: number;
    from: number;
    to?: number;
    kind: 'down' | 'operation';
    text: string;
    /** Of an operation what came of it. */
    outcome?: string;
}

export interface Mark {
    row: number;
    lane: number;
    kind: string;
}

export interface Layout {
    rows: number;
    arrows: Arrow[];
    spans: Span[];
    marks: Mark[];
}

/** So many lanes there is room for; of more clients only those that these steps speak of. */
const roomFor = 9;

export function lanesOf(parts: Part[], steps: Step[]): string[] {
    const all = parts.map(({ name }) => name);
    if (all.length <= roomFor) return all;
    const named = new Set<string | undefined>();
    for (const { event } of steps) {
        named.add(event.whom);
        for (const message of [event.message, ...(event.sent ?? [])])
            named.add(message?.from).add(message?.to);
        for (const { who } of event.told ?? []) named.add(who);
    }
    return parts.filter((part) => part.kind !== 'client' || named.has(part.name)).map(nameOf);
}

const nameOf = ({ name }: Part) => name;
const keyOf = ({ from, to, text }: Message) => `${from}\u0000${to}\u0000${text}`;

export function layout(lanes: string[], steps: Step[]): Layout {
    const laneOf = new Map(lanes.map((name, lane) => [name, lane]));
    const arrows: Arrow[] = [];
    const waiting = new Map<string, Arrow[]>();
    const delivered = new Map<string, Arrow>();
    const spans: Span[] = [];
    const open = new Map<string, Span>();
    const marks: Mark[] = [];

    const begin = (message: Message, row: number): Arrow | undefined => {
        const from = laneOf.get(message.from);
        const to = laneOf.get(message.to);
        if (from === undefined || to === undefined) return undefined;
        const arrow: Arrow = { message, from, to, sent: row, lost: false, again: false };
        arrows.push(arrow);
        return arrow;
    };
    const send = (message: Message, row: number) => {
        const arrow = begin(message, row);
        const key = keyOf(message);
        if (arrow) waiting.set(key, [...(waiting.get(key) ?? []), arrow]);
    };
    const arrive = (message: Message, row: number, lost: boolean) => {
        const key = keyOf(message);
        let arrow = waiting.get(key)?.shift();
        if (!arrow) {
            const before = delivered.get(key);
            arrow = begin(message, before?.sent ?? -1);
            if (arrow && before) arrow.again = true;
        }
        if (!arrow) return;
        arrow.arrived = row;
        arrow.lost = lost;
        delivered.set(key, arrow);
    };
    const over = (key: string, row: number, outcome?: string) => {
        const span = open.get(key);
        if (!span) return;
        span.to = row;
        if (outcome !== undefined) span.outcome = outcome;
        open.delete(key);
    };
    const start = (key: string, span: Span) => {
        spans.push(span);
        open.set(key, span);
    };

    steps.forEach(({ event }, row) => {
        if (event.message) arrive(event.message, row, event.kind === 'lost');
        for (const message of event.sent ?? []) send(message, row);
        const lane = event.whom === undefined ? undefined : laneOf.get(event.whom);
        if (lane !== undefined) {
            marks.push({ row, lane, kind: event.kind });
            if (event.kind === 'crash')
                start(`down ${lane}`, { lane, from: row, kind: 'down', text: 'crashed' });
            if (event.kind === 'recover') over(`down ${lane}`, row);
        }
        for (const told of event.told ?? []) {
            const client = laneOf.get(told.who);
            if (client === undefined) continue;
            if (told.type !== 'invoke') over(told.who, row, `${told.type} ${told.text}`);
            else start(told.who, { lane: client, from: row, kind: 'operation', text: told.text });
        }
    });
    return { rows: steps.length, arrows, spans, marks };
}

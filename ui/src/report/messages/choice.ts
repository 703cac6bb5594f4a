// Which messages of a run to show at first, and which stretch of time.
import type { Message } from '../../data/messages';
import { clamped, type TimeWindow } from '../../view/window';

/** What fits into a picture: with less it is enlarged, with more it is cut. */
const fewest = 40;
const most = 160;

/**
 * Messages that name a key, and answers to them: an answer bears the number of what it answers
 * (`in_reply_to`), or the same `request`, and need not name the key again. `key` is JSON.
 */
export function aboutKey(messages: Message[], key: string): Message[] {
    if (key === '') return [];
    const asked = new Set<string>();
    return messages.filter((message) => {
        const { src, dest, body } = message;
        const names = body.includes(`:${key}`);
        if (names)
            for (const token of tokens(body, /"msg_id":(\d+)/))
                asked.add(`${src} ${dest} ${token}`);
        return (
            names ||
            tokens(body, /"in_reply_to":(\d+)/).some((token) =>
                asked.has(`${dest} ${src} ${token}`),
            )
        );
    });
}

/** Its number in the Maelstrom protocol, and its request. */
function tokens(body: string, number: RegExp): string[] {
    const found = [number.exec(body)?.[1], /"request":(\{[^{}]*\}|[^,{}]+)/.exec(body)?.[1]];
    return found.filter((token) => token !== undefined);
}

/** It never arrived, as far as is known. */
export function isLost({ arrived, fate }: Message): boolean {
    return arrived === Infinity && fate !== 'unseen';
}

/** Those of `some`, and all that were lost: they are part of any story. In the order of `all`. */
export function withLost(all: Message[], some: Message[]): Message[] {
    const chosen = new Set(some);
    return all.filter((message) => chosen.has(message) || isLost(message));
}

export function countWithin(messages: Message[], { from, to }: TimeWindow): number {
    return messages.filter((message) => message.sent <= to && endOf(message) >= from).length;
}

/** Of those shown: how many were over before the window begins, and how many begin after its end. */
export function outside(messages: Message[], { from, to }: TimeWindow): [number, number] {
    let [earlier, later] = [0, 0];
    for (const message of messages) {
        if (message.sent > to) ++later;
        else if (endOf(message) < from) ++earlier;
    }
    return [earlier, later];
}

export function endOf({ sent, arrived }: Message): number {
    return arrived === Infinity ? sent : arrived;
}

/**
 * Around an operation, which stands in the middle with room on both sides; its return does if it took
 * too long to show all of it. Without one (null) the beginning of `kept`.
 */
export function opening(
    messages: Message[],
    operation: TimeWindow | null,
    kept: TimeWindow,
): TimeWindow {
    if (!operation) return clamped({ from: kept.from, to: kept.from + 100_000 }, kept);
    const of = (middle: number, length: number) => ({
        from: middle - length / 2,
        to: middle + length / 2,
    });
    const middle = (operation.from + operation.to) / 2;
    const widest = kept.to - kept.from;
    let length = Math.max((operation.to - operation.from) * 2, 1000);
    if (countWithin(messages, of(middle, length)) <= most) {
        while (length < widest && countWithin(messages, of(middle, length)) < fewest) length *= 1.4;
        return of(middle, length);
    }
    while (length > 1000 && countWithin(messages, of(operation.to, length)) > most) length /= 1.4;
    return of(operation.to, length);
}

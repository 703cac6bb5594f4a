// Where a fault was, in words: which nodes, which links, the sides of a partition.
import type { FaultLine, Json } from './document';
import { signed } from './evidence';

const mostPairs = 8;

/** "n1, n2 on one side, n3 on the other"; "n1 and n2 do not hear each other"; "on n3". */
export function whereText(line: FaultLine, nodes: string[]): string {
    const { value } = line;
    if (Array.isArray(value)) return value.length > 0 ? `on ${value.map(nameOf).join(', ')}` : '';
    if (value === null || typeof value !== 'object') return '';
    const entries = Object.entries(value);
    if (!entries.some(([, each]) => Array.isArray(each)))
        return entries.map(([node, amount]) => amountText(line.fault, node, amount)).join(', ');
    const links = linksOf(value);
    if (line.fault === 'partition') return sidesText(links, nodes) || cutText(links);
    return links.size === nodes.length * (nodes.length - 1) && links.size > 0
        ? 'on every link between the nodes'
        : `on links ${listed([...links].map((link) => link.split(' ').reverse().join(' → ')))}`;
}

function nameOf(value: Json): string {
    return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Of faults that hold an amount for each node: a clock's is nanoseconds, or how fast it goes. */
function amountText(fault: string, node: string, amount: Json): string {
    if (typeof amount !== 'number') return `on ${node}`;
    if (fault === 'clock-drift') return `${node} at ${amount.toFixed(3)} times the pace`;
    return fault.startsWith('clock-') ? `${node} by ${signed(amount / 1000)}` : `on ${node}`;
}

/** "n1 n3" for each that does not hear (or is not reached by) another: receiver, then sender. */
function linksOf(value: { [node: string]: Json }): Set<string> {
    return new Set(
        Object.entries(value).flatMap(([node, others]) =>
            Array.isArray(others) ? others.map((other) => `${node} ${nameOf(other)}`) : [],
        ),
    );
}

/** Only where all within a side hear each other and nobody hears anybody across; else nothing. */
function sidesText(cut: Set<string>, nodes: string[]): string {
    const left = new Set([...nodes, ...[...cut].flatMap((link) => link.split(' '))]);
    const sides: string[][] = [];
    for (const first of left) {
        left.delete(first);
        const side = [first, ...[...left].filter((other) => !cut.has(`${first} ${other}`))];
        side.forEach((node) => left.delete(node));
        sides.push(side);
    }
    const sideOf = new Map(sides.flatMap((side, place) => side.map((node) => [node, place])));
    const all = [...sideOf.keys()];
    const clean = all.every((a) =>
        all.every((b) => a === b || cut.has(`${a} ${b}`) === (sideOf.get(a) !== sideOf.get(b))),
    );
    if (!clean || sides.length < 2) return '';
    const [one, other, ...more] = sides.map((side) => side.join(', '));
    if (more.length > 0) return `cut into ${[one, other, ...more].join(' | ')}`;
    return `${one} on one side, ${other} on the other`;
}

function cutText(cut: Set<string>): string {
    const mutual: string[] = [];
    const oneWay: string[] = [];
    for (const link of cut) {
        const [deaf, unheard] = link.split(' ') as [string, string];
        if (!cut.has(`${unheard} ${deaf}`)) oneWay.push(`${deaf} does not hear ${unheard}`);
        else if (deaf < unheard) mutual.push(`${deaf} and ${unheard} do not hear each other`);
    }
    return listed([...mutual, ...oneWay]);
}

function listed(phrases: string[]): string {
    const some = phrases.slice(0, mostPairs).join('; ');
    return phrases.length > mostPairs ? `${some}; and ${phrases.length - mostPairs} more` : some;
}

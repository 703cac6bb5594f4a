// Rows of a space-time diagram: processes whose operations are shown, clients together, and a row for
// each node.
import type { Message } from '../../data/messages';

export interface Row {
    name: string;
    kind: 'process' | 'clients' | 'node';
}

/** Whoever is no node of the system is a client (or a service of the harness). */
export function messageRows(messages: Message[], nodes: string[], processes: number[]): Row[] {
    const rows: Row[] = processes.map((process) => ({
        name: `process ${process}`,
        kind: 'process',
    }));
    const known = new Set(nodes);
    const strangers = messages.some(({ src, dest }) => !known.has(src) || !known.has(dest));
    if (strangers) rows.push({ name: 'clients', kind: 'clients' });
    for (const name of nodes) rows.push({ name, kind: 'node' });
    return rows;
}

export function rowOf(rows: Row[], who: string): number {
    const node = rows.findIndex((row) => row.kind === 'node' && row.name === who);
    return node >= 0 ? node : rows.findIndex((row) => row.kind === 'clients');
}

/** n1 .. nN when the scenario says how many; else whoever sends to more than one. */
export function nodeNames(messages: Message[], count: number | undefined): string[] {
    if (count !== undefined) return Array.from({ length: count }, (_, k) => `n${k + 1}`);
    const peers = new Map<string, Set<string>>();
    for (const { src, dest } of messages) peers.set(src, (peers.get(src) ?? new Set()).add(dest));
    return [...peers]
        .filter(([, dests]) => dests.size > 1)
        .map(([name]) => name)
        .sort();
}

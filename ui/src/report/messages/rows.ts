// Rows of a space-time diagram: processes whose operations are shown, other clients together, and a
// row for each node.
import type { Message } from '../../data/messages';
import type { Workers } from '../../data/workers';

export interface Row {
    name: string;
    /** A second line: of a process its worker. */
    under: string;
    kind: 'process' | 'clients' | 'node';
}

/** Whoever is no node of the system is a client (or a service of the harness). */
export function messageRows(
    messages: Message[],
    nodes: string[],
    processes: number[],
    workers: Workers,
): Row[] {
    const rows: Row[] = processes.map((process) => ({
        name: `process ${process}`,
        under: workers.count > 0 ? workers.laneName(workers.of(process)) : '',
        kind: 'process',
    }));
    const known = new Set([...nodes, ...processes.map((process) => `c${process}`)]);
    const strangers = messages.some(({ src, dest }) => !known.has(src) || !known.has(dest));
    if (strangers)
        rows.push({ name: rows.length > 0 ? 'others' : 'clients', under: '', kind: 'clients' });
    for (const name of nodes) rows.push({ name, under: '', kind: 'node' });
    return rows;
}

/** A client is named after its process: c12. */
export function rowOf(rows: Row[], who: string): number {
    const process = /^c(\d+)$/.exec(who)?.[1];
    const own = rows.findIndex(
        (row) =>
            (row.kind === 'node' && row.name === who) ||
            (row.kind === 'process' && row.name === `process ${process}`),
    );
    return own >= 0 ? own : rows.findIndex((row) => row.kind === 'clients');
}

/** Those that the run names; else whoever sends to more than one. */
export function nodeNames(messages: Message[], named: string[]): string[] {
    if (named.length > 0) return named;
    const peers = new Map<string, Set<string>>();
    for (const { src, dest } of messages) peers.set(src, (peers.get(src) ?? new Set()).add(dest));
    return [...peers]
        .filter(([, dests]) => dests.size > 1)
        .map(([name]) => name)
        .sort();
}

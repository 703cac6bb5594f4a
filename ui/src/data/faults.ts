// Faults as bands of time, named as a person would name them. Times are microseconds.
import type { FaultLine, Json } from './document';

export interface FaultBand {
    id: number;
    kind: string;
    name: string;
    began: number;
    /** Infinity: it never ended. */
    ended: number;
    /** The nodes that it was for; empty when it was for links. */
    nodes: string[];
    line: FaultLine;
    /** No two bands of a row overlap. */
    row: number;
}

/** In order of their beginnings; those that never took hold are left out. */
export function faultBands(lines: FaultLine[]): FaultBand[] {
    const bands: FaultBand[] = [];
    for (const line of lines) {
        if (line.began === undefined || line.began === null) continue;
        bands.push({
            id: line.id,
            kind: line.fault,
            name: faultName(line),
            began: line.began / 1000,
            ended: line.ended === undefined || line.ended === null ? Infinity : line.ended / 1000,
            nodes: isForLinks(line.value) ? [] : nodesOf(line.value),
            line,
            row: 0,
        });
    }
    bands.sort((a, b) => a.began - b.began);
    placeInRows(bands);
    return bands;
}

/** Each in the first row that is free when it begins. */
function placeInRows(bands: FaultBand[]): void {
    const free: number[] = [];
    for (const band of bands) {
        let row = free.findIndex((until) => until <= band.began);
        if (row < 0) row = free.length;
        free[row] = band.ended;
        band.row = row;
    }
}

/**
 * "n1, n2 | n3": who of a partition's nodes can still talk; nothing if all of them can. Requires: no
 * node hears all, for the grudge would not name it.
 */
function sidesOf(grudge: Json): string {
    if (!isForLinks(grudge)) return '';
    const refused = new Map<string, Set<string>>();
    for (const [node, others] of Object.entries(grudge))
        for (const other of nodesOf(others)) {
            if (!refused.has(node)) refused.set(node, new Set());
            if (!refused.has(other)) refused.set(other, new Set());
            refused.get(node)!.add(other);
        }
    const left = new Set([...refused.keys()].sort());
    const sides: string[] = [];
    for (const first of left) {
        const side = [first];
        left.delete(first);
        for (const one of side)
            for (const node of [...left])
                if (!refused.get(one)!.has(node) && !refused.get(node)!.has(one)) {
                    left.delete(node);
                    side.push(node);
                }
        sides.push(side.sort().join(', '));
    }
    return sides.length < 2 ? '' : sides.join(' | ');
}

/** "partition (one: n1, n2 | n3)", "kill n3". */
export function faultName(line: Pick<FaultLine, 'fault' | 'value' | 'shape'>): string {
    if (line.fault === 'partition') {
        const shape = line.shape === 'grudge' ? '' : line.shape;
        const parts = shape !== 'majorities-ring' && shape !== 'bridge';
        const what = [shape, parts ? sidesOf(line.value) : ''].filter(Boolean).join(': ');
        return what ? `${line.fault} (${what})` : line.fault;
    }
    const nodes = isForLinks(line.value) ? endsOf(line.value) : nodesOf(line.value);
    return nodes.length > 0 ? `${line.fault} ${nodes.join(', ')}` : line.fault;
}

/** One link as "n2 > n1"; the node that all of the links have; else all nodes. */
function endsOf(links: { [node: string]: Json }): string[] {
    const pairs = Object.entries(links).flatMap(([to, senders]) =>
        nodesOf(senders).map((from) => [from, to] as const),
    );
    if (pairs.length === 1) return [pairs[0]!.join(' > ')];
    const all = [...new Set(pairs.flat())].sort();
    const common = all.filter((node) => pairs.every((pair) => pair.includes(node)));
    return all.length > 2 && common.length === 1 ? common : all;
}

function nodesOf(value: Json): string[] {
    if (Array.isArray(value))
        return value.map((node) => (typeof node === 'string' ? node : JSON.stringify(node)));
    if (value !== null && typeof value === 'object') return Object.keys(value);
    return [];
}

/** The value of a fault of links holds lists: of each node those that it refuses or sends to. */
function isForLinks(value: Json): value is { [node: string]: Json } {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return false;
    return Object.values(value).some(Array.isArray);
}

export function during(bands: FaultBand[], from: number, to: number): FaultBand[] {
    return bands.filter((band) => band.began <= to && band.ended >= from);
}

// Documents as lines of a name and a value each, and counts of links as the rows of a table.
import type { Json } from './document';

type Fields = { [name: string]: Json };

export function isFields(value: Json | undefined): value is Fields {
    return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** {"host":{"kernel":"6.1"}} is ["host kernel", "6.1"]. */
export function facts(value: Fields, without: string[] = []): [name: string, text: string][] {
    return Object.entries(value)
        .filter(([name]) => !without.includes(name))
        .flatMap(([name, each]) => factOf(name.replaceAll(/[-_]/g, ' '), each));
}

function factOf(name: string, value: Json): [string, string][] {
    if (isFields(value))
        return facts(value).map(([inner, text]): [string, string] => [`${name} ${inner}`, text]);
    if (Array.isArray(value))
        return [[name, value.map((each) => textOf(each)).join(', ') || 'none']];
    return [[name, textOf(value)]];
}

function textOf(value: Json): string {
    if (typeof value === 'boolean') return value ? 'yes' : 'no';
    return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Counts with a name for each column, the first row being that of all together. */
export interface CountTable {
    columns: string[];
    rows: { name: string; counts: number[] }[];
}

/** Of what the network counted: columns in which there is nothing but zeros are left out. */
export function countTable(counted: Fields): CountTable {
    const links = Array.isArray(counted['links']) ? counted['links'].filter(isFields) : [];
    const named: [string, Fields][] = [
        ['in all', counted],
        ...links.map((link): [string, Fields] => [`${link['from']} → ${link['to']}`, link]),
    ];
    const columns = Object.keys(counted).filter(
        (name) =>
            typeof counted[name] === 'number' &&
            named.some(([, row]) => Number(row[name] ?? 0) !== 0),
    );
    const rows = named.map(([name, row]) => ({
        name,
        counts: columns.map((column) => Number(row[column] ?? 0)),
    }));
    return { columns: columns.map((name) => name.replaceAll('-', ' ')), rows };
}

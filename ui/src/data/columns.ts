// The packed data of a page, taken apart: the other side of harness/report/columns.hpp, which says
// how the bytes lie.

/** A document, and the columns that it lists. */
export class Columns {
    private readonly numbersByName = new Map<string, Float64Array>();
    private readonly textsByName = new Map<string, string[]>();

    constructor(readonly document: Record<string, unknown>) {}

    /** An empty column where there is none of the name. */
    numbers(name: string): Float64Array {
        return this.numbersByName.get(name) ?? new Float64Array(0);
    }

    texts(name: string): string[] {
        return this.textsByName.get(name) ?? [];
    }

    setNumbers(name: string, values: Float64Array): void {
        this.numbersByName.set(name, values);
    }

    setTexts(name: string, values: string[]): void {
        this.textsByName.set(name, values);
    }
}

interface Header {
    columns: { name: string; kind: string; count: number; bytes: number }[];
    [member: string]: unknown;
}

/** Bytes as harness/report/columns.cpp writes them, inflated. */
export function decode(bytes: Uint8Array): Columns {
    const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
    const utf8 = new TextDecoder();
    const header = JSON.parse(utf8.decode(bytes.subarray(4, 4 + length))) as Header;
    const { columns: list, ...document } = header;
    const columns = new Columns(document);
    let at = 4 + length;
    for (const { name, kind, count, bytes: size } of list) {
        const part = bytes.subarray(at, at + size);
        if (kind === 'texts')
            columns.setTexts(name, count === 0 ? [] : utf8.decode(part).split('\n'));
        else columns.setNumbers(name, numbers(part, count, kind === 'differences'));
        at += size;
    }
    return columns;
}

/** Planes of bytes, the lowest first; zigzag: 0, -1, 1, -2, ... are 0, 1, 2, 3, ... */
function numbers(bytes: Uint8Array, count: number, differences: boolean): Float64Array {
    const out = new Float64Array(count);
    let scale = 1;
    for (let at = 0; at < bytes.length; at += count, scale *= 256)
        for (let i = 0; i < count; ++i) out[i]! += bytes[at + i]! * scale;
    let before = 0;
    for (let i = 0; i < count; ++i) {
        const folded = out[i]!;
        const odd = folded % 2;
        const value = odd === 1 ? -(folded + 1) / 2 : folded / 2;
        out[i] = before + value;
        if (differences) before = out[i]!;
    }
    return out;
}

/** Base64 of deflated bytes, as it stands in the page. */
export async function unpack(base64: string): Promise<Columns> {
    const stream = new Blob([bytesOf(base64)]).stream();
    const inflated = stream.pipeThrough(new DecompressionStream('deflate'));
    return decode(new Uint8Array(await new Response(inflated).arrayBuffer()));
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
    const text = atob(base64);
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; ++i) bytes[i] = text.charCodeAt(i);
    return bytes;
}

// Times, counts and texts as people read them.

/** Microseconds since the start: "12.345 s". */
export function moment(us: number): string {
    return us === Infinity ? 'never' : `${(us / 1e6).toFixed(3)} s`;
}

/** "from 9.697 s to 10.026 s (329 ms)": with as many decimals as tell the two apart. */
export function stretch(from: number, to: number): string {
    if (to === Infinity) return `from ${moment(from)} to the end of the run`;
    const decimals = [10_000, 1000, 100].findIndex((least) => to - from >= least);
    const at = (us: number) => `${(us / 1e6).toFixed(decimals < 0 ? 6 : 3 + decimals)} s`;
    return `from ${at(from)} to ${at(to)} (${duration(to - from)})`;
}

/** A length of time in microseconds: "850 µs", "12.3 ms", "4.56 s". */
export function duration(us: number): string {
    if (us === Infinity) return 'never';
    if (us < 1000) return `${Math.round(us)} µs`;
    if (us < 1e6) return `${(us / 1e3).toPrecision(3)} ms`;
    return `${(us / 1e6).toPrecision(us < 1e7 ? 3 : 4)} s`;
}

export function count(number: number, noun: string): string {
    return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}

/**
 * Text that shows what it holds: control characters, and those that turn the direction of writing,
 * stand as pictures and escapes, so that a value cannot disguise itself.
 */
export function visible(text: string): string {
    return text.replace(
        /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
        (character) => {
            const code = character.charCodeAt(0);
            return code < 0x20
                ? String.fromCharCode(0x2400 + code)
                : `\\u${code.toString(16).padStart(4, '0')}`;
        },
    );
}

export function shortened(text: string, most: number): string {
    return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

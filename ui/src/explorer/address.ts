// Paths as they stand in the page's address. A path is the place of an initial state and then of
// each action among those of the state before: "0/2/1". Of a recorded run its beginning has a name:
// "run@120/3". Behind "~" stands what would come next: where the reader came from by going back.

export interface Address {
    path: string;
    /** Places that follow, as far as they are remembered. */
    future: number[];
}

const run = /^run@(\d+)$/;

function parts(path: string): string[] {
    return path === '' ? [] : path.split('/');
}

/** How many places a path has; the initial state is the first of them. */
export function lengthOf(path: string): number {
    const all = parts(path);
    const named = run.exec(all[0] ?? '');
    return named ? Number(named[1]) + all.length : all.length;
}

/** The first places of a path. */
export function prefixOf(path: string, length: number): string {
    const all = parts(path);
    const named = run.exec(all[0] ?? '');
    if (!named) return all.slice(0, length).join('/');
    const beyond = length - 1 - Number(named[1]);
    if (beyond >= 0) return all.slice(0, 1 + beyond).join('/');
    return length === 0 ? '' : `run@${length - 1}`;
}

/** The places of a path from one on; those that have a name together cannot be told. */
export function placesFrom(path: string, from: number): number[] {
    const all = parts(path);
    const named = run.exec(all[0] ?? '');
    const own = named ? all.slice(1) : all;
    const before = named ? Number(named[1]) + 1 : 0;
    return own.slice(Math.max(0, from - before)).map(Number);
}

/** A path that goes on. "run@" takes its own steps back into its name when it can: `along`. */
export function joined(path: string, places: number[]): string {
    return [...parts(path), ...places.map(String)].join('/');
}

export function toHash({ path, future }: Address): string {
    return `#/${path}${future.length > 0 ? `~${future.join('/')}` : ''}`;
}

/** Whatever is no address is the beginning. */
export function fromHash(hash: string): Address {
    const found = /^#\/((?:run@\d+|\d+)(?:\/\d+)*)?(?:~(\d+(?:\/\d+)*))?$/.exec(hash);
    return {
        path: found?.[1] ?? '',
        future: (found?.[2] ?? '').split('/').filter(Boolean).map(Number),
    };
}

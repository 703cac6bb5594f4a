// What a fault band is called where there is little room: what tells it from others stays longest.

/**
 * The longest of the names of a fault that fits: "partition (one: n1, n3 | n2)", then
 * "partition n1, n3 | n2", "n1, n3 | n2", "n1,n3|n2"; "kill n1", then "kill". Else the beginning of
 * the last of them, or nothing.
 */
export function bandLabel(name: string, fits: (text: string) => boolean): string {
    const names = namesOf(name);
    const found = names.find(fits);
    if (found !== undefined) return found;
    const last = names[names.length - 1]!;
    for (let length = last.length - 1; length >= 2; --length) {
        const cut = `${last.slice(0, length)}…`;
        if (fits(cut)) return cut;
    }
    return '';
}

function namesOf(name: string): string[] {
    const [, kind, what] = /^(\S+) \((.*)\)$/.exec(name) ?? [];
    if (kind !== undefined && what !== undefined) {
        const sides = what.slice(what.indexOf(': ') + 1).trim();
        if (!sides.includes('|')) return [name, what];
        return [name, `${kind} ${sides}`, sides, sides.replaceAll(' ', '')];
    }
    const [first = name] = name.split(' ');
    return first === name ? [name] : [name, first];
}

// What a clock did, in a sentence: "n2 jumped 5.00 s ahead at 3.200 s, and was right again at 5.100 s".
// The offsets are samples: a jump is seen at the first one after it.
import type { NodeClock } from './clocks';
import { duration, moment } from './format';

/** What is smaller than this share of a clock's greatest offset is not told; nor is a millisecond. */
const worthTelling = 0.1;
const least = 1000;
const mostTold = 6;
/** What moves less than this from one sample to the next drifts; what moves more jumps. */
const jump = 0.25;

interface Move {
    kind: 'jumped' | 'drifted';
    begin: number;
    end: number;
    from: number;
    to: number;
}

export function clockStory({ node, times, offsets }: NodeClock): string {
    const greatest = offsets.reduce((most, offset) => Math.max(most, Math.abs(offset)), 0);
    if (greatest < least) return `${node} was right all the time, within ${duration(greatest)}`;
    const moves = movesOf(times, offsets, greatest);
    const told = moves.slice(0, mostTold).map((move) => moveText(move, greatest));
    const more = moves.length - told.length;
    if (more > 0) told.push(`${more} more such moves`);
    return `${node} ${told.join(', ') || `was ${offText(offsets[0]!)} all the time`}`;
}

/** Steps up to the next one of the other direction or kind, as one move each. */
function movesOf(times: Float64Array, offsets: Float64Array, greatest: number): Move[] {
    const moves: Move[] = [];
    const start = offsets[0]!;
    if (Math.abs(start) >= greatest * worthTelling)
        moves.push({ kind: 'jumped', begin: times[0]!, end: times[0]!, from: 0, to: start });
    let last: Move | undefined;
    for (let i = 1; i < times.length; ++i) {
        const [from, to] = [offsets[i - 1]!, offsets[i]!];
        const kind = Math.abs(to - from) >= greatest * jump ? 'jumped' : 'drifted';
        const step = { kind, begin: times[i - 1]!, end: times[i]!, from, to } as const;
        if (last && continues(last, step)) [last.to, last.end] = [to, step.end];
        else if (from !== to) moves.push((last = { ...step }));
    }
    return moves.filter(({ from, to }) => Math.abs(to - from) >= greatest * worthTelling);
}

/** A drift goes on while it keeps its direction; each jump stands for itself. */
function continues(last: Move, { kind, from, to }: Move): boolean {
    if (last.kind === 'jumped' || kind === 'jumped') return false;
    return Math.sign(to - from) === Math.sign(last.to - last.from);
}

function moveText({ kind, begin, end, from, to }: Move, greatest: number): string {
    const right = Math.abs(to) < greatest * worthTelling;
    if (kind === 'drifted')
        return `drifted from ${offText(from).replace('right', '0')} to ${offText(to).replace('right', '0')} between ${moment(begin)} and ${moment(end)}`;
    if (right) return `was right again at ${moment(end)}`;
    const way = to > from ? 'ahead' : 'back';
    const now = Math.abs(from) < greatest * worthTelling ? '' : ` (to ${offText(to)})`;
    return `jumped ${duration(Math.abs(to - from))} ${way}${now} at ${moment(end)}`;
}

/** "5.00 s ahead", "3.00 ms behind", "right". */
export function offText(offset: number): string {
    if (Math.abs(offset) < least) return 'right';
    return `${duration(Math.abs(offset))} ${offset > 0 ? 'ahead' : 'behind'}`;
}

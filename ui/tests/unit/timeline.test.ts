import { describe, expect, it } from 'vitest';
import { search } from '../../src/report/search';
import { bandLabel } from '../../src/report/timeline/band_label';
import { visibleBars } from '../../src/report/timeline/bars';
import { bisect, Lanes } from '../../src/report/timeline/lanes';
import { hasOrder, linearization } from '../../src/report/timeline/order';
import { violationWindow } from '../../src/report/timeline/violation';
import { around, clamped, ticks, zoomed } from '../../src/view/window';
import { Workers } from '../../src/data/workers';
import { history, random, workers, type Made } from './made';

/** Three workers, one operation each at a time; some end in info and go on under a new number. */
function busy(count: number): Made[] {
    const draw = random(count);
    const free = [0, 0, 0];
    const number = [0, 1, 2];
    const list: Made[] = [];
    for (let k = 0; k < count; ++k) {
        const worker = draw(3);
        const from = free[worker]! + draw(40);
        const to = from + 1 + draw(200);
        const info = draw(10) === 0;
        list.push({
            process: number[worker]!,
            f: draw(2) === 0 ? 'read' : 'write',
            key: `k${draw(3)}`,
            argument: draw(5),
            outcome: info ? 2 : 0,
            from,
            ...(info && draw(2) === 0 ? {} : { to }),
        });
        free[worker] = to + 1;
        if (info) number[worker]! += 3;
    }
    return list.sort((a, b) => a.from - b.from);
}

describe('lanes', () => {
    const made = history(busy(500));
    const lanes = new Lanes(made, workers(3));
    it('are one for each worker, whatever the process is called', () => {
        expect(lanes.lanes.map((lane) => lane.worker)).toEqual([0, 1, 2]);
        expect(lanes.lanes.reduce((sum, lane) => sum + lane.ids.length, 0)).toBe(500);
        expect(new Lanes(made, workers(0)).lanes.length).toBeGreaterThan(3);
    });
    it('never hold bars that overlap', () => {
        for (const { ids } of lanes.lanes)
            for (let k = 1; k < ids.length; ++k)
                expect(lanes.barEnd[ids[k - 1]!]).toBeLessThanOrEqual(made.invoke[ids[k]!]!);
    });
    it('know that above and below them there is nothing', () => {
        expect(lanes.at(-1, 10, 5)).toBe(-1);
        expect(lanes.at(3, 10, 5)).toBe(-1);
    });
    it('find what is at a moment, as a look at each does', () => {
        const draw = random(3);
        for (let k = 0; k < 300; ++k) {
            const time = draw(made.last);
            const inside = [...lanes.lanes[1]!.ids].filter(
                (id) => made.invoke[id]! <= time && lanes.barEnd[id]! >= time,
            );
            const found = lanes.at(1, time, 0);
            if (inside.length > 0) expect(inside).toContain(found);
            else expect(found).toBe(-1);
        }
    });
});

describe('a worker', () => {
    const scenario = (workload: object, nodes = 3) =>
        new Workers(JSON.parse(JSON.stringify({ system: { nodes }, workload })));
    it('goes on under another number, and keeps its node', () => {
        const six = scenario({ client: 'etcd', concurrency: 6 });
        expect([2, 8, 14].map((process) => six.of(process))).toEqual([2, 2, 2]);
        expect(six.processName(14)).toBe('process 14 = worker 2 · n3');
        expect(six.laneName(3)).toBe('worker 3 · n1');
        expect(six.shortName(3)).toBe('w3 · n1');
    });
    it('is the process where nobody says how many there are', () => {
        expect(workers(0).of(14)).toBe(14);
        expect(workers(0).processName(14)).toBe('process 14');
        expect(workers(0).shortName(14)).toBe('p14');
    });
    it.each([
        [{ client: 'maelstrom', concurrency: 2 }, 'n2'],
        [{ client: 'etcd', concurrency: 2, options: { connect: 'all' } }, undefined],
        [{ client: 'etcd', concurrency: 2, options: { reads: 'serializable' } }, 'n2'],
        [{ client: 'redis', concurrency: 2, options: { node: 'n1' } }, undefined],
        [{ client: 'redis', concurrency: 2, options: { 'sentinel-port': 26379 } }, undefined],
        [{ client: 'zookeeper', concurrency: 2, options: { node: 'home' } }, 'n2'],
        [{ client: 'postgres', concurrency: 2 }, undefined],
        [{ client: 'exec', concurrency: 2 }, undefined],
    ])('asks its home only if its client does: %j', (workload, node) => {
        expect(scenario(workload).nodeOf(1)).toBe(node);
    });
});

describe('visible bars', () => {
    const made = history(busy(2000));
    const lanes = new Lanes(made, workers(3));
    /** Which pixels are covered. */
    function covered(draw: (paint: (x: number, width: number) => void) => void): string {
        const pixels = new Array<string>(200).fill(' ');
        draw((x, width) => {
            for (let at = Math.max(0, Math.floor(x)); at < Math.min(200, x + width); ++at)
                pixels[at] = '#';
        });
        return pixels.join('');
    }
    it.each([
        [0, 1e9],
        [0, 60_000],
        [1000, 3000],
        [5000, 5100],
    ])('cover the pixels that all bars would cover, from %d to %d', (from, to) => {
        const window = { from, to: Math.min(to, made.last) };
        const scale = 200 / (window.to - window.from);
        let drawn = 0;
        const some = covered((paint) =>
            visibleBars(lanes, 0, window, 200, (_, x, width) => {
                ++drawn;
                paint(x, width);
            }),
        );
        const all = covered((paint) => {
            for (const id of lanes.lanes[0]!.ids) {
                const x = (made.invoke[id]! - window.from) * scale;
                const right = (lanes.barEnd[id]! - window.from) * scale;
                if (right >= 0 && x <= 200) paint(x, Math.max(right - x, 1));
            }
        });
        expect(some).toBe(all);
        expect(drawn).toBeLessThanOrEqual(402);
    });
});

describe('search', () => {
    const made = history([
        { process: 7, f: 'write', key: 'k1', argument: 42, from: 0, to: 1 },
        { process: 1, f: 'read', key: 'k2', result: [4, 42], from: 2, to: 3 },
        {
            process: 42,
            f: 'cas',
            key: 'k1',
            argument: [420, 1],
            outcome: 2,
            error: 'timed out',
            from: 4,
        },
        { process: 2, f: 'write', key: 'k1', argument: 'a 42', from: 5, to: 6 },
    ]);
    const ofTwoNodes = new Workers({
        system: { nodes: 2 },
        workload: { client: 'etcd', concurrency: 6 },
    });
    it.each([
        ['42', [0, 1, 2, 3]],
        ['value:42', [0, 1, 3]],
        ['process:42', [2]],
        ['k1 write', [0, 3]],
        ['key:k2', [1]],
        ['outcome:info', [2]],
        ['outcome:no-answer', [2]],
        ['outcome:refused', []],
        ['outcome:ok', [0, 1, 3]],
        ['outcome:maybe', []],
        ['worker:1', [0, 1]],
        ['node:n1', [2, 3]],
        ['node:n2', [0, 1]],
        ['error:timed', [2]],
        ['', []],
        ['nothing', []],
    ])('%s', (query, ids) => expect([...search(made, ofTwoNodes, query)]).toEqual(ids));
});

describe('a window of time', () => {
    const whole = { from: 0, to: 1000 };
    it('keeps what is under the pointer where it is', () => {
        expect(zoomed({ from: 0, to: 400 }, 2, 100, whole)).toEqual({ from: 50, to: 250 });
    });
    it('stays within the run, and never gets too short', () => {
        expect(clamped({ from: -50, to: 100 }, whole)).toEqual({ from: 0, to: 150 });
        expect(clamped({ from: -50, to: 2000 }, whole)).toEqual(whole);
        const close = zoomed({ from: 500, to: 530 }, 100, 510, whole);
        expect(close.to - close.from).toBeCloseTo(20);
    });
    it('has room around what it shows', () => {
        expect(around(4000, 5000, { from: 0, to: 1e6 })).toEqual({ from: 3400, to: 5600 });
    });
    it('has round ticks', () => {
        expect(ticks({ from: 90, to: 410 }, 4)).toEqual([100, 200, 300, 400]);
    });
});

describe('a linearization', () => {
    it('puts each operation within itself, in order', () => {
        const made = history([
            { process: 0, f: 'write', key: 'a', argument: 1, from: 0, to: 100, place: 2 },
            { process: 1, f: 'read', key: 'b', from: 5, to: 10, place: 1 },
            { process: 2, f: 'read', key: 'a', from: 20, to: 50, place: 1 },
            { process: 3, f: 'read', key: 'a', from: 60, to: 70 },
        ]);
        const { ids, moments } = linearization(made, 0);
        expect([...ids]).toEqual([2, 0]);
        expect([...moments]).toEqual([20, 20]);
        expect([0, 1, 2].map((key) => hasOrder(made, key))).toEqual([true, true, false]);
    });
});

describe('bisect', () => {
    it('finds the first, or the end', () => {
        expect(bisect(10, (k) => k >= 7)).toBe(7);
        expect(bisect(10, () => false)).toBe(10);
        expect(bisect(10, () => true, 3)).toBe(3);
    });
});

describe('the window of a violation', () => {
    const whole = { from: 0, to: 1e8 };
    const span = (from: number, to: number) => ({ from, to });
    const within = (inner: { from: number; to: number }, outer: { from: number; to: number }) =>
        inner.from >= outer.from && inner.to <= outer.to;
    it('has all those concerned, as long as the broken one can be read', () => {
        const broken = span(5_000_000, 5_001_000);
        const [early, late] = [span(4_960_000, 4_961_000), span(4_990_000, 4_992_000)];
        const shown = violationWindow(broken, [early, late, broken], whole);
        expect([early, late, broken].every((each) => within(each, shown))).toBe(true);
        expect(shown.to - shown.from).toBeLessThan(60_000);
    });
    it('leaves out those of seconds ago, and keeps the latest', () => {
        const broken = span(5_000_000, 5_000_373);
        const [early, late] = [span(1_000_000, 1_001_000), span(4_995_000, 4_999_000)];
        const shown = violationWindow(broken, [early, late, broken], whole);
        expect(within(late, shown) && within(broken, shown)).toBe(true);
        expect(shown.to - shown.from).toBeLessThan(373 * 60);
    });
    it('has room on both sides of an operation without a length, at the end of the run too', () => {
        const alone = violationWindow(span(500, 500), [], whole);
        expect(alone.from).toBeLessThan(490);
        expect(alone.to).toBeGreaterThan(510);
        expect(violationWindow(span(99_999_900, 1e8), [], whole).to).toBe(1e8);
    });
});

describe('the label of a fault band', () => {
    it.each([
        ['partition (one: n1, n3 | n2)', 40, 'partition (one: n1, n3 | n2)'],
        ['partition (one: n1, n3 | n2)', 22, 'partition n1, n3 | n2'],
        ['partition (one: n1, n3 | n2)', 14, 'n1, n3 | n2'],
        ['partition (one: n1, n3 | n2)', 8, 'n1,n3|n2'],
        ['partition (one: n1, n3 | n2)', 5, 'n1,n…'],
        ['partition (n1 | n2)', 8, 'n1 | n2'],
        ['partition (bridge)', 10, 'bridge'],
        ['kill n1', 8, 'kill n1'],
        ['kill n1, n2', 8, 'kill'],
        ['clock-bump n1', 12, 'clock-bump'],
        ['pause', 2, ''],
    ])('%s in %d letters', (name, room, told) =>
        expect(bandLabel(name, (text) => text.length <= room)).toBe(told),
    );
});

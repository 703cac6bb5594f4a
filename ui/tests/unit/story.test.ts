import { describe, expect, it } from 'vitest';
import type { Story } from '../../src/data/document';
import { faultBands } from '../../src/data/faults';
import { binLength, binned, decades, quantile } from '../../src/report/plots/bins';
import {
    aboutKey,
    countWithin,
    opening,
    outside,
    withLost,
} from '../../src/report/messages/choice';
import { messageRows, nodeNames, rowOf } from '../../src/report/messages/rows';
import { storyLayout } from '../../src/report/story/layout';
import { remarkOf } from '../../src/report/story/StoryPicture';
import { history, workers } from './made';

const made = history([
    { process: 0, f: 'write', argument: 1, from: 0, to: 10 },
    { process: 1, f: 'write', argument: 2, outcome: 2, from: 5 },
    { process: 2, f: 'read', result: 1, from: 20, to: 30 },
]);
const story: Story = {
    key: null,
    verdict: 'invalid',
    where: '',
    counterexample: {
        explanation: 'x',
        broken: 2,
        possible: ['2'],
        all_possible: true,
        concerned: [0, 1, 2],
    },
    events: [
        { id: 0, invoked: 0, completed: 2 },
        { id: 1, invoked: 1, completed: null },
        { id: 2, invoked: 3, completed: 4 },
    ],
};

describe('the picture of a story', () => {
    const faults = faultBands([
        { id: 1, fault: 'kill', value: ['n1'], began: 12e3, ended: 25e3, bit: true },
    ]);
    const layout = storyLayout(story, made, faults, 16);
    const [write, open, read] = layout.bars as [
        (typeof layout.bars)[0],
        (typeof layout.bars)[0],
        (typeof layout.bars)[0],
    ];
    it('keeps the order of events', () => {
        expect(write.from).toBeLessThan(open.from);
        expect(open.from).toBeLessThan(write.to);
        expect(write.to).toBeLessThan(read.from);
    });
    it('leaves an operation without an answer open to the end', () => {
        expect(open.open).toBe(true);
        expect(open.to).toBeGreaterThanOrEqual(read.to);
    });
    it('puts a fault between the events around it', () => {
        const [fault] = layout.faults;
        expect(fault!.from).toBeGreaterThan(write.to);
        expect(fault!.from).toBeLessThan(read.from);
        expect(fault!.to).toBeGreaterThan(read.from);
        expect(fault!.to).toBeLessThan(read.to);
    });
    it('shows the earliest of many faults, with their times, and says how many more', () => {
        const many = faultBands(
            [11, 13, 15, 17, 21, 28].map((ms) => ({
                id: ms,
                fault: 'kill',
                value: ['n1'],
                began: ms * 1e3,
                ended: ms * 1e3 + 500,
                bit: true,
            })),
        );
        const shown = storyLayout(story, made, many, 16);
        expect(shown.faults.map(({ band }) => band.line.id)).toEqual([11, 13, 15, 17]);
        expect(shown.faults[0]!.name).toBe('kill n1, 0.000 s');
        expect(shown.moreFaults).toBe(2);
        expect(layout.moreFaults).toBe(0);
    });
    it('shows the last few of many', () => {
        expect(storyLayout(story, made, [], 2).bars.map((bar) => bar.id)).toEqual([1, 2]);
    });
    it('shows what had to be so, between the operations that it depends on', () => {
        const held = (until: number | null) =>
            storyLayout(
                { ...story, conditions: [{ after: 0, until, text: 'holds the lock' }] },
                made,
                [],
                16,
            );
        const { bars, conditions } = held(2);
        expect(conditions[0]!.row).toBe(bars[0]!.row);
        expect(conditions[0]!.from).toBeGreaterThan(bars[0]!.to);
        expect(conditions[0]!.to).toBeLessThan(bars[2]!.from);
        const forGood = held(null);
        expect(forGood.conditions[0]!.to).toBe(forGood.width);
        const nowhere = { ...story, conditions: [{ after: 7, until: 2, text: 'x' }] };
        expect(storyLayout(nowhere, made, [], 16).conditions).toEqual([]);
    });
    it('says why an answer that a check found cannot be', () => {
        const { possible: _, ...found } = story.counterexample!;
        const checked = { ...found, possible: [], remark: '7 is missing' };
        expect(remarkOf({ ...story, counterexample: checked })).toBe('7 is missing');
    });
    it('says what was possible', () => {
        expect(remarkOf(story)).toBe('only 2 was possible');
        const more = {
            ...story,
            counterexample: { ...story.counterexample!, possible: ['1', '2'], all_possible: false },
        };
        expect(remarkOf(more)).toBe('only 1 or 2 or others were possible');
    });
});

describe('bins', () => {
    const busy = history(
        Array.from({ length: 100 }, (_, k) => ({
            process: k,
            f: k % 2 ? 'read' : 'write',
            from: k * 1000,
            to: k * 1000 + k + 1,
            outcome: k === 50 ? (1 as const) : (0 as const),
        })),
    );
    it('count completions and order latencies', () => {
        const bins = binned(busy, { from: 0, to: 100_000 }, -1, 10);
        expect([...bins.rates[0]].map((rate) => rate / 100)).toEqual([
            10, 10, 10, 10, 10, 9, 10, 10, 10, 10,
        ]);
        expect([...bins.rates[1]].map((rate) => rate / 100)).toEqual([
            0, 0, 0, 0, 0, 1, 0, 0, 0, 0,
        ]);
        expect(bins.slowest).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
        expect(bins.median[0]).toBe(5);
    });
    it('can be of one function', () => {
        const bins = binned(busy, { from: 0, to: 100_000 }, 0, 10);
        expect(bins.rates[0]![0]).toBe(500);
    });
    it('know the range of all, refused and without an answer too', () => {
        const some = history([
            { process: 0, f: 'read', from: 0, to: 400 },
            { process: 1, f: 'read', from: 0, to: 30, outcome: 1 },
            { process: 2, f: 'write', from: 0, to: 572_000, outcome: 2 },
            { process: 3, f: 'write', from: 0 },
        ]);
        const rangeOf = (f: number) => binned(some, { from: 0, to: 1e6 }, f).range;
        expect(rangeOf(-1)).toEqual([30, 572_000]);
        expect(rangeOf(0)).toEqual([30, 400]);
        expect(binned(some, { from: 2e6, to: 3e6 }, -1).range).toBeNull();
        const [low, high] = decades([30, 572_000]);
        expect(low).toBe(10);
        expect(high).toBeGreaterThanOrEqual(1e6);
        expect(decades([100, 100])).toEqual([100, 1000]);
        expect(decades([0, 0])).toEqual([1, 10]);
    });
    it('have round lengths, and quantiles by rank', () => {
        expect(binLength({ from: 0, to: 2e7 }, 150)).toBe(200_000);
        expect(quantile(Float64Array.of(1, 2, 3, 4), 0.5)).toBe(2);
        expect(quantile(Float64Array.of(1, 2, 3, 4), 0.99)).toBe(4);
        expect(quantile(new Float64Array(0), 0.5)).toBeNull();
    });
});

describe('rows of messages', () => {
    const message = (src: string, dest: string) => ({
        sent: 0,
        arrived: 1,
        src,
        dest,
        fate: 'delivered',
        body: '',
        type: '',
    });
    it('are processes, clients and nodes', () => {
        const rows = messageRows([message('c1', 'n1')], ['n1', 'n2'], [4], workers(3));
        expect(rows.map((row) => row.name)).toEqual(['process 4', 'others', 'n1', 'n2']);
        expect(rows[0]!.under).toBe('worker 1');
        expect(rowOf(rows, 'c9')).toBe(1);
        expect(rowOf(rows, 'c4')).toBe(0);
        expect(rowOf(rows, 'n2')).toBe(3);
        expect(messageRows([message('n2', 'n1')], ['n1', 'n2'], [], workers(3)).length).toBe(2);
    });
    it('are all clients where no process stands above them', () => {
        const rows = messageRows([message('c1', 'n1')], ['n1'], [], workers(3));
        expect(rows.map((row) => row.name)).toEqual(['clients', 'n1']);
    });
    it('are named by the scenario', () => {
        expect(nodeNames([], ['n1', 'n2', 'n3'])).toEqual(['n1', 'n2', 'n3']);
    });
});

describe('which messages are shown', () => {
    const message = (
        sent: number,
        src: string,
        dest: string,
        body: object,
        arrived = sent + 5,
    ) => ({
        ...{ sent, arrived, src, dest, fate: 'delivered', type: '' },
        body: JSON.stringify(body),
    });
    it('those about a key, and what answers them', () => {
        const list = [
            message(0, 'c1', 'n1', { type: 'read', msg_id: 1, key: 'k1' }),
            message(1, 'n1', 'n2', { type: 'query', request: { sequence: 7 }, key: 'k1' }),
            message(2, 'n1', 'n2', { type: 'query', request: { sequence: 8 }, key: 'k2' }),
            message(3, 'n2', 'n1', { type: 'query_ok', request: { sequence: 7 } }),
            message(4, 'n2', 'n1', { type: 'query_ok', request: { sequence: 8 } }),
            message(5, 'n2', 'n3', { type: 'query_ok', request: { sequence: 7 } }),
            message(6, 'n1', 'c1', { type: 'read_ok', in_reply_to: 1, value: 3 }),
            message(7, 'n1', 'c1', { type: 'read_ok', in_reply_to: 2, value: 3 }),
        ];
        expect(aboutKey(list, '"k1"').map(({ sent }) => sent)).toEqual([0, 1, 3, 6]);
        expect(aboutKey(list, '')).toEqual([]);
    });
    const steady = Array.from({ length: 10_000 }, (_, k) => message(k * 1000, 'n1', 'n2', {}));
    const kept = { from: 0, to: 1e7 };
    it.each([
        ['short', 5_000_000, 5_000_200],
        ['of a middling length', 5_000_000, 5_060_000],
        ['near the end', 9_990_000, 10_000_000],
    ])('around an operation that is %s, which stands in the middle', (_, from, to) => {
        const window = opening(steady, { from, to }, kept);
        expect((window.from + window.to) / 2).toBeCloseTo((from + to) / 2);
        expect(window.from).toBeLessThan(from);
        expect(window.to).toBeGreaterThan(to);
        expect(countWithin(steady, window)).toBeLessThanOrEqual(200);
    });
    it('around the return of one that takes too long', () => {
        const window = opening(steady, { from: 1e6, to: 6e6 }, kept);
        expect((window.from + window.to) / 2).toBeCloseTo(6e6);
        expect(countWithin(steady, window)).toBeLessThanOrEqual(160);
    });
    it('the first ones where nothing is broken', () => {
        expect(opening(steady, null, kept)).toEqual({ from: 0, to: 100_000 });
    });
    it('counts those on either side', () => {
        const late = message(0, 'n1', 'n2', {}, 7_000);
        expect(outside([...steady, late], { from: 6_000, to: 9_500 })).toEqual([6, 9_990]);
    });
});

describe('messages that were lost', () => {
    it('stand with those about a key, and those that nobody wrote down do not', () => {
        const message = (sent: number, arrived: number, fate: string) => ({
            ...{ sent, arrived, fate, src: 'n1', dest: 'n2', body: '', type: '' },
        });
        const all = [
            message(0, 1, 'delivered'),
            message(1, Infinity, 'cut'),
            message(2, 3, 'delivered'),
            message(3, Infinity, 'unseen'),
            message(4, Infinity, 'lost'),
        ];
        expect(withLost(all, [all[2]!, all[4]!]).map(({ sent }) => sent)).toEqual([1, 2, 4]);
        expect(withLost(all, [])).toEqual([all[1], all[4]]);
    });
});

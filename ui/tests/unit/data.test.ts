import { describe, expect, it } from 'vitest';
import { deflateSync } from 'node:zlib';
import { Columns, unpack } from '../../src/data/columns';
import { evidenceLines, mainEvidence, signed } from '../../src/data/evidence';
import { clockStory } from '../../src/data/clock_story';
import { aligned, nodeClocks } from '../../src/data/clocks';
import type { Json } from '../../src/data/document';
import { faultBands, faultName } from '../../src/data/faults';
import { duration, moment, stretch, visible } from '../../src/data/format';
import { linesBefore, logLines, stampOf } from '../../src/data/logs';
import { countTable, facts } from '../../src/data/facts';
import { longTexts } from '../../src/data/long_texts';
import { recoveryTime } from '../../src/data/recovery';
import { whereText } from '../../src/data/where';
import { history } from './made';

/** Bytes put together by hand, as harness/report/columns.hpp describes them. */
function packed(header: object, ...parts: (number[] | string)[]): string {
    const json = Buffer.from(JSON.stringify(header));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(json.length);
    const rest = parts.map((part) => Buffer.from(part as never));
    return deflateSync(Buffer.concat([length, json, ...rest])).toString('base64');
}

describe('columns', () => {
    it('are numbers of several bytes, plain and as differences, and texts', async () => {
        const columns = await unpack(
            packed(
                {
                    name: 'x',
                    columns: [
                        { name: 'a', kind: 'plain', count: 3, bytes: 6 },
                        { name: 'b', kind: 'differences', count: 3, bytes: 3 },
                        { name: 't', kind: 'texts', count: 2, bytes: 4 },
                        { name: 'none', kind: 'texts', count: 0, bytes: 0 },
                    ],
                },
                [0x02, 0x01, 0x00, 0x00, 0x00, 0x02], // 1, -1, 256
                [0x04, 0x01, 0x06], // 2, then 1 less, then 3 more
                '"é"\n',
            ),
        ).catch((error: unknown) => error);
        const read = columns as Awaited<ReturnType<typeof unpack>>;
        expect([...read.numbers('a')]).toEqual([1, -1, 256]);
        expect([...read.numbers('b')]).toEqual([2, 1, 4]);
        expect(read.texts('none')).toEqual([]);
        expect(read.texts('t')[0]).toBe('"é"');
        expect(read.document).toEqual({ name: 'x' });
    });
});

describe('a history', () => {
    const made = history([
        { process: 0, f: 'write', key: 'k', argument: 5, result: 5, from: 0, to: 10 },
        { process: 1, f: 'read', key: 'k', result: 5, from: 5, to: 12 },
        { process: 2, f: 'cas', argument: [5, 6], outcome: 1, error: 'no', from: 20, to: 30 },
        { process: 3, f: 'read', outcome: 2, from: 40 },
        { process: 4, f: 'read', result: null, from: 31, to: 33 },
    ]);
    it('says what was asked and answered', () => {
        expect([0, 1, 2, 3].map((id) => made.asked(id))).toEqual([
            'write 5',
            'read',
            'cas [5,6]',
            'read',
        ]);
        expect([0, 1, 2, 3].map((id) => made.answered(id))).toEqual([
            'ok',
            '5',
            'refused: no',
            'no answer',
        ]);
        expect([0, 1, 2].map((id) => made.label(id))).toEqual(['write 5', 'read → 5', 'cas [5,6]']);
    });
    it('tells null from no answer', () => expect(made.answered(4)).toBe('null'));
    it('knows keys, ends and its last moment', () => {
        expect(made.keyName(1)).toBe('k');
        expect(made.keyName(2)).toBe('');
        expect(made.end[3]).toBe(Infinity);
        expect(made.last).toBe(40);
    });
});

describe('faults', () => {
    it.each(['majorities-ring', 'bridge'])(
        'have no sides where some node hears all: %s',
        (shape) => {
            const value = { n1: ['n2'], n2: ['n1'] };
            expect(faultName({ fault: 'partition', shape, value })).toBe(`partition (${shape})`);
        },
    );
    it.each<[Json, string]>([
        [{ n1: ['n2', 'n3'], n2: ['n1'], n3: ['n1'] }, 'corrupt n1'],
        [{ n1: ['n2'] }, 'corrupt n2 > n1'],
        [{ n1: ['n2'], n2: ['n1'] }, 'corrupt n1, n2'],
        [{ n1: ['n2', 'n3'], n2: ['n1', 'n3'], n3: ['n1', 'n2'] }, 'corrupt n1, n2, n3'],
    ])('of links are named by the node that all of them have: %j', (value, name) => {
        expect(faultName({ fault: 'corrupt', value })).toBe(name);
    });
    it('are named, ordered, and stand in rows without overlap', () => {
        const bands = faultBands([
            { id: 1, fault: 'kill', value: ['n3'], began: 3e9, ended: 4e9, bit: true },
            {
                id: 2,
                fault: 'partition',
                shape: 'one',
                value: { n1: ['n2'] },
                began: 1e9,
                ended: 35e8,
                bit: true,
            },
            { id: 3, fault: 'clock-drift', value: { n2: 2 }, began: 5e9, bit: true },
            { id: 4, fault: 'kill', value: [], bit: false },
        ]);
        expect(bands.map((band) => band.name)).toEqual([
            'partition (one: n1 | n2)',
            'kill n3',
            'clock-drift n2',
        ]);
        expect(bands.map((band) => band.row)).toEqual([0, 1, 0]);
        expect(bands.map((band) => band.nodes)).toEqual([[], ['n3'], ['n2']]);
        expect(bands[2]!.ended).toBe(Infinity);
        expect(bands[1]!.began).toBe(3e6);
    });
});

describe('evidence', () => {
    const of = (end: object, more: object = {}) =>
        evidenceLines({
            ...{ id: 1, fault: 'x', value: null, bit: true, evidence: { begin: { a: 1 }, end } },
            ...more,
        } as never);

    it('tells calls by node and file, with bytes lost and time lost', () => {
        const calls = {
            n2: {
                'member/wal/0.wal': {
                    fdatasync: { matched: 9, hit: 4, 'delayed-ns': 1500000 },
                    write: { matched: 1200, hit: 0, 'bytes-lost': 12 },
                },
            },
            n3: {},
        };
        expect(of({ calls, 'gave-up': { n2: 'exit code 1\nmuch more' } })).toEqual([
            'n2 member/wal/0.wal: fdatasync 4 of 9 hit (delayed 1.50 ms), ' +
                'write 0 of 1,200 hit (bytes lost 12)',
            'n3: no call matched',
            'gave up: n2 exit code 1 …',
        ]);
    });
    it('tells links with what was counted, and leaves zeros out where there is more', () => {
        const links = [
            { from: 'n1', to: 'n2', packets: 0 },
            { from: 'n2', to: 'n1', received: 5, forwarded: 0, 'dropped-by-loss': 2 },
            { from: 'n3', to: 'n1', received: 0, forwarded: 0 },
        ];
        expect(of({ links })).toEqual([
            'in all: received 5, dropped by loss 2',
            'on links: n1 → n2 packets 0, n2 → n1 received 5 dropped by loss 2, n3 → n1 nothing',
        ]);
    });
    it('reads times, of nodes too, and negative ones', () => {
        expect(of({ 'healed-ns': { n1: -33, n2: 2e9 }, 'gone-after-ns': 0 })).toEqual([
            'healed: n1 −33 ns, n2 2.00 s',
            'gone after: 0',
        ]);
        expect([signed(-3000), signed(0.5), signed(0)]).toEqual(['−3.00 ms', '500 ns', '0']);
    });
    it('tells nodes of which there is much to tell one by one', () => {
        const cut = (size: number) => [
            { file: 'a', size },
            { file: 'b', size: 0 },
        ];
        expect(of({ 'files-cut': { n1: cut(7), n2: [] } })).toEqual([
            'files cut of n1: file a, size 7; file b, size 0',
            'files cut of n2: ',
        ]);
    });
    it('tells roles, errors, and what began where nothing ended', () => {
        expect(of(undefined as never, { role: { name: 'leader', holders: ['n1'] } })).toEqual([
            'a: 1',
            'role leader, held by n1',
        ]);
        expect(of({}, { errors: ['no such process'] })).toEqual(['error: no such process']);
    });
    it('shows first what says most', () => {
        const line = { id: 1, fault: 'kill', value: ['n1'], bit: true };
        const end = { pids: { n1: 7 }, processes: { n1: [7, 8] }, 'gone-after-ns': { n1: 1e6 } };
        expect(mainEvidence({ ...line, evidence: { end } }, 4)).toEqual(['gone after: n1 1.00 ms']);
        expect(mainEvidence({ ...line, evidence: { end: { pids: { n1: 7 } } } }, 4)).toEqual([
            'pids: n1 7',
        ]);
    });
});

describe('clocks', () => {
    const columns = new Columns({});
    columns.setTexts('clock-nodes', ['"n1"', '"n2"']);
    columns.setNumbers('clock-node', Float64Array.from([0, 0, 1, 1]));
    columns.setNumbers('clock-time', Float64Array.from([10, 900, 10, 50]));
    columns.setNumbers('clock-offset', Float64Array.from([0, -5, 7, 0]));

    it('stand by node, and on one axis with gaps where nothing was measured', () => {
        const clocks = nodeClocks(columns);
        expect(clocks.map(({ node }) => node)).toEqual(['n1', 'n2']);
        expect(aligned(clocks)).toEqual([
            Float64Array.from([10, 50, 900]),
            [0, undefined, -5],
            [7, 0, undefined],
        ]);
    });
    it('are none in other runs', () => expect(nodeClocks(new Columns({}))).toEqual([]));
});

describe('lines of logs', () => {
    it.each([
        [
            '{"level":"info","ts":"2026-11-23T06:44:06.905Z","msg":"x"}',
            Date.UTC(2026, 10, 23, 6, 44, 6, 905),
        ],
        [
            '2:M 23 Nov 2026 06:19:57.648 # Server initialized',
            Date.UTC(2026, 10, 23, 6, 19, 57, 648),
        ],
        [
            '[7] 2026/11/23 06:19:57.648123 [INF] Starting',
            Date.UTC(2026, 10, 23, 6, 19, 57) + 648.123,
        ],
        ['2026-11-23 06:20:26,512 [myid:1] - INFO', Date.UTC(2026, 10, 23, 6, 20, 26, 512)],
        ['2026-11-23 06:20:26.512 UTC [12] LOG: x', Date.UTC(2026, 10, 23, 6, 20, 26, 512)],
    ])('have times: %s', (line, time) => expect(stampOf(line)).toBeCloseTo(time, 3));

    it('stand in order of time; one without follows the one before it; time zones are seen', () => {
        const zero = Date.UTC(2026, 10, 23, 6, 0, 0);
        const lines = logLines(
            [
                {
                    node: 'n1',
                    parts: [{ left_out: 0, text: '2026-11-23 06:00:02.000 b\n  more of b\n' }],
                },
                { node: 'n2', parts: [{ left_out: 0, text: '2026-11-23 07:30:01.000 a\n' }] },
            ],
            zero,
        );
        expect(lines.map((line) => [line.node, line.time])).toEqual([
            ['n2', 1e6],
            ['n1', 2e6],
            ['n1', 2e6],
        ]);
    });
});

describe('long output', () => {
    const zero = Date.UTC(2026, 10, 23, 6, 0, 0);
    const line = (minute: number) => `2026-11-23 08:${String(minute).padStart(2, '0')}:00.000 x`;
    it('says what is left out, and where', () => {
        const lines = logLines(
            [
                {
                    node: 'n1',
                    parts: [
                        { left_out: 0, text: 'a\n' },
                        { left_out: 1200, text: 'b\n' },
                    ],
                },
            ],
            zero,
        );
        expect(lines.map(({ text }) => text)).toEqual([
            'a',
            '(1,200 bytes are left out here)',
            'b',
        ]);
    });
    it('of a run of an hour keeps one time zone', () => {
        const text = [0, 10, 20, 50].map(line).join('\n');
        const lines = logLines([{ node: 'n1', parts: [{ left_out: 0, text }] }], zero);
        expect(lines.map(({ time }) => time / 60e6)).toEqual([0, 10, 20, 50]);
        expect(linesBefore(lines, 20 * 60e6)).toBe(3);
        expect(linesBefore(lines, 1e12)).toBe(4);
    });
    it('is not led astray by a date in its first line', () => {
        const text = `built 2019-01-01 00:00:00\n${line(1)}`;
        const lines = logLines([{ node: 'n1', parts: [{ left_out: 0, text }] }], zero);
        expect(lines.map(({ time }) => time)).toEqual([NaN, 60e6]);
    });
});

describe('a clock', () => {
    const clock = (samples: [ms: number, offset: number][]) => ({
        node: 'n2',
        times: Float64Array.from(samples, ([ms]) => ms * 1000),
        offsets: Float64Array.from(samples, ([, offset]) => offset * 1000),
    });
    it.each<[[number, number][], string]>([
        [
            [
                [0, 0],
                [50, 0.2],
            ],
            'n2 was right all the time, within 200 µs',
        ],
        [
            [
                [0, 0],
                [3200, 5000],
                [4000, 5000],
                [5100, 0.1],
                [6000, 0],
            ],
            'n2 jumped 5.00 s ahead at 3.200 s, was right again at 5.100 s',
        ],
        [
            [
                [0, 0],
                [1000, -3000],
                [2000, -1000],
            ],
            'n2 jumped 3.00 s back at 1.000 s, jumped 2.00 s ahead (to 1.00 s behind) at 2.000 s',
        ],
        [
            [
                [0, 0],
                [1000, 100],
                [2000, 200],
                [3000, 300],
                [4000, 400],
                [5000, 500],
                [6000, 0],
            ],
            'n2 drifted from 0 to 500 ms ahead between 0.000 s and 5.000 s, was right again at 6.000 s',
        ],
        [
            [
                [0, 700],
                [9, 700],
            ],
            'n2 jumped 700 ms ahead at 0.000 s',
        ],
    ])('is told: %j', (samples, told) => expect(clockStory(clock(samples))).toBe(told));
    it('that strobes is not told for ever', () => {
        const samples = Array.from({ length: 100 }, (_, k): [number, number] => [k, (k % 2) * 900]);
        expect(clockStory(clock(samples))).toMatch(/, 93 more such moves$/);
    });
});

describe('where a fault was', () => {
    const nodes = ['n1', 'n2', 'n3', 'n4', 'n5'];
    const line = (fault: string, value: Json) => ({ id: 1, fault, value, bit: true });
    const halves = {
        n1: ['n3', 'n4', 'n5'],
        n2: ['n3', 'n4', 'n5'],
        n3: ['n1', 'n2'],
        n4: ['n1', 'n2'],
        n5: ['n1', 'n2'],
    };
    it.each([
        ['kill', ['n3', 'n4'], 'on n3, n4'],
        ['partition', halves, 'n1, n2 on one side, n3, n4, n5 on the other'],
        ['partition', { n1: ['n2'], n2: ['n1'] }, 'n1 and n2 do not hear each other'],
        ['partition', { n1: ['n2'] }, 'n1 does not hear n2'],
        [
            'partition',
            { ...halves, n1: ['n3', 'n4'] },
            /^n1 and n3 do not hear.*; n5 does not hear n1$/,
        ],
        ['clock-bump', { n1: 60e9, n2: -5e6 }, 'n1 by 60.00 s, n2 by −5.00 ms'],
        ['clock-drift', { n1: 1.25 }, 'n1 at 1.250 times the pace'],
        ['latency', { n1: ['n2'] }, 'on links n2 → n1'],
        ['odd', null, ''],
    ] as [string, Json, string][])('is told: %s %j', (fault, value, told) => {
        const text = whereText(line(fault, value), nodes);
        if ((told as unknown) instanceof RegExp) expect(text).toMatch(told);
        else expect(text).toBe(told);
    });
    it('is told of all links together', () => {
        const all = Object.fromEntries(
            nodes.map((node) => [node, nodes.filter((other) => other !== node)]),
        );
        expect(whereText(line('corrupt', all), nodes)).toBe('on every link between the nodes');
        expect(whereText(line('partition', all), nodes)).toBe('cut into n1 | n2 | n3 | n4 | n5');
    });
});

describe('what the network counted', () => {
    it('is a table without columns of zeros', () => {
        const counted = {
            ...{ received: 9, 'dropped-by-cut': 2, corrupted: 0 },
            links: [{ from: 'n1', to: 'n2', received: 9, 'dropped-by-cut': 2, corrupted: 0 }],
        };
        expect(countTable(counted)).toEqual({
            columns: ['received', 'dropped by cut'],
            rows: [
                { name: 'in all', counts: [9, 2] },
                { name: 'n1 → n2', counts: [9, 2] },
            ],
        });
    });
    it('and where it ran, as facts', () => {
        const run = { host: { processors: 4 }, seed: 12345678, interrupted: false, repeat: 'x' };
        expect(facts(run, ['repeat'])).toEqual([
            ['host processors', '4'],
            ['seed', '12345678'],
            ['interrupted', 'no'],
        ]);
    });
});

describe('texts', () => {
    it('tell a stretch of time so that its ends differ', () => {
        expect(stretch(9_697_000, 10_026_000)).toBe('from 9.697 s to 10.026 s (329 ms)');
        expect(stretch(11_043, 11_243)).toBe('from 0.01104 s to 0.01124 s (200 µs)');
        expect(stretch(11_043, 11_046)).toBe('from 0.011043 s to 0.011046 s (3 µs)');
        expect(stretch(3_092_770, 3_098_040)).toBe('from 3.0928 s to 3.0980 s (5.27 ms)');
        expect(stretch(5_000_000, Infinity)).toBe('from 5.000 s to the end of the run');
    });
    it('show what they hold', () => {
        expect(visible('a\u0000\n\u202eb\u200b')).toBe('a␀␊\\u202eb\\u200b');
        expect(visible('<b>é漢</b>')).toBe('<b>é漢</b>');
    });
    it('give times', () => {
        expect(moment(1_234_567)).toBe('1.235 s');
        expect([5, 1500, 2.5e6, Infinity].map(duration)).toEqual([
            '5 µs',
            '1.50 ms',
            '2.50 s',
            'never',
        ]);
    });
});

describe('texts of several lines', () => {
    it('stand apart from the document that holds them', () => {
        const { rest, texts } = longTexts({
            crashes: [
                { node: 'n1', last: 'one\n\ttwo' },
                { node: 'n2', last: 'ended\n' },
            ],
            count: 2,
            none: null,
        });
        expect(texts).toEqual([{ name: 'crashes 1 last', text: 'one\n\ttwo' }]);
        expect(rest).toEqual({
            crashes: [
                { node: 'n1', last: '(above, line by line)' },
                { node: 'n2', last: 'ended\n' },
            ],
            count: 2,
            none: null,
        });
        expect(longTexts(null)).toEqual({ rest: null, texts: [] });
    });
});

describe('recovery', () => {
    it.each([
        [{ 'first-ok': 1_280_000 }, 'after 1.28 ms'],
        [{ 'first-ok': 0 }, 'at once'],
        [{ 'first-ok': 999 }, 'at once'],
        [{ throughput: 5 }, 'not seen'],
        [undefined, 'not measured'],
    ])('of %j is told: %s', (recovery, told) => {
        const { text, meaning } = recoveryTime(recovery, 'first-ok');
        expect(text).toBe(told);
        expect(meaning === '').toBe(!told.startsWith('not'));
    });
});

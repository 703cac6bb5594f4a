import { describe, expect, it } from 'vitest';
import { deflateSync } from 'node:zlib';
import { Columns, unpack } from '../../src/data/columns';
import { evidenceLines, mainEvidence, signed } from '../../src/data/evidence';
import { aligned, nodeClocks } from '../../src/data/clocks';
import { faultBands } from '../../src/data/faults';
import { duration, moment, visible } from '../../src/data/format';
import { logLines, stampOf } from '../../src/data/logs';
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
            'fail: no',
            'info',
        ]);
        expect([0, 1, 2].map((id) => made.label(id))).toEqual(['write 5', 'read 5', 'cas [5,6]']);
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
                { node: 'n1', parts: [{ left_out: 0, text: '2026-11-23 06:00:02.000 b\n  more of b\n' }] },
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

describe('texts', () => {
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

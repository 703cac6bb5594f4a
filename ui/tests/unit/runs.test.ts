import { describe, expect, it } from 'vitest';
import type { RunSummary } from '../../src/runs/api';
import { campaigns, filtered } from '../../src/runs/campaign';
import { quoted } from '../../src/runs/Commands';
import { nothingYet, withEvents, withFaults } from '../../src/runs/live';

function run(
    scenario: string,
    time: string,
    seed: number,
    verdict?: 'valid' | 'invalid',
): RunSummary {
    const over = {
        state: 'over' as const,
        verdict: verdict!,
        seconds: 10,
        operations: { ok: 5, fail: 1, info: 1 },
    };
    return { scenario, time, seed, ...(verdict ? over : { state: 'unfinished' as const }) };
}

const runs = [
    run('b', '20260103T000000.000Z', 1),
    run('a', '20260102T000000.000Z', 1, 'invalid'),
    run('a', '20260101T120000.000Z', 1, 'valid'),
    run('a', '20260101T000000.000Z', 2, 'valid'),
];

describe('runs', () => {
    const any = { scenario: '', verdict: '', seed: '', since: '' };
    it.each([
        [{}, 4],
        [{ scenario: 'a' }, 3],
        [{ verdict: 'unfinished' }, 1],
        [{ verdict: 'valid', seed: '2' }, 1],
        [{ since: '2026-01-02' }, 2],
    ])('are filtered by %j', (filter, left) => {
        expect(filtered(runs, { ...any, ...filter }).length).toBe(left);
    });
    it('make campaigns', () => {
        const [a, b] = campaigns(runs);
        expect(a).toMatchObject({
            scenario: 'a',
            runs: 3,
            verdicts: { invalid: 1, valid: 2 },
            operations: 21,
            secondsToFailure: 30,
        });
        expect(a!.inOrder.map(({ time }) => time.slice(6, 11))).toEqual([
            '01T00',
            '01T12',
            '02T00',
        ]);
        expect(a!.detections.map(({ seconds }) => seconds)).toEqual([30]);
        expect(a!.seeds.map(({ seed, flaky }) => [seed, flaky])).toEqual([[1, true]]);
        expect(b!.verdicts).toEqual({ unfinished: 1 });
        expect(b!.secondsToFailure).toBeNull();
    });
});

describe('a campaign', () => {
    it('counts the running time from failure to failure', () => {
        const verdicts = ['valid', 'invalid', 'invalid', 'valid', 'valid', 'invalid'] as const;
        const list = verdicts.map((verdict, k) => run('a', `2026010${k}T000000.000Z`, k, verdict));
        const [a] = campaigns([...list].reverse());
        expect(a!.detections.map(({ seconds }) => seconds)).toEqual([20, 10, 30]);
        expect(a!.secondsToFailure).toBe(20);
        expect(a!.seeds).toEqual([]);
    });
    it('puts seeds that did not always end alike first', () => {
        const list = [
            run('a', '20260101T000000.000Z', 1, 'valid'),
            run('a', '20260102T000000.000Z', 1, 'valid'),
            run('a', '20260103T000000.000Z', 5, 'valid'),
            run('a', '20260104T000000.000Z', 5, 'invalid'),
            run('a', '20260105T000000.000Z', 6, 'invalid'),
        ];
        const [a] = campaigns(list);
        expect(a!.seeds.map(({ seed, flaky }) => [seed, flaky])).toEqual([
            [5, true],
            [1, false],
        ]);
    });
});

describe('a run under way', () => {
    it('counts what came back, second by second', () => {
        const lines = [
            { time: 5e8, process: 0, type: 'invoke' },
            { time: 6e8, process: 'nemesis', type: 'info' },
            { time: 9e8, process: 0, type: 'ok' },
            { time: 2.1e9, process: 1, type: 'invoke' },
        ];
        const text = lines.map((line) => JSON.stringify(line) + '\n').join('') + 'half a li';
        const once = withEvents(nothingYet(), text);
        expect(once).toMatchObject({ counts: { ok: 1, fail: 0, info: 0 }, open: 1, seconds: 2.1 });
        expect(once.perSecond).toEqual([[1, 0]]);
        const twice = withEvents(once, '{"time":2200000000,"process":1,"type":"info"}\n');
        expect(twice.perSecond).toEqual([
            [1, 0],
            [0, 0],
            [0, 1],
        ]);
        expect(once.perSecond).toEqual([[1, 0]]);
    });
    it('knows which faults are in force', () => {
        const began = withFaults(
            nothingYet(),
            '{"fault":"kill","value":["n1"],"began":1000000000}\n',
        );
        expect(began.faults).toEqual([{ name: 'kill n1', began: 1, ended: null }]);
        const ended = withFaults(
            began,
            '{"fault":"kill","value":["n1"],"began":1000000000,"ended":2000000000}\n',
        );
        expect(ended.faults).toEqual([{ name: 'kill n1', began: 1, ended: 2 }]);
    });
});

describe('a command', () => {
    it('quotes what a shell would take apart', () => {
        expect(quoted('store/a/2026')).toBe('store/a/2026');
        expect(quoted("a b'c$(x)")).toBe(`'a b'\\''c$(x)'`);
    });
});

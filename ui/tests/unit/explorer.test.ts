import { describe, expect, it } from 'vitest';
import {
    fromHash,
    joined,
    lengthOf,
    placesFrom,
    prefixOf,
    toHash,
} from '../../src/explorer/address';
import type { Message, Part, Step } from '../../src/explorer/api';
import { lanesOf, layout } from '../../src/explorer/diagram';
import { changesOf, fieldsOf, marked, pruned } from '../../src/explorer/fields';

describe('an address', () => {
    it('counts, cuts and goes on', () => {
        expect(lengthOf('')).toBe(0);
        expect(lengthOf('0/2/1')).toBe(3);
        expect(lengthOf('run@120')).toBe(121);
        expect(lengthOf('run@120/3')).toBe(122);
        expect(prefixOf('0/2/1', 2)).toBe('0/2');
        expect(prefixOf('run@120/3/4', 122)).toBe('run@120/3');
        expect(prefixOf('run@120/3/4', 121)).toBe('run@120');
        expect(prefixOf('run@120/3/4', 5)).toBe('run@4');
        expect(prefixOf('run@120', 0)).toBe('');
        expect(joined('', [0])).toBe('0');
        expect(joined('run@7', [3, 4])).toBe('run@7/3/4');
    });

    it('tells the places that come after a step', () => {
        expect(placesFrom('0/2/1', 1)).toEqual([2, 1]);
        expect(placesFrom('run@2/5/6', 4)).toEqual([6]);
        expect(placesFrom('run@2/5/6', 3)).toEqual([5, 6]);
        expect(placesFrom('run@2', 3)).toEqual([]);
    });

    it('goes into a link and back, whatever is left of it', () => {
        for (const address of [
            { path: '', future: [] },
            { path: '0/2/1', future: [] },
            { path: '0/2/1', future: [4, 0] },
            { path: 'run@120', future: [1] },
            { path: 'run@120/3', future: [] },
        ])
            expect(fromHash(toHash(address))).toEqual(address);
        for (const hash of ['', '#', '#/x', '#/0/<b>', '#/0//1', '#/0~', '#/run@', '#/~'])
            expect(fromHash(hash)).toEqual({ path: '', future: [] });
    });
});

describe('the fields of a state', () => {
    it('are the members of an object, whatever stands in brackets and strings', () => {
        expect(
            fieldsOf('State{ballot: 3, votes: {n1: 2, n2: 1}, log: [A{x: 1}, B], s: "a, }"}'),
        ).toEqual([
            { name: 'ballot', value: '3' },
            { name: 'votes', value: '{n1: 2, n2: 1}' },
            { name: 'log', value: '[A{x: 1}, B]' },
            { name: 's', value: '"a, }"' },
        ]);
        expect(fieldsOf('S{s: "\\"}, t: 1"}')).toEqual([{ name: 's', value: '"\\"}, t: 1"' }]);
    });

    it('are the whole text where it is something else', () => {
        for (const text of [
            '',
            'crashed',
            'value 0, thread 0 to_read',
            'S{}',
            '{a: 1}',
            'S{a: 1} b',
        ])
            expect(fieldsOf(text)).toEqual([{ name: '', value: text }]);
    });

    it('show what they were where they have changed', () => {
        expect(changesOf('S{a: 1, b: 2}', 'S{a: 1, b: 3}')).toEqual([
            { name: 'a', value: '1' },
            { name: 'b', value: '2', before: '3' },
        ]);
        expect(changesOf('S{a: 1}', undefined)).toEqual([{ name: 'a', value: '1' }]);
        expect(changesOf('S{a: 1}', 'done')).toEqual([{ name: 'a', value: '1', before: '' }]);
    });

    it('mark whole words that differ', () => {
        expect(marked('{n1: 20, n2: 5}', '{n1: 2, n2: 5}')).toEqual([
            { text: '{n1: ', changed: false },
            { text: '20', changed: true },
            { text: ', n2: 5}', changed: false },
        ]);
        expect(marked('same', 'same')).toEqual([{ text: 'same', changed: false }]);
        expect(
            marked('a a', 'a')
                .map(({ text }) => text)
                .join(''),
        ).toBe('a a');
    });
});

const ping: Message = { from: 'n1', to: 'n2', text: 'Ping' };
const pong: Message = { from: 'n2', to: 'n1', text: 'Pong' };

function steps(events: Partial<Step['event']>[], first = 0): Step[] {
    return events.map((event, i) => ({
        place: 0,
        step: first + i,
        fingerprint: '',
        event: { kind: 'deliver', text: '', ...event },
    }));
}

describe('long values', () => {
    it('are told by what has changed and its surroundings', () => {
        const long = 'x '.repeat(400);
        expect(pruned([{ text: 'short', changed: false }])).toEqual([
            { text: 'short', changed: false },
        ]);
        const pieces = pruned([
            { text: long, changed: false },
            { text: '20', changed: true },
            { text: long, changed: false },
        ]);
        expect(pieces.map(({ changed }) => changed)).toEqual([false, true, false]);
        expect(pieces[1]!.text).toBe('20');
        expect(pieces[0]!.text.length).toBeLessThan(200);
        expect(pieces[0]!.text.endsWith('x '.repeat(40))).toBe(true);
        expect(pieces[2]!.text.startsWith('x '.repeat(20))).toBe(true);
    });
});

describe('the lanes', () => {
    const parts = (nodes: number, clients: number): Part[] => [
        ...Array.from({ length: nodes }, (_, i) => part('node', `n${i + 1}`)),
        ...Array.from({ length: clients }, (_, i) => part('client', `c${i + 1}`)),
    ];
    const part = (kind: Part['kind'], name: string): Part => ({ name, kind, state: '' });

    it('are all parts, where they are few', () => {
        expect(lanesOf(parts(3, 2), [])).toEqual(['n1', 'n2', 'n3', 'c1', 'c2']);
    });

    it('are the nodes and the clients that the steps speak of, where they are many', () => {
        const some = steps([
            { whom: 'c7' },
            { whom: 'n1', message: { from: 'c11', to: 'n1', text: '' } },
            { sent: [{ from: 'n1', to: 'c30', text: '' }] },
            { told: [{ who: 'c40', type: 'ok', text: '' }] },
        ]);
        const found = lanesOf(parts(3, 50), some);
        expect(found).toEqual(['n1', 'n2', 'n3', 'c7', 'c11', 'c30', 'c40']);
    });
});

describe('the space-time diagram', () => {
    it('draws a message from the step that sent it to the one that it arrived in', () => {
        const { arrows, marks } = layout(
            ['n1', 'n2'],
            steps([
                { kind: 'start', sent: [ping] },
                { whom: 'n2', message: ping, sent: [pong] },
                { whom: 'n1', message: pong },
            ]),
        );
        expect(arrows.map(({ from, to, sent, arrived }) => [from, to, sent, arrived])).toEqual([
            [0, 1, 0, 1],
            [1, 0, 1, 2],
        ]);
        expect(marks.map(({ row, lane }) => [row, lane])).toEqual([
            [1, 1],
            [2, 0],
        ]);
    });

    it('knows what is lost, what is under way, and what arrives again', () => {
        const { arrows } = layout(
            ['n1', 'n2'],
            steps([
                { kind: 'start', sent: [ping, pong, pong] },
                { whom: 'n2', message: ping },
                { whom: 'n2', message: ping },
                { kind: 'lost', whom: 'n1', message: pong },
            ]),
        );
        expect(
            arrows.map(({ sent, arrived, lost, again }) => ({ sent, arrived, lost, again })),
        ).toEqual([
            { sent: 0, arrived: 1, lost: false, again: false },
            { sent: 0, arrived: 3, lost: true, again: false },
            { sent: 0, arrived: undefined, lost: false, again: false },
            { sent: 0, arrived: 2, lost: false, again: true },
        ]);
    });

    it('lets what was sent before the first step that is shown come from above', () => {
        const { arrows } = layout(['n1', 'n2'], steps([{ whom: 'n2', message: ping }], 40));
        expect(arrows[0]).toMatchObject({ sent: -1, arrived: 0 });
    });

    it('shows how long operations take and nodes are down', () => {
        const told = (type: 'invoke' | 'ok', text: string) => [{ who: 'c1', type, text }];
        const { spans } = layout(
            ['n1', 'c1'],
            steps([
                { kind: 'start', told: told('invoke', 'read') },
                { kind: 'crash', whom: 'n1' },
                { kind: 'recover', whom: 'n1' },
                { whom: 'c1', told: [...told('ok', 'read: 1'), ...told('invoke', 'write 2')] },
            ]),
        );
        expect(spans).toEqual([
            { lane: 1, from: 0, to: 3, kind: 'operation', text: 'read', outcome: 'ok read: 1' },
            { lane: 0, from: 1, to: 2, kind: 'down', text: 'crashed' },
            { lane: 1, from: 3, kind: 'operation', text: 'write 2' },
        ]);
    });

    it('leaves out messages of those who have no lane', () => {
        const { arrows } = layout(
            ['n1'],
            steps([
                { kind: 'start', sent: [ping] },
                { message: pong, whom: 'n9' },
            ]),
        );
        expect(arrows).toEqual([]);
    });
});

// The page of a bug that was found in a run: what a reader sees, and what one does with it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { launch, open, pixels, ready, reportOf, serious, simulated, until } from './support';

const scenario = process.env['ORDEAL_SCENARIOS'] ?? '../scenarios';
const timeline = 'canvas.lanes';

let browser: Browser;
let report: string;
beforeAll(async () => {
    browser = await launch();
    report = simulated(`${scenario}/abd/bug-no-quorum.json`, 1);
}, 120_000);
afterAll(() => browser.close());

async function opened(options: object = {}) {
    const made = await open(browser, report, options);
    await ready(made.page);
    return made;
}

/** The stretch of time that the timeline shows, in microseconds. */
async function shown(page: Page): Promise<{ from: number; to: number }> {
    const text = await page.evaluate(() => document.documentElement.dataset.window ?? '');
    const [from, to] = text.split(' ').map(Number) as [number, number];
    return { from, to };
}

/** Of what a canvas shows in a colour the first and the last column, as shares of its width. */
async function columnsOf(
    page: Page,
    selector: string,
    variable: string,
): Promise<[number, number]> {
    return page.evaluate(
        ([chosen, name]) => {
            const probe = document.body.appendChild(document.createElement('span'));
            probe.style.color = `var(${name})`;
            const wanted = getComputedStyle(probe)
                .color.match(/[\d.]+/g)!
                .map(Number);
            probe.remove();
            const canvas = document.querySelector<HTMLCanvasElement>(chosen!)!;
            const { width, height } = canvas;
            const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height);
            let [first, last] = [width, -1];
            for (let i = 0; i < data.length; i += 4) {
                if (![0, 1, 2].every((k) => Math.abs(data[i + k]! - wanted[k]!) < 8)) continue;
                if (data[i + 3]! <= 200) continue;
                first = Math.min(first, (i / 4) % width);
                last = Math.max(last, (i / 4) % width);
            }
            return last < 0 ? [-1, -1] : [first / width, last / width];
        },
        [selector, variable],
    );
}

describe('the report of a bug', () => {
    it('says first what was broken, by which operation, and under which fault', async () => {
        const { page, complaints } = await opened();
        const verdict = await page.innerText('.verdict');
        expect(verdict.toLowerCase()).toContain('invalid');
        expect(verdict).toMatch(/read of "?\w+"? by process \d+ returned \w+, but only/);
        expect(verdict).toMatch(/under way (at [\d.]+ s|from [\d.]+ s to [\d.]+ s)/);
        expect(verdict).toMatch(/In force meanwhile: |No fault/);
        const broken = page.locator('.story-bar.broken');
        expect(await broken.count()).toBe(1);
        expect(await broken.textContent()).toContain('✗');
        expect(await page.innerText('.broken-row')).toMatch(/\d+: worker \d · n\d/);
        expect(await page.locator('.row-name.under').first().textContent()).toMatch(
            /worker \d · n\d/,
        );
        expect(await page.innerText('.figures')).toMatch(/ok, 0 refused, 0 without an answer/);
        expect(await page.innerText('.broken-row')).toMatch(/only .+ (was|were) possible/);
        expect(complaints).toEqual([]);
    });

    it('leads to the violation in the timeline, which is marked there', async () => {
        const { page } = await opened();
        const before = await shown(page);
        await page.click('.verdict button.primary');
        const after = await until(
            () => shown(page),
            ({ from, to }) => to - from < (before.to - before.from) / 4,
        );
        expect(after.from).toBeGreaterThan(before.from);
        expect(await page.innerText('.details')).toContain('breaks the promise');
        await until(
            () => pixels(page, timeline, '--broken'),
            (count) => count > 50,
        );
    });

    it('zooms by wheel and by keys, and comes back', async () => {
        const { page } = await opened();
        const whole = await shown(page);
        await page.focus(timeline);
        await page.keyboard.press('+');
        const closer = await until(
            () => shown(page),
            ({ from, to }) => to - from < (whole.to - whole.from) * 0.9,
        );
        await page.locator(timeline).scrollIntoViewIfNeeded();
        const box = (await page.locator(timeline).boundingBox())!;
        await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
        await page.mouse.wheel(0, -300);
        const closest = await until(
            () => shown(page),
            ({ from, to }) => to - from < (closer.to - closer.from) * 0.9,
        );
        await page.keyboard.press('ArrowRight');
        await until(
            () => shown(page),
            ({ from }) => from > closest.from,
        );
        await page.keyboard.press('0');
        await until(
            () => shown(page),
            ({ from, to }) => from === whole.from && to === whole.to,
        );
    });

    it('searches, goes from match to match, and tells all of an operation', async () => {
        const { page } = await opened();
        await page.fill('input[type=search]', 'f:write outcome:ok');
        const status = page.locator('.search [role=status]');
        await until(
            () => status.innerText(),
            (text) => /[1-9][\d,]* found/.test(text),
        );
        await until(
            () => pixels(page, timeline, '--match'),
            (count) => count > 20,
        );
        await page.click('.search >> text=next');
        const first = await until(
            () => page.innerText('.details'),
            (text) => text.includes('write'),
        );
        await page.click('.search >> text=next');
        await until(
            () => page.innerText('.details'),
            (text) => text.includes('write') && text !== first,
        );
        expect(first).toMatch(/process \d+ = worker \d · n\d/);
        await page.fill('input[type=search]', 'value:no-such-value');
        await until(
            () => status.innerText(),
            (text) => text.startsWith('0 found'),
        );
    });

    it('shows what is under the pointer, and fault bands by their names', async () => {
        const { page, complaints } = await opened();
        await until(
            () => pixels(page, timeline, '--fault'),
            (count) => count > 100,
        );
        const box = (await page.locator(timeline).boundingBox())!;
        const tips = new Set<string>();
        await page.locator(timeline).scrollIntoViewIfNeeded();
        for (const y of [30, 100])
            for (let x = 60; x < box.width - 10; x += 25) {
                await page.locator(timeline).hover({ position: { x, y } });
                for (const text of await page.locator('.tip').allInnerTexts()) tips.add(text);
            }
        const some = (pattern: RegExp) => [...tips].some((tip) => pattern.test(tip));
        expect(some(/process \d+ = worker \d · n\d/)).toBe(true);
        expect(some(/from [\d.]+ s to [\d.]+ s \([\d.]+ [mµ]?s\)/)).toBe(true);
        expect(some(/partition|kill|pause/)).toBe(true);
        expect(complaints).toEqual([]);
    });

    it('says what its words and marks mean, each mark one thing', async () => {
        const { page } = await opened();
        const legend = await page.innerText('.timeline');
        expect(legend).toContain('refused: surely did not happen');
        expect(legend).toContain('no answer: may have happened');
        expect(legend).toMatch(/“worker 0 · n1” sends them to node n1/);
        expect(legend).toMatch(/A process is a worker’s connection/);
        expect(await page.innerText('#plots')).not.toContain('✗');
        expect(await page.innerText('#messages')).not.toContain('✗');
        expect(await page.innerText('#messages')).toContain('lost on the way');
    });

    it('searches by worker, node and outcome', async () => {
        const { page } = await opened();
        const found = async (query: string) => {
            const status = page.locator('.search [role=status]');
            await page.fill('input[type=search]', '');
            await until(
                () => status.count(),
                (count) => count === 0,
            );
            await page.fill('input[type=search]', query);
            const text = await status.innerText();
            return Number(/^[\d,]+/.exec(text)![0].replace(',', ''));
        };
        const [all, one, other] = [
            await found('outcome:ok node:n2'),
            await found('outcome:ok worker:1'),
            await found('outcome:ok worker:4'),
        ];
        expect(one).toBeGreaterThan(0);
        expect(one + other).toBe(all);
        expect(await found('outcome:refused worker:1')).toBe(0);
    });

    it('has legends that say something before and while one points', async () => {
        const { page } = await opened();
        await page.locator('#plots').scrollIntoViewIfNeeded();
        const legend = page.locator('#plots .plot-legend').first();
        expect(await legend.innerText()).toMatch(
            /refused.*no answer.*median.*Point into the plot/s,
        );
        const plot = page.locator('#plots .u-over').first();
        await plot.scrollIntoViewIfNeeded();
        let x = 300;
        await until(
            async () => {
                await plot.hover({ position: { x: ++x, y: 60 } });
                return legend.innerText();
            },
            (text) => /median [\d.]+ [mµ]?s.*slowest [\d.]+ [mµ]?s.*at [\d.]+ s/s.test(text),
        );
    });

    it('tells where each fault was, and of the run all in one place', async () => {
        const { page } = await opened();
        const faults = await page.innerText('#faults');
        expect(faults).toMatch(/n\d(, n\d)? on one side, n\d(, n\d)? on the other/);
        expect(faults).toMatch(/from [\d.]+ s to [\d.]+ s \(1.00 s\)/);
        expect(faults).toMatch(/\d packets dropped/);
        const run = await page.innerText('#the-run');
        expect(run).toContain('abd simulate');
        expect(run).toMatch(/host processors\s+\d+/);
        expect(run).toContain('Messages between the nodes');
        expect(run).toContain('"concurrency": 6');
        expect(await page.locator('#the-run details').count()).toBe(0);
    });

    it('draws the order of a key on demand', async () => {
        const { page } = await opened();
        await page.click('.verdict button.primary');
        await page.click('text=Show the order');
        await until(
            () => page.innerText('.details'),
            (text) => text.includes('Hide the order'),
        );
    });

    it('shows the messages around the story', async () => {
        const { page } = await opened();
        await page.locator('canvas.diagram').scrollIntoViewIfNeeded();
        await until(
            () => pixels(page, 'canvas.diagram', '--ok'),
            (count) => count > 50,
        );
        expect(await page.innerText('#messages')).toMatch(/Of [\d,]+ messages the page has/);
    });

    it('has no serious fault of accessibility, light or dark', async () => {
        for (const colorScheme of ['light', 'dark']) {
            const { page } = await opened({ colorScheme });
            await page.click('.verdict button.primary');
            expect(await serious(page), colorScheme).toEqual([]);
        }
    });

    it('fits a phone', async () => {
        const { page } = await opened({ viewport: { width: 390, height: 800 } });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(wide).toBeLessThanOrEqual(390);
    });

    it('shows verdict and story without scripts', async () => {
        const { page } = await open(browser, report, { javaScriptEnabled: false });
        const text = await page.innerText('body');
        expect(text).toContain('What happened');
        expect(text.toLowerCase()).toContain('invalid');
        expect(text).toMatch(/\^\^\^/);
        expect(text).toMatch(/what it touched/);
        expect(text).toMatch(/partition \(random-halves: .*packets dropped: \d+/);
    });
});

describe('the report of a run with faults of clocks and disks', () => {
    const second = 1e9;
    const at = (time: number, type: 'invoke' | 'ok', clock: object = {}) => ({
        ...{ process: 0, type, f: 'write', key: 'k', value: time, time },
        ...clock,
    });
    const clocks = (time: number) => [
        at(time, 'invoke'),
        at(time + 1e6, 'ok', {
            'clock-node': 'n1',
            'clock-offset': time > second && time < 3 * second ? 60 * second : 0,
        }),
    ];
    const fault = {
        id: 1,
        fault: 'eio',
        value: ['n1'],
        began: second,
        ended: 3 * second,
        bit: true,
        evidence: { end: { calls: { n1: { 'wal/0.log': { fsync: { matched: 9, hit: 4 } } } } } },
    };

    async function made(options: object = {}) {
        const path = reportOf({
            events: Array.from({ length: 40 }, (_, i) => clocks((i * second) / 10)).flat(),
            verdict: { faults: [fault] },
        });
        const opened = await open(browser, path, options);
        await ready(opened.page);
        return opened;
    }

    it('plots the clocks, and tells the evidence in words', async () => {
        const { page, complaints } = await made();
        await page.locator('#clocks').scrollIntoViewIfNeeded();
        await until(
            () => pixels(page, '#clocks canvas', '--ok'),
            (count) => count > 50,
        );
        expect(await page.innerText('#clocks')).toMatch(
            /n1 jumped 60.00 s ahead at 1.1\d\d s, was right again at 3.0\d\d s/,
        );
        expect(await page.innerText('#faults')).toContain('n1 wal/0.log: fsync 4 of 9 hit');
        expect(await serious(page)).toEqual([]);
        expect(complaints).toEqual([]);
    });

    it('is readable at the width of a phone', async () => {
        const { page } = await made({ viewport: { width: 390, height: 800 } });
        const box = await page.locator('#faults .evidence li').first().boundingBox();
        expect(box!.x + box!.width).toBeLessThanOrEqual(390);
        expect(await page.locator('#faults td[data-label="in force"]').isVisible()).toBe(true);
        expect(await page.locator('#faults thead').isVisible()).toBe(false);
        expect(await serious(page)).toEqual([]);
    });

    it('has no plot of clocks where nothing was measured', async () => {
        const { page } = await opened();
        expect(await page.locator('#clocks').count()).toBe(0);
    });
});

/** A stale read, long after the writes: it begins and returns at these milliseconds. */
function staleRead(begin: number, end: number) {
    const step = (
        time: number,
        process: number,
        type: 'invoke' | 'ok',
        f: string,
        value: unknown,
    ) => ({ process, type, f, value, key: 'k', time: time * 1e6 });
    return [
        step(10, 0, 'invoke', 'write', 1),
        step(20, 0, 'ok', 'write', 1),
        step(30, 0, 'invoke', 'write', 2),
        step(40, 0, 'ok', 'write', 2),
        step(begin, 1, 'invoke', 'read', null),
        step(end, 1, 'ok', 'read', 1),
    ];
}

describe('messages', () => {
    it('open with the broken operation in the middle, and say what lies outside', async () => {
        const trace = Array.from({ length: 2000 }, (_, k) => ({
            ...{ time: k * 5e6 + 3e6, sent: k * 5e6, src: 'n1', dest: 'n2', fate: 'delivered' },
            body: { type: 'beat', number: k },
        }));
        const run = { events: staleRead(7000, 7100), trace, scenario: { system: { nodes: 2 } } };
        const { page, complaints } = await open(browser, reportOf(run));
        await ready(page);
        await page.locator('canvas.diagram').scrollIntoViewIfNeeded();
        const [least, most] = await until(
            () => columnsOf(page, 'canvas.diagram', '--broken'),
            ([from]) => from >= 0,
        );
        expect((least + most) / 2).toBeGreaterThan(0.48);
        expect((least + most) / 2).toBeLessThan(0.6);
        expect(most - least).toBeGreaterThan(0.2);
        expect(await pixels(page, 'canvas.diagram', '--ok')).toBeGreaterThan(100);
        const box = (await page.locator('canvas.diagram').boundingBox())!;
        const read = new Set<string>();
        for (let x = 400; x < 700; x += 5) {
            await page.mouse.move(box.x + x, box.y + box.height * 0.66);
            read.add(await page.innerText('.message-text'));
        }
        expect([...read].join('\n')).toMatch(/n1 → n2 at [67].*"type":"beat"/);
        await page.click('text="›"');
        await until(
            () => columnsOf(page, 'canvas.diagram', '--broken'),
            ([from]) => from < least,
        );
        await page.click('text="As it was"');
        await until(
            () => columnsOf(page, 'canvas.diagram', '--broken'),
            ([from]) => from === least,
        );
        expect(await serious(page)).toEqual([]);
        expect(complaints).toEqual([]);
    });
});

describe('output of the nodes', () => {
    const at = (ms: number) => new Date(Date.UTC(2026, 0, 1) + ms).toISOString();
    const line = (ms: number) => `${at(ms)} line-${ms};\n`;
    const events = staleRead(490, 500);

    it('opens at the violation, and goes where one selects', async () => {
        const all = Array.from({ length: 1000 }, (_, ms) => line(ms)).join('');
        const { page, complaints } = await open(browser, reportOf({ events, output: { n1: all } }));
        await ready(page);
        const moment = page.locator('.log-moment');
        await until(
            () => moment.innerText(),
            (text) =>
                /0.500 s\s+✗ The promise was broken here: operation 2, read → 1 of k/.test(text),
        );
        await until(
            () =>
                page.evaluate(() => {
                    const log = document.querySelector('.log')!.getBoundingClientRect();
                    const row = document.querySelector('.log-moment')!.getBoundingClientRect();
                    return row.top > log.top && row.bottom < log.bottom;
                }),
            (inside) => inside,
        );
        await until(
            () => page.innerText('.log-here'),
            (text) => text.includes('line-500;'),
        );
        expect(await page.evaluate(() => scrollY)).toBe(0);
        await page.fill('input[type=search] >> nth=0', 'value:2');
        await page.click('.search >> text=next');
        await until(
            () => moment.innerText(),
            (text) => text.includes('Here ended operation 1, write 2'),
        );
        await until(
            () => page.innerText('.log-here'),
            (text) => text.includes('line-40;'),
        );
        expect(await serious(page)).toEqual([]);
        expect(complaints).toEqual([]);
    });

    it('has what was written around the violation, of more than a page can hold', async () => {
        const long = Array.from(
            { length: 1000 },
            (_, ms) => `${line(ms)}${'x'.repeat(900)}\n`,
        ).join('');
        const { page } = await open(browser, reportOf({ events, output: { n1: long } }));
        await ready(page);
        expect(await page.innerText('.log-here')).toContain('xxx');
        const text = await page.innerText('.log');
        expect(text).toContain('line-500;');
        expect(text).toContain('line-501;');
        expect(text).toMatch(/[\d,]+ bytes are left out here/);
    });
});

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

describe('the report of a bug', () => {
    it('says first what was broken, by which operation, and under which fault', async () => {
        const { page, complaints } = await opened();
        const verdict = await page.innerText('.verdict');
        expect(verdict.toLowerCase()).toContain('invalid');
        expect(verdict).toMatch(/read of "?\w+"? by process \d+ returned \w+, but only/);
        expect(verdict).toMatch(/under way from [\d.]+ s to [\d.]+ s/);
        expect(verdict).toMatch(/In force meanwhile: |No fault/);
        const broken = page.locator('.story-bar.broken');
        expect(await broken.count()).toBe(1);
        expect(await broken.textContent()).toContain('✗');
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
        expect(first).toMatch(/process\s+\d+/);
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
        expect([...tips].some((tip) => /process \d+/.test(tip))).toBe(true);
        expect([...tips].some((tip) => /partition|kill|pause/.test(tip))).toBe(true);
        expect(complaints).toEqual([]);
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
        expect(await page.innerText('#clocks')).toContain('n1');
        expect(await page.innerText('#faults')).toContain('n1 wal/0.log: fsync 4 of 9 hit');
        expect(await serious(page)).toEqual([]);
        expect(complaints).toEqual([]);
    });

    it('is readable at the width of a phone', async () => {
        const { page } = await made({ viewport: { width: 390, height: 800 } });
        const box = await page.locator('#faults .evidence li').first().boundingBox();
        expect(box!.x + box!.width).toBeLessThanOrEqual(390);
        expect(await page.locator('#faults td[data-label="lasted"]').isVisible()).toBe(true);
        expect(await page.locator('#faults thead').isVisible()).toBe(false);
        expect(await serious(page)).toEqual([]);
    });

    it('has no plot of clocks where nothing was measured', async () => {
        const { page } = await opened();
        expect(await page.locator('#clocks').count()).toBe(0);
    });
});

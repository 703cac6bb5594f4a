// What a stranger needs to read a report: the violation in the timeline and its story together, all
// faults, figures of checks, lost messages; in a narrow window too.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { launch, open, pixels, ready, reportOf, serious, until, type MadeRun } from './support';

let browser: Browser;
beforeAll(async () => {
    browser = await launch();
}, 120_000);
afterAll(() => browser.close());

async function opened(run: MadeRun, options: object = {}) {
    const made = await open(browser, reportOf(run), options);
    await ready(made.page);
    return made;
}

/** Two writes of a key one after the other; then a read of the first, over in 373 microseconds. */
function stale(key: string, begin: number, first: number) {
    const step = (time: number, process: number, type: 'invoke' | 'ok', value: unknown) => ({
        ...{ process, type, key, value, time: Math.round(time * 1e6) },
        f: process % 2 === 0 ? 'write' : 'read',
    });
    return [
        step(10, first, 'invoke', 1),
        step(20, first, 'ok', 1),
        step(30, first, 'invoke', 2),
        step(40, first, 'ok', 2),
        step(begin, first + 1, 'invoke', null),
        step(begin + 0.373, first + 1, 'ok', 1),
    ];
}

const twoStories = {
    events: [...stale('k1', 7000, 0), ...stale('k2', 9000, 2)].sort((a, b) => a.time - b.time),
};

async function shown(page: Page): Promise<{ from: number; to: number }> {
    const text = await page.evaluate(() => document.documentElement.dataset.window ?? '');
    const [from, to] = text.split(' ').map(Number) as [number, number];
    return { from, to };
}

const isAround =
    (us: number) =>
    ({ from, to }: { from: number; to: number }) =>
        from < us && us + 373 < to && to - from < 373 * 61;

/** Of a canvas the longest row of pixels of a colour: how wide a bar of it is. */
async function widest(page: Page, selector: string, variable: string): Promise<number> {
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
            let [most, run] = [0, 0];
            for (let i = 0; i < data.length; i += 4) {
                const fits = [0, 1, 2].every((k) => Math.abs(data[i + k]! - wanted[k]!) < 8);
                run = fits && data[i + 3]! > 200 && (i / 4) % width > 0 ? run + 1 : 0;
                most = Math.max(most, run);
            }
            return most;
        },
        [selector, variable],
    );
}

describe('a violation', () => {
    it('of a moment can be read in the timeline', async () => {
        const { page, complaints } = await opened(twoStories);
        expect(await widest(page, 'canvas.lanes', '--broken')).toBeLessThan(20);
        await page.click('.verdict button.primary');
        await until(() => shown(page), isAround(7_000_000));
        await until(
            () => widest(page, 'canvas.lanes', '--broken'),
            (wide) => wide > 30,
        );
        expect(await page.innerText('.timeline')).toContain('is part of that story');
        expect(complaints).toEqual([]);
    });

    it('and its story are chosen together', async () => {
        const { page } = await opened(twoStories);
        const chosen = page.locator('#story select');
        expect(await chosen.inputValue()).toBe('0');
        await page.click('text=Next violation');
        await until(() => shown(page), isAround(7_000_000));
        await page.click('text=Next violation');
        await until(() => shown(page), isAround(9_000_000));
        await until(
            () => chosen.inputValue(),
            (value) => value === '1',
        );
        await until(
            () => page.innerText('#story .explanation'),
            (text) => text.includes('"k2"'),
        );
        await chosen.selectOption('0');
        await until(() => shown(page), isAround(7_000_000));
        await until(
            () => page.innerText('.details'),
            (text) => /key\s+k1/.test(text),
        );
    });

    it('is not spoken of where there is none', async () => {
        const { page } = await opened({ events: stale('k1', 7000, 0).slice(0, 4) });
        expect(await page.innerText('.timeline')).not.toMatch(/violation|promise|story/);
        expect(await page.getAttribute('canvas.lanes', 'aria-label')).not.toContain('violation');
    });
});

const fault = (id: number) => ({
    ...{ id, fault: 'kill', value: ['n1'], bit: id !== 2 },
    began: id * 1e8,
    ended: id * 1e8 + 5e7,
});

describe('tables', () => {
    const run = {
        events: stale('k1', 7000, 0).slice(0, 4),
        verdict: {
            verdict: 'valid',
            faults: Array.from({ length: 25 }, (_, k) => fault(k + 1)),
            checks: [
                {
                    name: 'crashed-nodes',
                    verdict: 'valid',
                    explanation: 'none that anybody would call a catastrophe',
                    details: { crashes: [{ node: 'n1', 'last-lines': 'first\n\tsecond\nthird' }] },
                },
                {
                    name: 'availability',
                    verdict: 'valid',
                    explanation: 'some',
                    details: {
                        recovery: {
                            faults: [
                                { fault: 1, 'first-ok': 5_000_000, throughput: 0 },
                                { fault: 3 },
                            ],
                        },
                    },
                },
            ],
        },
    };

    it('have all faults, in words', async () => {
        const { page } = await opened(run);
        const rows = page.locator('#faults tbody tr');
        expect(await rows.count()).toBe(20);
        expect(await rows.nth(0).innerText()).toMatch(/after 5.00 ms\s+at once\s+yes/);
        expect(await rows.nth(1).innerText()).toMatch(/not measured.*not measured.*no: it/s);
        expect(await rows.nth(2).innerText()).toMatch(/not seen\s+not seen\s+yes/);
        const hidden = await page.evaluate(() => {
            const holder = document.querySelector('#faults .wide')!;
            return holder.scrollHeight - holder.clientHeight;
        });
        expect(hidden).toBeLessThan(20);
        await page.click('text=Show 5 more');
        await until(
            () => rows.count(),
            (count) => count === 25,
        );
    });

    it('open figures of a check in a row of their own, line by line', async () => {
        const { page } = await opened(run);
        expect(await page.innerText('#checks')).toContain('nodes that ended by themselves');
        const before = (await page.locator('#checks td').first().boundingBox())!.width;
        await page.click('[aria-label="Show the figures of crashed-nodes"]');
        const text = page.locator('#checks .opened pre').first();
        expect((await text.innerText()).split('\n').length).toBe(3);
        expect((await page.locator('#checks td').first().boundingBox())!.width).toBeCloseTo(
            before,
            0,
        );
        expect(await serious(page)).toEqual([]);
        await page.click('[aria-label="Hide the figures of crashed-nodes"]');
        await until(
            () => text.count(),
            (count) => count === 0,
        );
    });

    it.each([390, 700, 1150])('break no word in the middle at %d pixels', async (width) => {
        const events = [...twoStories.events];
        const { page } = await opened(
            { ...run, events, verdict: { ...run.verdict, verdict: 'invalid' } },
            { viewport: { width, height: 800 } },
        );
        expect(await brokenWords(page)).toEqual([]);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(wide).toBeLessThanOrEqual(width);
    });
});

/** Words of tables that stand on two lines. */
async function brokenWords(page: Page): Promise<string[]> {
    return page.evaluate(() => {
        const found: string[] = [];
        for (const cell of document.querySelectorAll('td, th')) {
            const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
            while (texts.nextNode()) {
                const text = texts.currentNode as Text;
                if (text.parentElement!.closest('pre, details:not([open]) > :not(summary)'))
                    continue;
                for (const { index, 0: word } of text.data.matchAll(/[\p{L}\p{N}_]+/gu)) {
                    const range = document.createRange();
                    range.setStart(text, index);
                    range.setEnd(text, index + word.length);
                    const lines = [...range.getClientRects()].filter((box) => box.width > 0);
                    if (new Set(lines.map((box) => Math.round(box.top))).size > 1) found.push(word);
                }
            }
        }
        return found;
    });
}

describe('messages', () => {
    it('that were lost are in the picture of a key', async () => {
        const at = (ms: number, fate: string, body: object, dest = 'n2') => ({
            ...{ sent: ms * 1e6, time: (ms + 0.1) * 1e6, src: 'n1', dest, fate },
            body: { type: 'beat', ...body },
        });
        const trace = [at(7000, 'delivered', { key: 'k1' }), at(7000.2, 'cut', {}, 'n3')];
        const scenario = { system: { nodes: 3 } };
        const { page, complaints } = await opened({ ...twoStories, trace, scenario });
        await page.locator('canvas.diagram').scrollIntoViewIfNeeded();
        const only = page.getByLabel('only about "k1", and all that were lost');
        expect(await only.isChecked()).toBe(true);
        await until(
            () => pixels(page, 'canvas.diagram', '--ok'),
            (count) => count > 20,
        );
        const box = (await page.locator('canvas.diagram').boundingBox())!;
        const read = async () => {
            const texts: string[] = [];
            for (let x = 560; x < 800; x += 4)
                for (const share of [0.55, 0.62, 0.7]) {
                    await page.mouse.move(box.x + x, box.y + box.height * share);
                    texts.push(await page.innerText('.message-text'));
                }
            return texts.join('\n');
        };
        await until(read, (text) => /n1 → n3 at 7.000 s, cut/.test(text));
        expect(complaints).toEqual([]);
    });
});

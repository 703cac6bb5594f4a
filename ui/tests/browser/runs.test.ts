// `ordeal serve`: the list of runs, one of which is under way, and what it must not do.
import { spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { launch, program, reportOf, serious, temporaryFolder, until } from './support';

const attack = '<img src=x onerror=alert(1)>';
let browser: Browser;
let server: ChildProcess;
let url: string;
let store: string;

function started(run: ChildProcess): Promise<string> {
    return new Promise((resolve, reject) => {
        let said = '';
        run.stdout!.on('data', (bytes: Buffer) => {
            said += String(bytes);
            if (said.includes('\n')) resolve(said.trim());
        });
        run.on('exit', (code) => reject(new Error(`ordeal serve ended with ${code}`)));
    });
}

function stored(scenario: string, time: string, seed: number, value: number): void {
    const events = [
        { process: 0, type: 'invoke' as const, f: 'write', value: 1, time: 0 },
        { process: 0, type: 'ok' as const, f: 'write', value: 1, time: 1000 },
        { process: 1, type: 'invoke' as const, f: 'read', value: null, time: 2000 },
        { process: 1, type: 'ok' as const, f: 'read', value, time: 3000 },
    ];
    const verdict = {
        seed,
        seconds: 2,
        operations: { ok: 2, fail: 0, info: 0 },
        repeat: `ordeal run x --seed ${seed}`,
    };
    const folder = dirname(reportOf({ name: scenario, events, verdict }));
    cpSync(folder, join(store, scenario, time), { recursive: true });
}

beforeAll(async () => {
    browser = await launch();
    store = temporaryFolder();
    stored('steady', '20260101T000000.000Z', 7, 1);
    stored('shaky', '20260102T000000.000Z', 7, 1);
    stored('shaky', '20260103T000000.000Z', 7, 9);
    mkdirSync(join(store, attack, '20260104T000000.000Z'), { recursive: true });
    server = spawn(program('ordeal'), ['serve', store, '--port', '0']);
    url = await started(server);
});
afterAll(async () => {
    server.kill('SIGTERM');
    await browser.close();
});

async function opened(): Promise<{ page: Page; complaints: string[] }> {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('dialog', (dialog) => complaints.push(dialog.message()));
    await page.goto(url);
    await page.waitForSelector('html[data-ready]');
    return { page, complaints };
}

describe('the list of runs', () => {
    it('filters by scenario, verdict, seed and time', async () => {
        const { page, complaints } = await opened();
        const rows = page.locator('table.runs tbody tr');
        await until(
            () => rows.count(),
            (count) => count === 4,
        );
        await page.selectOption('form select', 'invalid');
        await until(
            () => rows.count(),
            (count) => count === 1,
        );
        expect(await rows.innerText()).toContain('shaky');
        await page.selectOption('form select', '');
        await page.getByRole('searchbox', { name: 'Scenario' }).fill('steady');
        await until(
            () => rows.count(),
            (count) => count === 1,
        );
        expect(await page.locator('img').count()).toBe(0);
        expect(complaints).toEqual([]);
    });

    it('compares two runs, counts campaigns, and leads to the report', async () => {
        const { page } = await opened();
        for (const time of ['20260102T000000.000Z', '20260103T000000.000Z'])
            await page.getByLabel(`compare shaky/${time}`).check();
        const differing = page.locator('.differs');
        await until(
            () => differing.count(),
            (count) => count > 0,
        );
        expect((await differing.allInnerTexts()).join()).toContain('invalid');
        expect(await page.getByLabel('Figures by scenario').innerText()).toMatch(
            /shaky\s+2\s+1 valid, 1 invalid/,
        );
        const seeds = page.getByLabel('Seeds that ran more than once');
        expect(await seeds.innerText()).toMatch(/shaky\s+7\s+.*no: 1 valid, 1 invalid/s);
        expect(await seeds.innerText()).not.toContain('steady');
        expect(await page.locator('a.invalid').first().getAttribute('href')).toMatch(
            /shaky\/20260103T000000.000Z\/report.html/,
        );
        expect(await serious(page)).toEqual([]);
        await page.click('table.runs >> text=2026-01-03');
        await page.waitForSelector('html[data-ready]');
        expect(await page.innerText('.verdict')).toMatch(/invalid/i);
    });

    it('fits a phone, light and dark', async () => {
        for (const colorScheme of ['light', 'dark'] as const) {
            const context = await browser.newContext({
                viewport: { width: 390, height: 800 },
                colorScheme,
            });
            const page = await context.newPage();
            await page.goto(url);
            await page.waitForSelector('html[data-ready]');
            for (const time of ['20260102T000000.000Z', '20260103T000000.000Z'])
                await page.getByLabel(`compare shaky/${time}`).check();
            await page.waitForSelector('.compared');
            const wide = await page.evaluate(() => document.documentElement.scrollWidth);
            expect(wide).toBeLessThanOrEqual(390);
            const box = (await page.locator('.compared').boundingBox())!;
            expect(box.x + box.width).toBeLessThanOrEqual(390);
            expect(await serious(page), colorScheme).toEqual([]);
            await context.close();
        }
    });

    it('shows commands to copy, and starts nothing', async () => {
        const { page } = await opened();
        await page.getByRole('searchbox', { name: 'Scenario' }).fill('steady');
        const rows = page.locator('table.runs tbody tr');
        await until(
            () => rows.count(),
            (count) => count === 1,
        );
        await page.click('summary');
        expect(await page.innerText('details')).toContain('ordeal run x --seed 7');
        expect(await page.innerText('details')).toContain(`ordeal shrink ${store}/steady/`);
    });

    it('follows a run that is under way, until its verdict', async () => {
        const now = new Date().toISOString().replace(/[-:]/g, '');
        const folder = join(store, 'going-on', now);
        mkdirSync(folder, { recursive: true });
        const history = join(folder, 'history.jsonl');
        const line = (time: number, type: string) =>
            JSON.stringify({ time: time * 1e9, process: 0, type, f: 'read', value: null }) + '\n';
        writeFileSync(history, line(0.1, 'invoke') + line(0.2, 'ok'));
        const { page } = await opened();
        const status = page.locator('.live [role=status]');
        await until(
            () => status.innerText(),
            (text) => text.includes('1 ok'),
        );
        appendFileSync(history, line(1.1, 'invoke') + line(1.2, 'ok'));
        writeFileSync(
            join(folder, 'faults.jsonl'),
            '{"phase":"begin","id":1,"fault":"kill","value":["n1"],"began":1000000000}\n',
        );
        await until(
            () => status.innerText(),
            (text) => text.includes('2 ok') && text.includes('in force: kill'),
        );
        writeFileSync(join(folder, 'verdict.json'), '{"scenario":"going-on","verdict":"valid"}');
        await until(
            () => page.locator('.live').count(),
            (count) => count === 0,
        );
        expect(await page.innerText('table.runs tbody tr >> nth=0')).toContain('valid');
    });
});

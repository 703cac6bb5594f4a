// `PROGRAM explore` and `ordeal replay --explore`: from the start to the violation and back.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { launch, program, serious, simulated, temporaryFolder, until } from './support';

const bug = ['--bug', 'no-quorum', '--clients', '2'];
const servers: ChildProcess[] = [];
let browser: Browser;

beforeAll(async () => {
    browser = await launch();
});
afterAll(async () => {
    for (const server of servers) server.kill('SIGTERM');
    await browser.close();
});

/** The address that a command prints. */
function served(name: string, ...words: string[]): Promise<string> {
    const path = `${process.env['ORDEAL_BIN']}:${process.env['PATH']}`;
    const server = spawn(program(name), [...words, '--port', '0'], {
        env: { ...process.env, PATH: path },
    });
    servers.push(server);
    return new Promise((resolve, reject) => {
        let said = '';
        server.stdout.on('data', (bytes: Buffer) => {
            said += String(bytes);
            const found = /http:\S+/.exec(said);
            if (found) resolve(found[0]);
        });
        server.stderr.on('data', (bytes: Buffer) => (said += String(bytes)));
        server.on('exit', (code) => reject(new Error(`${name} ended with ${code}: ${said}`)));
    });
}

async function opened(url: string): Promise<{ page: Page; complaints: string[] }> {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('dialog', (dialog) => {
        complaints.push(dialog.message());
        void dialog.dismiss();
    });
    page.on('request', (request) => {
        if (!request.url().startsWith(new URL(url).origin)) complaints.push(request.url());
    });
    await page.goto(url);
    await page.waitForSelector('html[data-ready]');
    return { page, complaints };
}

const where = (page: Page) => page.locator('p.where');
const says = (page: Page, words: string) =>
    until(
        () => where(page).innerText(),
        (text) => text.includes(words),
    );

/** Into the folder ORDEAL_PICTURES, where that is set: the pictures of the book. */
async function picture(page: Page, name: string): Promise<void> {
    const folder = process.env['ORDEAL_PICTURES'];
    if (folder) await page.screenshot({ path: join(folder, name) });
}

describe('the explorer of a model', () => {
    let url: string;
    beforeAll(async () => {
        url = await served('abd', 'explore', ...bug);
    });

    it('goes from the start to the violation and back, by keyboard', async () => {
        const { page, complaints } = await opened(url);
        await says(page, 'Step 0;');
        await page.keyboard.press('v');
        await says(page, 'Violated here: linearizable');
        await says(page, 'Step 4;');
        expect(await page.locator('.way li').count()).toBe(5);
        expect(await page.locator('.way [aria-current]').innerText()).toContain('✗');
        expect(await page.getByLabel('c1', { exact: true }).innerText()).toContain('changed');
        await picture(page, 'explorer-light.png');
        expect(await page.locator('.history li.changed').innerText()).toMatch(/c1: read .*null/);
        for (const step of [3, 2, 1, 0]) {
            await page.keyboard.press('u');
            await says(page, `Step ${step};`);
        }
        expect(await where(page).innerText()).not.toContain('Violated');
        expect(await page.locator('.way li.future').count()).toBe(4);
        await page.keyboard.press('End');
        await says(page, 'Violated');
        expect(complaints).toEqual([]);
    });

    it('has the path in its address, so that a link can be shared', async () => {
        const { page } = await opened(url);
        await page.keyboard.press('v');
        await says(page, 'Step 4;');
        await page.keyboard.press('u');
        await says(page, 'Step 3;');
        const link = page.url();
        const other = await opened(link);
        await says(other.page, 'Step 3;');
        expect(await other.page.locator('.way li').count()).toBe(5);
        await other.page.keyboard.press('r');
        await says(other.page, 'Violated here');
        await other.page.goBack();
        await says(other.page, 'Step 3;');
    });

    it('tells what an action would change, and marks it when it is taken', async () => {
        const { page } = await opened(url);
        const first = page.locator('.choice').first();
        await first.locator('.preview').waitFor();
        expect(await first.locator('.preview').innerText()).toContain('n1 would be');
        expect(await first.locator('.effect').innerText()).toContain('n1 changes');
        await page.keyboard.press('j');
        await page.locator('.choice').nth(1).locator('.preview').waitFor();
        await page.keyboard.press('k');
        await first.locator('.preview').waitFor();
        await page.keyboard.press('Enter');
        await says(page, 'Step 1;');
        const n1 = page.getByLabel('n1', { exact: true });
        expect(await n1.innerText()).toContain('changed');
        expect(await n1.locator('mark').count()).toBeGreaterThan(0);
        expect(await page.locator('.network li.changed').count()).toBeGreaterThan(0);
        await page.keyboard.press('/');
        await page.keyboard.type('n2');
        await until(
            () => page.locator('.choice').allInnerTexts(),
            (texts) => texts.length > 0 && texts.every((text) => text.includes('n2')),
        );
        await page.keyboard.press('Enter');
        await says(page, 'Step 2;');
    });

    it('keeps the way that was left as a branch, and bookmarks over a visit', async () => {
        const { page } = await opened(url);
        await page.keyboard.press('v');
        await says(page, 'Step 4;');
        await page.keyboard.press('b');
        await page.keyboard.type('the bad end');
        await page.keyboard.press('Enter');
        await page.getByRole('button', { name: 'the bad end', exact: true }).waitFor();
        await page.keyboard.press('Home');
        await says(page, 'Step 0;');
        await page.locator('.choice > button').nth(1).click();
        await says(page, 'Step 1;');
        await page.getByRole('button', { name: 'branch of 4 steps' }).click();
        await says(page, 'Violated here');
        await page.keyboard.press('Home');
        await says(page, 'Step 0;');
        await page.reload();
        await page.waitForSelector('html[data-ready]');
        await page.getByRole('button', { name: 'the bad end', exact: true }).click();
        await says(page, 'Violated here');
    });

    it('checks the whole model, and shows where a property was found', async () => {
        const { page } = await opened(url);
        await page.keyboard.press('c');
        await page.getByRole('button', { name: /Show the counterexample \(4 steps/ }).click();
        await says(page, 'Violated here');
        expect(await page.locator('.check-status').innerText()).toMatch(/invalid: \d+ states?/);
    });

    it('runs to breakpoints and says which one is reached', async () => {
        const { page } = await opened(url);
        const words = page.getByLabel("Words in a state's text");
        await words.fill('"open');
        await page.getByRole('button', { name: 'Add' }).click();
        await until(
            () => page.locator('.broken-text').allInnerTexts(),
            (texts) => texts.join().includes('quote'),
        );
        await words.fill('@n2 sequence: 1 and not @n1 sequence: 1');
        await page.getByRole('button', { name: 'Add' }).click();
        await page.getByRole('button', { name: 'Run to the nearest' }).click();
        await says(page, 'Breakpoint: @n2 sequence: 1');
        await says(page, 'Step 1;');
        expect(await page.getByLabel('n2', { exact: true }).innerText()).toContain('changed');
    });

    it('finds the shortest way to what a state says, and walks at random', async () => {
        const { page } = await opened(url);
        await page.getByLabel('What to look for').selectOption('text');
        await page.getByLabel('Words in the state').fill('c1: done');
        await page.getByRole('button', { name: 'Go there' }).click();
        await says(page, 'Step 4;');
        await page.keyboard.press('Home');
        await page.getByLabel('Steps of the walk').fill('3');
        await page.getByRole('button', { name: /Walk at random/ }).click();
        await says(page, 'Step 3;');
    });

    it('can be read by everybody, on a telephone, too', async () => {
        const { page } = await opened(url);
        await page.keyboard.press('v');
        await says(page, 'Step 4;');
        await page.keyboard.press('?');
        expect(await serious(page)).toEqual([]);
        await page.getByLabel('Colours').selectOption('dark');
        expect(await serious(page)).toEqual([]);
        await page.setViewportSize({ width: 390, height: 800 });
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
        expect(await serious(page)).toEqual([]);
    });
});

describe('the explorer of a recorded run', () => {
    it('opens where the run went wrong, with times, and goes on along it', async () => {
        const scenario = join(process.env['ORDEAL_SCENARIOS']!, 'abd/bug-no-quorum.json');
        const run = dirname(simulated(scenario, 1));
        const { page, complaints } = await opened(
            await served('ordeal', 'replay', run, '--explore'),
        );
        await says(page, 'Violated here: linearizable');
        expect(page.url()).toMatch(/\/$/);
        expect(await page.locator('.way [aria-current]').innerText()).toMatch(/\d\.\d{3} s/);
        expect(await page.locator('.note').innerText()).toContain('invalid');
        expect(await page.locator('.way .arrow.lost').count()).toBeGreaterThan(0);
        await page.emulateMedia({ colorScheme: 'dark' });
        await picture(page, 'explorer-run-dark.png');
        await page.keyboard.press('u');
        await until(
            async () => page.url(),
            (address) => /#\/run@\d+$/.test(address),
        );
        await until(
            () => where(page).innerText(),
            (text) => !text.includes('Violated'),
        );
        expect(await page.locator('.choice').first().innerText()).toContain(
            'the path goes on here',
        );
        await page.keyboard.press('Enter');
        await says(page, 'Violated here');
        expect(page.url()).toMatch(/#\/run@\d+$/);
        expect(await serious(page)).toEqual([]);
        expect(complaints).toEqual([]);
    });

    it('shows all of a long run, and leaves it for another way and comes back', async () => {
        const scenario = join(process.env['ORDEAL_SCENARIOS']!, 'abd/bug-no-quorum.json');
        const run = dirname(simulated(scenario, 2));
        const { page, complaints } = await opened(
            await served('ordeal', 'replay', run, '--explore'),
        );
        await says(page, 'Violated here: linearizable');
        const last = Number(await page.locator('.travel input').getAttribute('max'));
        expect(last).toBeGreaterThan(10_000);
        const history = page.locator('section[aria-labelledby="history"]');
        expect(await history.innerText()).toContain('✗ history, not linearizable');
        expect(await page.getByLabel('The last step').innerText()).toMatch(/is told \(ok\): read/);
        // To the middle without going there; few rows are drawn, and they are those of there.
        const middle = Math.floor(last / 2);
        await page.evaluate(`document.querySelector('.way').scrollTop = ${middle * 30}`);
        await until(
            () => page.locator('.way .number').allInnerTexts(),
            (numbers) => numbers.includes(String(middle + 3)) && numbers.length < 100,
        );
        await page.keyboard.press('End');
        await says(page, `Step ${last};`);
        expect(await page.locator('.way [aria-current]').innerText()).toContain(String(last));
        await until(
            () => history.locator('li').count(),
            (lines) => lines > 30 && lines < 100, // the latest of some thousand operations
        );
        await page.keyboard.press('Home');
        await says(page, 'Step 0;');
        expect(await history.innerText()).toContain('✓ history, linearizable');
        await page.getByRole('button', { name: /To where it went wrong/ }).click();
        await says(page, 'Violated here');
        await page.keyboard.press('u');
        await until(
            () => where(page).innerText(),
            (text) => !text.includes('Violated'),
        );
        expect(await history.innerText()).toContain('✓ history, linearizable');
        // Another action: a step that was never recorded has no time.
        await page.locator('.choice:not(.ignored) > button').nth(1).click();
        await until(
            () => page.locator('.way [aria-current]').innerText(),
            (text) => text !== '' && !/\d\.\d{3} s/.test(text),
        );
        await page.keyboard.press('g');
        await says(page, 'Violated here');
        expect(complaints).toEqual([]);
    });
});

describe('hostile text', () => {
    it('is shown in states and paths, never run', async () => {
        const attack = '<img src=x onerror=alert(1)></script><b>\u202egnirts\u0007';
        const folder = temporaryFolder();
        const path = join(folder, 'path.json');
        try {
            execFileSync(program('abd'), ['check', ...bug, '--path', path], { stdio: 'pipe' });
        } catch (error) {
            if ((error as { status: number }).status !== 1) throw error;
        }
        const text = readFileSync(path, 'utf8').replaceAll('"A"', JSON.stringify(attack));
        writeFileSync(path, text);
        const url = await served('abd', 'explore', '--path', path);
        const { page, complaints } = await opened(url);
        await page.keyboard.press('Home');
        await says(page, 'Step 0;');
        await page.keyboard.press('r');
        await says(page, 'Step 1;');
        const seen = await page.locator('main').innerText();
        expect(seen).toContain('<img src=x onerror=alert(1)></script><b>');
        expect(seen).not.toContain('\u202e');
        expect(await page.locator('main img, main b:has-text("gnirts")').count()).toBe(0);
        expect(complaints).toEqual([]);
    });
});

// Runs made for tests, and their pages in a headless Chromium. Two variables say where things are:
// ORDEAL_BIN, the folder of Ordeal's programs, and CHROMIUM, the browser.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';

/** One of Ordeal's programs. */
export function program(name: string): string {
    const folder = process.env['ORDEAL_BIN'];
    if (!folder) throw new Error('set ORDEAL_BIN to the folder of the programs: build/release/bin');
    return join(folder, name);
}

/** A temporary folder that is gone when the program ends. */
export function temporaryFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'ordeal-ui-'));
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
    return folder;
}

export async function launch(): Promise<Browser> {
    const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
    if (!existsSync(executablePath))
        throw new Error(`no browser at ${executablePath}: install chromium, or set CHROMIUM`);
    return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
}

export interface Event {
    process: number | string;
    type: 'invoke' | 'ok' | 'fail' | 'info';
    f: string;
    key?: unknown;
    value?: unknown;
    error?: string;
    time: number;
    'clock-offset'?: number;
    'clock-node'?: string;
}

export interface MadeRun {
    name?: string;
    events: Event[];
    verdict?: object;
    scenario?: object;
    output?: Record<string, string>;
    /** Lines of trace.jsonl. */
    trace?: object[];
}

/** The directory of a run with these events, judged by `ordeal verify`, and its page. */
export function reportOf(run: MadeRun): string {
    const folder = temporaryFolder();
    const put = (file: string, text: string) => writeFileSync(join(folder, file), text);
    const lines = run.events.map((event, index) => JSON.stringify({ index, ...event }) + '\n');
    put('history.jsonl', lines.join(''));
    put('faults.jsonl', '');
    put(
        'run.json',
        JSON.stringify({ version: 'test', zero: { wall: Date.UTC(2026, 0, 1) * 1e6, steady: 0 } }),
    );
    put('scenario.json', JSON.stringify({ name: run.name ?? 'made', ...run.scenario }));
    if (run.trace)
        put('trace.jsonl', run.trace.map((line) => JSON.stringify(line) + '\n').join(''));
    for (const [node, text] of Object.entries(run.output ?? {})) {
        mkdirSync(join(folder, 'nodes', node), { recursive: true });
        put(join('nodes', node, 'output.log'), text);
    }
    const judged = verify(join(folder, 'history.jsonl'));
    put(
        'verdict.json',
        JSON.stringify({
            scenario: run.name ?? 'made',
            verdict: judged.verdict,
            checks: [],
            faults: [],
            linearizability: judged,
            ...run.verdict,
        }),
    );
    execFileSync(program('ordeal'), ['report', folder]);
    return join(folder, 'report.html');
}

function verify(history: string): { verdict: string } {
    const command = ['verify', '--json', '--model', 'register', history];
    try {
        return JSON.parse(
            execFileSync(program('ordeal'), command, { encoding: 'utf8', maxBuffer: 1e9 }),
        );
    } catch (error) {
        // Invalid is exit code 1; the document is on stdout all the same.
        return JSON.parse((error as { stdout: string }).stdout);
    }
}

/** A run of a scenario of this repository in virtual time: the same from the same seed. */
export function simulated(scenario: string, seed: number): string {
    const store = temporaryFolder();
    const command = ['simulate', scenario, '--seed', String(seed), '--store', store, '--trace'];
    try {
        execFileSync(program('abd'), command, { stdio: 'pipe' });
    } catch (error) {
        if ((error as { status: number }).status !== 1) throw error;
    }
    const name = readdirSync(store).find((each) => each !== 'latest')!;
    const [when] = readdirSync(join(store, name));
    return join(store, name, when!, 'report.html');
}

export interface Opened {
    page: Page;
    /** What went wrong in it, and what its policy refused. */
    complaints: string[];
}

export async function open(
    browser: Browser,
    report: string,
    options: object = {},
): Promise<Opened> {
    const context = await browser.newContext({
        viewport: { width: 1280, height: 900 },
        ...options,
    });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('dialog', (dialog) => {
        complaints.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
    });
    page.on('request', (request) => {
        if (!request.url().startsWith('file:')) complaints.push(`asked for ${request.url()}`);
    });
    await page.goto(`file://${report}`);
    return { page, complaints };
}

export async function ready(page: Page): Promise<void> {
    await page.waitForSelector('html[data-ready]', { timeout: 60_000 });
}

/** What axe-core finds that is serious or critical. */
export async function serious(page: Page): Promise<string[]> {
    const source = readFileSync(
        createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
        'utf8',
    );
    await page.evaluate(source);
    const found = await page.evaluate(`axe.run(document, { resultTypes: ['violations'] })`);
    const { violations } = found as {
        violations: { id: string; impact: string; nodes: { html: string }[] }[];
    };
    return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(
            ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`,
        );
}

/** How many pixels of a canvas have about this colour. */
export async function pixels(page: Page, selector: string, variable: string): Promise<number> {
    return page.evaluate(
        ([chosen, name]) => {
            const probe = document.body.appendChild(document.createElement('span'));
            probe.style.color = `var(${name})`;
            const wanted = getComputedStyle(probe)
                .color.match(/[\d.]+/g)!
                .map(Number);
            probe.remove();
            const canvas = document.querySelector<HTMLCanvasElement>(chosen!)!;
            const { data } = canvas
                .getContext('2d')!
                .getImageData(0, 0, canvas.width, canvas.height);
            let count = 0;
            for (let i = 0; i < data.length; i += 4)
                if (
                    [0, 1, 2].every((k) => Math.abs(data[i + k]! - wanted[k]!) < 8) &&
                    data[i + 3]! > 200
                )
                    ++count;
            return count;
        },
        [selector, variable],
    );
}

/** Waits until something of the page that is read again and again is as wanted. */
export async function until<T>(read: () => Promise<T>, wanted: (value: T) => boolean): Promise<T> {
    const deadline = Date.now() + 60_000;
    for (;;) {
        const value = await read();
        if (wanted(value)) return value;
        if (Date.now() > deadline) throw new Error(`still ${JSON.stringify(value)}`);
        await new Promise((resume) => setTimeout(resume, 50));
    }
}

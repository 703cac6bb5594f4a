// Histories that mean harm, or are only strange: they are shown, and nothing of them runs.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { launch, open, ready, reportOf, type Event } from './support';

let browser: Browser;
beforeAll(async () => {
    browser = await launch();
}, 60_000);
afterAll(() => browser.close());

/** Writes, and a read that is stale. */
function staleRead(key: unknown, first: unknown, second: unknown): Event[] {
    const step = (index: number, event: Omit<Event, 'time'>): Event => ({
        ...event,
        time: index * 1_000_000,
    });
    return [
        step(0, { process: 0, type: 'invoke', f: 'write', key, value: first }),
        step(1, { process: 0, type: 'ok', f: 'write', key, value: first }),
        step(2, { process: 0, type: 'invoke', f: 'write', key, value: second }),
        step(3, { process: 0, type: 'ok', f: 'write', key, value: second }),
        step(4, { process: 1, type: 'invoke', f: 'read', key, value: null }),
        step(5, { process: 1, type: 'ok', f: 'read', key, value: first }),
    ];
}

const attack = `</script><script>alert(1)</script><img src=x onerror=alert(2)>"'&{{7*7}}`;

describe('a hostile history', () => {
    it('shows markup as text, wherever it stands', async () => {
        const report = reportOf({
            name: attack,
            events: staleRead(attack, attack, 'b'),
            output: { n1: `2026-01-01T00:00:00.003Z ${attack}\n\u001b[31mred\u001b[0m\n` },
            verdict: {
                warnings: [attack],
                checks: [
                    {
                        name: attack,
                        verdict: 'invalid',
                        explanation: attack,
                        details: null,
                        findings: [
                            {
                                name: attack,
                                breaks: true,
                                count: 1,
                                first: 0,
                                last: 0,
                                examples: [
                                    {
                                        counterexample: {
                                            explanation: attack,
                                            broken: 2,
                                            possible: [],
                                            all_possible: true,
                                            concerned: [0, 2],
                                            remark: attack,
                                        },
                                    },
                                ],
                            },
                        ],
                    },
                ],
                faults: [
                    {
                        id: 1,
                        fault: attack,
                        value: [attack],
                        began: 1e6,
                        ended: 2e6,
                        bit: true,
                        evidence: { begin: { pids: { n1: attack } } },
                    },
                ],
                repeat: attack,
                statistics: { x: attack },
            },
        });
        const { page, complaints } = await open(browser, report);
        await ready(page);
        await page.click('.verdict button.primary');
        const text = await page.innerText('body');
        expect(text).toContain('<script>alert(1)</script>');
        expect(await page.locator('img').count()).toBe(0);
        expect(await page.locator('script:not([type])').count()).toBe(1);
        expect(text).toContain('␛[31mred');
        expect(complaints).toEqual([]);
    });

    it('runs nothing even in a page whose text got in as markup', async () => {
        const { page, complaints } = await open(
            browser,
            reportOf({ events: staleRead('k', 1, 2) }),
        );
        await ready(page);
        const got = await page.evaluate(() => {
            try {
                const script = document.createElement('script');
                script.textContent = 'window.ran = true';
                document.body.append(script);
            } catch {
                return 'refused';
            }
            return String('ran' in window);
        });
        expect(['refused', 'false']).toContain(got);
        expect(complaints.join()).toMatch(/Content Security Policy|Trusted|^$/i);
    });

    it('shows control characters and texts that change the direction', async () => {
        const rtl = 'שלום \u202Eevil\u202C \u0000\u0007\u001b[31m';
        const { page, complaints } = await open(
            browser,
            reportOf({ events: staleRead(rtl, rtl, 'b') }),
        );
        await ready(page);
        const text = await page.innerText('body');
        expect(text).toContain('\\u202eevil');
        expect(text).not.toContain('\u202e');
        expect(text).toContain('שלום');
        expect(complaints).toEqual([]);
    });

    it('cuts a value of ten megabytes, and says so', async () => {
        const huge = 'x'.repeat(10_000_000);
        const { page, complaints } = await open(
            browser,
            reportOf({ events: staleRead('k', huge, 'b') }),
        );
        await ready(page);
        await page.click('.verdict button.primary');
        expect(await page.innerText('.details')).toContain('10,000,002 bytes in all');
        expect(complaints).toEqual([]);
    }, 120_000);

    it('shows ten thousand processes', async () => {
        const events: Event[] = [];
        for (let process = 0; process < 10_000; ++process) {
            events.push({
                process,
                type: 'invoke',
                f: 'write',
                key: 'k',
                value: process,
                time: process * 1000,
            });
            events.push({
                process,
                type: 'ok',
                f: 'write',
                key: 'k',
                value: process,
                time: process * 1000 + 900,
            });
        }
        const { page, complaints } = await open(browser, reportOf({ events }));
        await ready(page);
        await page.fill('input[type=search]', 'process:9999');
        await page.click('.search >> text=next');
        expect(await page.innerText('.details')).toContain('write 9999');
        expect(complaints).toEqual([]);
    }, 120_000);

    it('of nothing at all is a page too', async () => {
        const { page, complaints } = await open(browser, reportOf({ events: [] }));
        await ready(page);
        expect(await page.innerText('.verdict')).toMatch(/valid/i);
        expect(complaints).toEqual([]);
    });
});

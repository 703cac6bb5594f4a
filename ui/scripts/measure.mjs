// Measures a report in a headless Chromium: how long until it can be used, and how many milliseconds
// a frame takes while the timeline is zoomed in and out.
//
//     node scripts/measure.mjs RUN/report.html
import { resolve } from 'node:path';
import { chromium } from 'playwright-core';

const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
});
const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
await page.goto('file://' + resolve(process.argv[2]));
await page.waitForSelector('html[data-ready]', { timeout: 120_000 });
const opened = await page.evaluate(() => performance.now());
await page.waitForTimeout(1000);
const frames = await page.evaluate(async () => {
    const canvas = document.querySelector('canvas.lanes');
    const { left, top } = canvas.getBoundingClientRect();
    const times = [];
    let last = performance.now();
    await new Promise((done) => {
        function step(now) {
            times.push(now - last);
            last = now;
            const deltaY = times.length % 60 < 30 ? -60 : 60;
            const at = { clientX: left + 500, clientY: top + 100, ctrlKey: true, cancelable: true };
            canvas.dispatchEvent(new WheelEvent('wheel', { deltaY, ...at }));
            if (times.length < 240) requestAnimationFrame(step);
            else done();
        }
        requestAnimationFrame(step);
    });
    return times.slice(1).sort((a, b) => a - b);
});
const at = (share) => frames[Math.floor(share * (frames.length - 1))].toFixed(1);
console.log(`ready after ${(opened / 1000).toFixed(2)} s`);
console.log(`a frame: median ${at(0.5)} ms, 95 of 100 below ${at(0.95)} ms, longest ${at(1)} ms`);
await browser.close();

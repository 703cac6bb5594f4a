// Measures steps in the explorer as a reader has them: from the key to the next frame that shows
// the state after it. In the folder where the packages are installed (build/release/ui/made):
//
//     ../../bin/paxos explore --clients 3 &
//     node scripts/measure_steps.mjs http://127.0.0.1:3000/
import { chromium } from 'playwright-core';

/** Takes the first action again and again, from the start once more when nothing can happen. */
async function steps(count) {
    const status = document.querySelector('p.where');
    const times = [];
    while (times.length < count) {
        const before = status.textContent;
        const open = document.querySelector('.choice:not(.ignored)') !== null;
        const begin = performance.now();
        dispatchEvent(new KeyboardEvent('keydown', { key: open ? 'Enter' : 'Home' }));
        while (status.textContent === before) await new Promise((resume) => setTimeout(resume));
        await new Promise((resume) => requestAnimationFrame(() => setTimeout(resume)));
        times.push(performance.now() - begin);
    }
    return times.sort((a, b) => a - b);
}

const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
});
const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
await page.goto(process.argv[2]);
await page.waitForSelector('html[data-ready]');
const times = await page.evaluate(steps, 300);
const of = (share) => times[Math.floor((times.length - 1) * share)].toFixed(1);
console.log(`${times.length} steps: median ${of(0.5)} ms, 99 of 100 within ${of(0.99)} ms`);
await browser.close();

import { chromium } from '/work/main/node_modules/@playwright/test/index.mjs';
const b = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
});
const p = await b.newPage({ viewport: { width: 1280, height: 900 } });
await p.goto('http://127.0.0.1:5199/analytics');
await p.waitForTimeout(2500);
for (const t of ['button:has-text("Last 28")', 'button:has-text("Filter")']) {
    await p.click(t);
    await p.waitForTimeout(600);
    console.log(
        t,
        await p.evaluate(() => {
            const e = document.querySelector('[role=dialog]');
            const r = e.getBoundingClientRect();
            return [e.style.cssText, r.left, r.right, e.className];
        }),
    );
    await p.keyboard.press('Escape');
}
await b.close();

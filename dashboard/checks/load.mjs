// How smooth the list of jobs stays (PAGE_URL): node checks/load.mjs [rows to scroll through] [seconds at the top]. Tells the longest task of
// the page's main thread and its heap: while scrolling down through the rows, then at the top while jobs change.
import { launch, url, watchFor } from './browser.mjs';

const [rows = 100_000, seconds = 60] = process.argv.slice(2).map(Number);
const browser = await launch();
const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
const found = [];
watchFor(page, found);
const session = await page.context().newCDPSession(page);
const heap = async () => {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return `${(usedSize / 1e6).toFixed(1)} MB`;
};
await page.addInitScript(() => {
  globalThis.tasks = [];
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) globalThis.tasks.push(Math.round(entry.duration)); }).observe({ type: 'longtask', buffered: true });
});
const longest = async (name) => {
  const tasks = await page.evaluate(() => globalThis.tasks.splice(0).sort((a, b) => b - a));
  console.log(`${name}: longest tasks ${tasks.slice(0, 5).join(', ') || 'under 50'} ms, ${tasks.length} over 50 ms, heap ${await heap()}`);
};
await page.goto(`${url}/jobs`);
await page.locator('.table-rows .job-row').first().waitFor();
await page.waitForTimeout(2000);
await longest('start');
const begun = Date.now();
let loaded = 0;
while (loaded < rows && Date.now() - begun < 400_000) {
  await page.mouse.move(700, 500);
  for (let i = 0; i < 8; i++) { await page.mouse.wheel(0, 6000); await page.waitForTimeout(30); }
  const text = await page.locator('.table-end').innerText();
  const now = Number(/([\d,]+) (loaded|jobs)/.exec(text)?.[1].replaceAll(',', '') ?? loaded);
  if (text.includes('that is all')) { loaded = now; break; }
  if (Math.floor(now / 20_000) > Math.floor(loaded / 20_000)) await longest(`${now} rows`);
  loaded = now;
}
await longest(`${loaded} rows in ${Math.round((Date.now() - begun) / 1000)} s`);
console.log(`rows drawn: ${await page.locator('.table-rows .job-row').count()}`);
for (let i = 0; i < 40; i++) { await page.evaluate((to) => scrollTo(0, to), Math.random() * 3_000_000); await page.waitForTimeout(50); }
await longest('jumping about');
await page.evaluate(() => scrollTo(0, 0));
for (let at = 0; at < seconds; at += 15) { await page.waitForTimeout(Math.min(15, seconds - at) * 1000); await longest(`at the top, ${at + 15} s`); }
await browser.close();
for (const line of new Set(found)) console.log(line);

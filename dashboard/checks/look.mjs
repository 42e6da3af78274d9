// Pictures of every view, light, dark and on a phone, of a running server (PAGE_URL): node checks/look.mjs FOLDER [view...]
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { launch, url, views, watchFor } from './browser.mjs';

const [folder = 'pictures', ...only] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const looks = { light: { colorScheme: 'light', viewport: { width: 1440, height: 900 } }, dark: { colorScheme: 'dark', viewport: { width: 1440, height: 900 } }, phone: { colorScheme: 'light', viewport: { width: 390, height: 844 }, isMobile: true } };
const browser = await launch();
const found = [];
for (const [look, options] of Object.entries(looks)) {
  if (process.env.LOOK && process.env.LOOK !== look) continue;
  const page = await (await browser.newContext({ ...options, reducedMotion: 'reduce' })).newPage();
  watchFor(page, found);
  for (const [name, path] of await views()) {
    if (only.length > 0 && !only.includes(name)) continue;
    await page.goto(url + path);
    await page.waitForTimeout(Number(process.env.WAIT ?? 900));
    if (name === 'dead-letters') { await page.locator('.group-head').first().click({ timeout: 1000 }).catch(() => {}); await page.waitForTimeout(300); }
    if (name === 'cron') { await page.locator('.type-picks .chip').nth(7).click({ timeout: 1000 }).catch(() => {}); await page.getByLabel('Time zone').fill('Europe/Berlin').catch(() => {}); await page.waitForTimeout(700); }
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) found.push(`${look} ${name}: ${wide} px too wide`);
    await page.screenshot({ path: join(folder, `${look}-${name}.png`) });
  }
}
await browser.close();
for (const line of new Set(found)) console.log(line);

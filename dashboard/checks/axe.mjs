// axe over every view in both themes, of a running server (PAGE_URL); fails on what is serious or critical.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { launch, url, views, watchFor } from './browser.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const browser = await launch();
let serious = 0;
const found = [];
for (const colorScheme of ['light', 'dark'])
  for (const viewport of [{ width: 1440, height: 900 }, { width: 390, height: 844 }]) {
    // axe itself is put into the page, which its content security policy would refuse.
    const page = await (await browser.newContext({ colorScheme, viewport, bypassCSP: true, reducedMotion: 'reduce' })).newPage();
    watchFor(page, found);
    for (const [name, path] of await views()) {
      await page.goto(url + path);
      await page.waitForTimeout(700);
      if (name === 'dead-letters') await page.locator('.group-head').first().click({ timeout: 1000 }).catch(() => {});
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => globalThis.axe.run(document));
      for (const { id, impact, help, nodes } of violations) {
        console.log(`${colorScheme} ${viewport.width} ${name}: ${impact} ${id}: ${help} (${nodes.length}) ${nodes[0].html.slice(0, 140)} ${nodes[0].any[0]?.message ?? ''}`);
        if (impact === 'serious' || impact === 'critical') serious++;
      }
    }
  }
await browser.close();
for (const line of new Set(found)) console.log(line);
console.log(`${serious} serious or critical`);
process.exitCode = serious > 0 || found.length > 0 ? 1 : 0;

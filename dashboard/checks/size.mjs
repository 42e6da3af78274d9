// The whole page, compressed, must stay under 250 KB; fails the build otherwise.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const limit = 250_000;
const page = fileURLToPath(new URL('../../http/Page', import.meta.url));
const files = readdirSync(page, { recursive: true }).map(String).sort().filter((name) => statSync(join(page, name)).isFile());
let total = 0;
for (const name of files) {
  const size = gzipSync(readFileSync(join(page, name)), { level: 9 }).length;
  total += size;
  console.log(`${String(size).padStart(8)}  ${name}`);
}
console.log(`${String(total).padStart(8)}  compressed in all, of at most ${limit}`);
const html = readFileSync(join(page, 'index.html'), 'utf8');
if (!html.includes('<base href="./">')) throw new Error('index.html has lost its <base href="./">, which the server rewrites.');
if (/<script(?![^>]*\ssrc=)|<style|\sstyle=|https?:\/\//i.test(html)) throw new Error('index.html has something that the content security policy refuses.');
if (total > limit) throw new Error('The page is too large.');

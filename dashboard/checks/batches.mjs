// Submits jobs in batches to PAGE_URL.
import { url } from './browser.mjs';

/** Submits up to 1,000 jobs; when the scheduler is full, again until it has them. */
export async function submit(jobs) {
  for (;;) {
    const answer = await fetch(`${url}/v1/jobs:batch`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ jobs }) });
    const text = await answer.text();
    if (answer.ok) return;
    if (answer.status !== 429 && answer.status !== 503) throw new Error(`${answer.status}: ${text}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

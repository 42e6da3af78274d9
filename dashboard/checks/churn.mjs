// Keeps a real scheduler (PAGE_URL) busy for checks/load.mjs: node checks/churn.mjs [jobs that wait for tomorrow] [jobs a second] [seconds]. A job
// that runs is told as three changes: submitted, begun, completed.
import { submit } from './batches.mjs';

const [waiting = 100_000, rate = 335, seconds = 900] = process.argv.slice(2).map(Number);
const tomorrow = 86_400_000;
for (let from = 0; from < waiting; from += 1000) await submit(Array.from({ length: Math.min(1000, waiting - from) }, (_, i) => ({ job_type: 'echo', delay_ms: tomorrow + (from + i) * 10 })));
console.log(`${waiting} jobs wait; ${rate} a second run for ${seconds} s`);
const begun = Date.now();
let sent = 0;
for (let passed = 0; passed < seconds; passed = (Date.now() - begun) / 1000) {
  const due = Math.min(200, Math.floor(passed * rate) - sent);
  if (due > 0) await submit(Array.from({ length: due }, (_, i) => ({ job_type: 'echo', queue: ['mail', 'reports', 'sync'][(sent + i) % 3], payload: { n: sent + i } })));
  sent += Math.max(0, due);
  await new Promise((done) => setTimeout(done, 50));
}
console.log(`${sent} jobs in ${Math.round((Date.now() - begun) / 1000)} s`);

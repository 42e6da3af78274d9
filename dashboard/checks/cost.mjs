// What an open page costs the scheduler (PAGE_URL) in throughput: node checks/cost.mjs [pairs of windows] [seconds of each]. Batches are submitted as
// fast as they are taken; by turns nobody looks, and somebody asks what the list of jobs asks: the event stream, and counts every 2 s. The
// asker throws the answers away, so that a browser's own work on the same machine is not counted.
import { url } from './browser.mjs';
import { submit } from './batches.mjs';

const [pairs = 5, seconds = 15] = process.argv.slice(2).map(Number);
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
let goesOn = true;
const callers = Array.from({ length: 4 }, async () => { while (goesOn) await submit(Array.from({ length: 100 }, (_, i) => ({ job_type: 'echo', payload: { n: i } }))); });
const completed = async () => (await (await fetch(`${url}/v1/stats`)).json()).by_state.completed;

/** Completed jobs a second. */
async function window() {
  await pause(2000);
  const [from, before] = [Date.now(), await completed()];
  await pause(seconds * 1000);
  return Math.round(((await completed()) - before) / ((Date.now() - from) / 1000));
}

async function watched() {
  const stop = new AbortController();
  let events = 0;
  const stream = fetch(`${url}/v1/events`, { signal: stop.signal }).then(async (answer) => { for await (const piece of answer.body) events += piece.length; }).catch(() => {});
  const polls = setInterval(() => { for (const path of ['stats', 'queues', 'server', 'jobs?limit=100']) fetch(`${url}/v1/${path}`).then((answer) => answer.arrayBuffer()); }, 2000);
  const rate = await window();
  clearInterval(polls);
  stop.abort();
  await stream;
  if (events === 0) throw new Error('The event stream was silent.');
  return rate;
}

await pause(15_000);
const [alone, beside] = [[], []];
for (let i = 0; i < pairs; i++) { alone.push(await window()); beside.push(await watched()); }
goesOn = false;
await Promise.all(callers);
const median = (rates) => [...rates].sort((a, b) => a - b)[Math.floor(rates.length / 2)];
console.log(`nobody looks: ${alone.join(', ')} jobs a second, median ${median(alone)}`);
console.log(`a page looks: ${beside.join(', ')} jobs a second, median ${median(beside)}`);
console.log(`ratio of the medians: ${(median(beside) / median(alone)).toFixed(3)}`);

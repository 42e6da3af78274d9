// A walk through the page on a running scheduler (PAGE_URL), as an operator would do it: submit, fail, replay, schedule, pause, bulk.
import { launch, url, watchFor } from './browser.mjs';

const browser = await launch();
const page = await (await browser.newContext({ viewport: { width: 1300, height: 900 } })).newPage();
page.setDefaultTimeout(20_000);
const found = [];
watchFor(page, found);
const step = async (name, work) => {
  const start = Date.now();
  try {
    await work();
    console.log(`ok    ${name} (${Date.now() - start} ms)`);
  } catch (thrown) {
    console.log(`NOT   ${name}: ${String(thrown.message).split('\n').slice(0, 6).join(' | ')}`);
    await page.screenshot({ path: `/tmp/walk-${name.replaceAll(/\W+/g, '-')}.png` });
    process.exitCode = 1;
  }
};
const badge = (state) => page.locator(`h1 .badge.state-${state}`);
const tag = `walk-${Date.now()}`;

await step('submit echo to completion', async () => {
  await page.goto(`${url}/submit`);
  await page.getByLabel('Job type').fill('echo');
  await page.getByLabel('JSON').fill('{"big": 12345678901234567890, "one": 1.0}');
  await page.getByText('Queue, retries, tags and keys').click();
  await page.getByLabel('Tags').fill(tag);
  await page.getByRole('button', { name: 'Submit the job' }).click();
  await badge('completed').waitFor();
  await page.getByText('12345678901234567890').first().waitFor();
});
await step('error at the field', async () => {
  await page.goto(`${url}/submit?job_type=echo`);
  await page.getByText('Queue, retries, tags and keys').click();
  await page.getByLabel('Priority').fill('5000');
  await page.getByRole('button', { name: 'Submit the job' }).click();
  await page.locator('.field-bad', { hasText: 'Priority' }).waitFor();
});
await step('sleep shows it runs, then cancel', async () => {
  await page.goto(`${url}/submit?job_type=sleep`);
  await page.waitForTimeout(800);
  if (await page.getByLabel(/^duration_ms/).count()) await page.getByLabel(/^duration_ms/).fill('60000');
  else await page.getByLabel('JSON').fill('{"duration_ms": 60000}');
  await page.getByRole('button', { name: 'Submit the job' }).click();
  await badge('running').waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await badge('cancelled').waitFor();
});
await step('fail, and replay', async () => {
  await page.goto(`${url}/submit?job_type=http`);
  await page.waitForTimeout(800);
  if (await page.getByLabel(/^url/).count()) await page.getByLabel(/^url/).fill('http://127.0.0.1:1/');
  else await page.getByLabel('JSON').fill('{"url": "http://127.0.0.1:1/"}');
  await page.getByText('Queue, retries, tags and keys').click();
  await page.getByLabel('Attempts', { exact: true }).fill('2');
  await page.getByLabel('Retry policy').fill('{"kind":"fixed","initial_ms":200}');
  await page.getByRole('button', { name: 'Submit the job' }).click();
  await badge('failed').waitFor();
  await page.getByRole('button', { name: 'Replay' }).click();
  await page.getByText('#3', { exact: true }).waitFor();
});
await step('live list', async () => {
  await page.goto(`${url}/jobs?tag=${tag}-live`);
  await page.getByText('No job matches').waitFor();
  await fetch(`${url}/v1/jobs`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ job_type: 'echo', tags: [`${tag}-live`] }) });
  await page.locator('.table-rows .job-row .state-completed').waitFor();
});
await step('bulk over the filter', async () => {
  const jobs = Array.from({ length: 620 }, () => ({ job_type: 'echo', delay_ms: 3_600_000, tags: [tag] }));
  for (const job of jobs) if (!(await fetch(`${url}/v1/jobs`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(job) })).ok) throw new Error('not stored');
  await page.goto(`${url}/jobs?tag=${tag}&state=scheduled`);
  await page.getByRole('button', { name: 'Cancel…' }).click();
  const dialog = page.getByRole('dialog');
  const go = dialog.getByRole('button', { name: 'Cancel 620 jobs' });
  await go.or(dialog.getByText('does not offer this in bulk')).waitFor();
  if (await go.count()) { await go.click(); await dialog.getByText('620 cancelled').waitFor(); } else console.log('      (this server has no bulk cancel)');
});
await step('schedule to fired, then paused', async () => {
  await page.goto(`${url}/submit?when=cron&job_type=echo`);
  await page.getByLabel('Schedule id').fill(tag);
  await page.getByLabel('Cron expression').fill('@every 2s');
  await page.locator('.preview-sentence').waitFor();
  await page.getByRole('button', { name: 'Create the schedule' }).click();
  await page.getByRole('heading', { name: tag }).waitFor();
  await page.locator('.mark-word.mark-fired').first().waitFor();
  await page.getByRole('button', { name: 'Pause…' }).click();
  await page.getByLabel('Why').fill('a walk');
  await page.getByLabel('Your name').fill('ana');
  await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();
  await page.getByText('“a walk”').first().waitFor();
  await page.getByRole('button', { name: 'Backfill…' }).click();
  await page.getByRole('dialog').getByText(/would be made|10,?000/).first().waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByLabel('Cron expression').fill('@every 600s');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('.lead', { hasText: '@every 600s' }).waitFor();
  await page.getByRole('button', { name: 'Delete…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.waitForURL(/\/schedules$/);
});
await step('cron error at its place', async () => {
  await page.goto(`${url}/submit?when=cron&job_type=echo`);
  await page.getByLabel('Cron expression').fill('0 25 * $ *');
  await page.locator('.field-bad', { hasText: 'Cron expression' }).waitFor();
});
await step('pause and resume a queue', async () => {
  await page.goto(`${url}/queues`);
  await page.getByRole('button', { name: 'Pause…' }).first().click();
  await page.getByLabel('Why').fill('looking');
  await page.keyboard.press('Enter');
  await page.getByText('“looking”').waitFor();
  await page.getByRole('row', { name: /looking/ }).getByRole('button', { name: 'Resume' }).click();
  await page.getByText('“looking”').waitFor({ state: 'detached' });
});
await step('dead letters', async () => {
  await page.goto(`${url}/dead-letters`);
  await page.locator('.group-head, .rows li').first().waitFor();
  if (!await page.locator('.group-head').count()) { console.log('      (this server has no groups)'); return; }
  await page.locator('.group-head').first().click();
  await page.getByRole('button', { name: /^Replay (5 first|it|all \d)/ }).first().click();
  await page.locator('.canary').waitFor();
});
await step('keys', async () => {
  await page.goto(`${url}/jobs`);
  await page.locator('.table-rows .job-row').first().waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('p');
  await page.getByText('paused', { exact: true }).waitFor();
  for (const key of ['j', 'j', 'x']) await page.keyboard.press(key);
  await page.getByText('1 job ticked').waitFor();
  await page.keyboard.press('o');
  await page.waitForURL(/\/jobs\/[0-9a-f]{4}-/);
  await page.keyboard.press('g');
  await page.keyboard.press('s');
  await page.waitForURL(/\/schedules$/);
});
await browser.close();
for (const line of new Set(found)) console.log(line);
if (found.length > 0) process.exitCode = 1;

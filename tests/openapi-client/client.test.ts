// Calls a running scheduler with the client that was generated from the OpenAPI document. JOBSCHEDULER_URL says where it is.
import { strict as assert } from 'node:assert';
import { randomUUID } from 'node:crypto';
import { before, test } from 'node:test';
import { client } from './generated/client.gen';
import * as api from './generated';

const day = 86_400_000;
const tag = `openapi-${randomUUID()}`;

before(() => {
  const baseUrl = process.env.JOBSCHEDULER_URL ?? '';
  assert.notEqual(baseUrl, '', 'set JOBSCHEDULER_URL, for example http://127.0.0.1:8080');
  client.setConfig({ baseUrl: baseUrl.replace(/\/$/, '') });
});

async function submit(body: Partial<api.JobSubmission> = {}): Promise<api.Job> {
  const { data, response } = await api.submitJob({ body: { job_type: 'echo', delay_ms: day, tags: [tag], ...body } });
  assert.equal(response.status, 202);
  return data!;
}

test('a job is submitted, read, listed, moved, cancelled and replayed', async () => {
  const job = await submit({ payload: { n: 1 }, retry: { kind: 'fixed', initial_ms: 10 } });
  assert.equal(job.state, 'scheduled');
  assert.deepEqual(job.payload, { n: 1 });
  assert.deepEqual(job.retry, { kind: 'fixed', initial_ms: 10, factor: null, max_ms: null, jitter: 0, delays_ms: null });
  const path = { job_id: job.job_id };

  assert.equal((await api.getJob({ path })).data?.job_id, job.job_id);
  assert.equal((await api.getJobStatus({ path })).data?.state, 'scheduled');
  const page = await api.listJobs({ query: { tag: [tag], state: ['scheduled', 'queued'], limit: 10 } });
  assert.deepEqual(page.data?.items.map(item => item.job_id), [job.job_id]);
  assert.equal(page.data?.next_cursor, null);
  assert.equal((await api.moveJob({ path, body: { priority: 7 } })).data?.priority, 7);

  const cancelled = await api.cancelJob({ path });
  assert.equal(cancelled.response.status, 202);
  assert.equal(cancelled.data?.state, 'cancelled');
  assert.notEqual((await api.retryJob({ path })).data?.state, 'cancelled');
});

test('an idempotency key finds its job, with a header or a field', async () => {
  const key = randomUUID();
  const first = await api.submitJob({ body: { job_type: 'echo', delay_ms: day, tags: [tag] }, headers: { 'Idempotency-Key': key } });
  const again = await api.submitJob({ body: { job_type: 'echo', delay_ms: day, tags: [tag], idempotency_key: key } });
  const other = await api.submitJob({ body: { job_type: 'echo', delay_ms: day + 1, tags: [tag], idempotency_key: key } });
  assert.equal(first.response.status, 202);
  assert.equal(again.response.status, 200);
  assert.equal(again.response.headers.get('location'), first.response.headers.get('location'));
  assert.equal(other.response.status, 409);
  assert.equal(other.error?.job_id, first.data?.job_id);
});

test('a batch is answered in its order', async () => {
  const { data, response } = await api.submitJobBatch({
    body: { jobs: [1, 2, 3].map(n => ({ job_type: 'echo', payload: n, delay_ms: day, tags: [tag] })) },
  });
  assert.equal(response.status, 202);
  assert.deepEqual(data?.jobs.map(entry => entry.created), [true, true, true]);
});

test('a refused request is a problem with paths', async () => {
  const { error, response } = await api.submitJob({ body: { job_type: 'echo', priority: 101, delay_ms: -1 } });
  assert.equal(response.status, 422);
  assert.equal(error?.type, 'urn:jobscheduler:problem:validation-failed');
  assert.deepEqual(Object.keys(error!.errors).sort(), ['delay_ms', 'priority']);
  const unknown = await api.getJob({ path: { job_id: '0000-01kb3z5m8q4t7x' } });
  assert.equal(unknown.response.status, 404);
  assert.equal(unknown.error?.type, 'urn:jobscheduler:problem:not-found');
});

test('events begin with the present state and end with the terminal one', async () => {
  const job = await submit();
  await api.cancelJob({ path: { job_id: job.job_id } });
  const { stream } = await api.watchJob({ path: { job_id: job.job_id } });
  const states: unknown[] = [];
  for await (const event of stream) states.push((event as unknown as { state: string }).state);
  assert.deepEqual(states, ['cancelled']);
});

test('a queue is paused and resumed', async () => {
  const name = tag;
  const paused = await api.pauseQueue({ path: { name }, body: { note: 'migration', by: 'ana' } });
  assert.equal(paused.data?.paused, true);
  const queues = await api.listQueues({ query: { limit: 500 } });
  assert.equal(queues.data?.items.find(queue => queue.name === name)?.note, 'migration');
  assert.equal((await api.resumeQueue({ path: { name } })).data?.paused, false);
});

test('dead letters, counts, health and readiness answer', async () => {
  assert.ok(Array.isArray((await api.listDeadLetters({ query: { error_code: ['none'] } })).data?.items));
  const replayed = await api.replayDeadLetters({ body: { filter: { error_code: ['none'] }, dry_run: true } });
  assert.deepEqual([replayed.data?.changed, replayed.data?.dry_run], [0, true]);
  assert.equal(typeof (await api.getStats()).data?.by_state.scheduled, 'number');
  assert.deepEqual((await api.getHealth()).data, { status: 'ok' });
  assert.equal((await api.getReadiness()).data?.status, 'ready');
});

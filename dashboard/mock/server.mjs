// node mock/server.mjs [--port 8099] [--jobs 400] [--rate 2] [--empty] [--read-only] [--old]
// The API of docs/http-api.md over an invented world, and the built page with the headers that the silo gives it, below an optional --prefix.
// --old answers 404 to what a server without event stream, groups, logs, history, nodes and types would not know.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, iso, schemas, World } from './world.mjs';

const option = (name, otherwise) => { const at = process.argv.indexOf(`--${name}`); return at < 0 ? otherwise : process.argv[at + 1]; };
const has = (name) => process.argv.includes(`--${name}`);
const prefix = option('prefix', '');
const old = has('old');
const world = new World({ jobs: Number(option('jobs', 400)), rate: Number(option('rate', 2)), empty: has('empty'), readOnly: has('read-only') });
setInterval(() => world.step(), 100);
setInterval(() => world.tick(), 1000);

const pageRoot = fileURLToPath(new URL('../../http/Page', import.meta.url));
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
export const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

class Refusal extends Error {
  constructor(status, kind, title, detail = null, more = {}) { super(title); Object.assign(this, { status, body: { type: `urn:jobscheduler:problem:${kind}`, title, status, detail, trace_id: '4bf92f3577b34da6a3ce929d0e0e4736', errors: {}, ...more } }); }
}
const notFound = () => new Refusal(404, 'not-found', 'There is no such resource');
const invalid = (errors, more) => new Refusal(422, 'validation-failed', 'The request has unacceptable values', null, { errors, ...more });
const json = (value) => JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? `#big#${v}` : v)).replace(/"#big#(\d+)"/g, '$1');
const row = ({ payload, result, retry, attempts, fingerprint, ...rest }) => rest;

const matches = (filter) => {
  const list = (name) => filter[name] ?? [];
  const any = (name, value) => list(name).length === 0 || list(name).includes(value);
  return (job) => any('state', job.state) && any('job_type', job.job_type) && any('queue', job.queue) && any('schedule_id', job.schedule_id) && any('concurrency_key', job.concurrency_key)
    && any('idempotency_key', job.idempotency_key) && any('error_code', job.error?.code) && any('fingerprint', job.fingerprint) && list('tag').every((tag) => job.tags.includes(tag))
    && (!filter.from || job.submitted_at >= [filter.from].flat()[0]) && (!filter.to || job.submitted_at < [filter.to].flat()[0]);
};

/** Newest first; the cursor is the place in the list of all jobs, which only grows at its end. */
function list(query, where, shape) {
  const limit = Number(query.limit?.[0] ?? 50);
  const items = [];
  let at = query.cursor ? Number(query.cursor[0]) : world.jobs.length - 1;
  for (; at >= 0 && items.length < limit; at--) if (where(world.jobs[at])) items.push(shape(world.jobs[at]));
  return { items, next_cursor: at < 0 ? null : String(at) };
}

function stats() {
  const of = (names, key, shape) => Object.fromEntries(names.map((name) => [name, shape(world.counts((job) => job[key] === name))]));
  const shortened = (by) => ({ waiting: by.scheduled + by.queued, running: by.running, completed: by.completed, failed: by.failed, cancelled: by.cancelled });
  const last = world.points.slice(-60);
  const mean = (name) => last.reduce((sum, point) => sum + point[name], 0) / last.length;
  return {
    at: iso(Date.now()), by_state: world.counts(), by_job_type: of([...new Set(world.jobs.map((job) => job.job_type))], 'job_type', shortened), by_queue: of([...world.queues.keys()], 'queue', (by) => by),
    per_second: { window_s: 60, submitted: mean('submitted'), started: mean('started'), finished: mean('finished') }, lateness_ms: { window_s: 900, count: 3690, p50: 1.4, p95: 3, p99: world.jobs.length ? 4.8 : null, max: 9.7 },
    disk_free_bytes: world.jobs.length ? 1_410_065_408 : 52_613_349_376,
  };
}
let cachedStats = { at: 0, value: null };
const cheapStats = () => (Date.now() - cachedStats.at < 900 ? cachedStats.value : (cachedStats = { at: Date.now(), value: stats() }).value);

function groups() {
  const found = new Map();
  for (const job of world.jobs) {
    if (job.state !== 'failed') continue;
    const group = found.get(job.fingerprint) ?? { fingerprint: job.fingerprint, job_type: job.job_type, error_code: job.error.code, message: job.error.message.replace(/\d+/g, '#'), count: 0, count_is_exact: true, first_seen: job.finished_at, last_seen: job.finished_at, sample: row(job) };
    group.count++;
    if (job.finished_at > group.last_seen) Object.assign(group, { last_seen: job.finished_at, sample: row(job) });
    found.set(job.fingerprint, group);
  }
  return { items: [...found.values()].sort((a, b) => b.count - a.count), next_cursor: null };
}

const verbs = {
  cancel: (job) => { if (job.state === 'running') { job.cancel_requested_at = iso(Date.now()); return true; } if (!/scheduled|queued/.test(job.state)) return job.state === 'cancelled'; Object.assign(job, { state: 'cancelled', waiting_reason: null, finished_at: iso(Date.now()) }); return true; },
  run: (job) => { if (job.state !== 'scheduled') return job.state === 'queued'; job.run_at = iso(Date.now()); return true; },
  retry: (job) => { if (!/failed|cancelled/.test(job.state)) return false; Object.assign(job, { state: 'queued', waiting_reason: null, attempts_used: 0, finished_at: null }); world.active.add(job); return true; },
  discard: (job, reason) => { if (job.state !== 'failed') return false; Object.assign(job, { state: 'cancelled', message: reason }); return true; },
};
verbs.replay = verbs.retry;

function bulk(verb, body) {
  const target = body.ids ? body.ids.map((id) => world.byId.get(id)).filter(Boolean) : world.jobs.filter(matches({ ...body.filter, ...(verb === 'replay' || verb === 'discard' ? { state: ['failed'] } : {}) }));
  const limit = body.limit ?? 1000;
  if (body.dry_run) return { matched: target.length, matched_is_exact: true, changed: 0, skipped: 0, more: false, dry_run: true };
  let changed = 0;
  const taken = target.slice(0, limit);
  for (const job of taken) if (verbs[verb](job, body.reason)) { changed++; world.change(job); }
  return { matched: target.length, matched_is_exact: true, changed, skipped: taken.length - changed, more: target.length > limit, dry_run: false };
}

function preview(body) {
  const text = body.cron ?? '';
  const every = /^@every (\d+)s$/.exec(text);
  const fields = text.split(' ').length;
  if (!every && (fields < 5 || fields > 7)) throw invalid({ cron: [`has ${fields} fields, 5 to 7 are expected`] }, { cron_error: { field: 'expression', position: 0, expected: '5 to 7 fields' } });
  const bad = /[^0-9*/,\-LW#?A-Z@ a-z]/.exec(text);
  if (bad) throw invalid({ cron: [`unexpected "${bad[0]}"`] }, { cron_error: { field: 'minute', position: bad.index, expected: 'a number, *, or /' } });
  const step = every ? Number(every[1]) * 1000 : text.startsWith('*/5') ? 300_000 : 86_400_000;
  const first = Math.ceil(Date.now() / step) * step + (step === 86_400_000 ? 5_400_000 : 0);
  const next = Array.from({ length: body.count ?? 5 }, (_, i) => iso(first + i * step));
  const zone = body.time_zone ?? 'UTC';
  return { description: describe(body), next, next_local: next.map((at) => at.replace('Z', zone === 'UTC' ? '+00:00' : '+02:00')), notes: zone === 'UTC' || step < 86_400_000 ? [] : ['02:30 does not exist on 2027-03-28; it fires at 03:00'] };
}

function log(job, attempt) {
  const base = Date.parse(attempt.started_at);
  const lines = [['information', `Got ${job.job_type} ${job.job_id}`], ['debug', 'Opened a connection to db-2'], ...(attempt.error ? [['warning', 'The other side answers slowly, 2,300 ms'], ['error', attempt.error.message]] : [['information', 'Done']])];
  return { job_id: job.job_id, attempt: attempt.attempt, truncated: false, lines: attempt.outcome === null ? [] : lines.map(([level, message], i) => ({ at: iso(base + i * 13), level, message })) };
}

const routes = [
  ['GET', '/healthz', () => ({ status: 'ok' })],
  ['GET', '/v1/server', () => ({ version: '0.1.0', engine: 'embedded', node: 'n1', read_only: world.readOnly, lateness_target_ms: 250, orleans_dashboard: '/orleans', disk_free_bytes: 1e9, now: iso(Date.now()) }), 'new'],
  ['GET', '/v1/stats', () => cheapStats()],
  ['GET', '/v1/stats/history', (_, q) => ({ resolution: q.resolution[0], step_ms: q.resolution[0] === 'second' ? 1000 : 60000, points: world.points }), 'new'],
  ['GET', '/v1/nodes', () => ({ items: ['n1', 'n2'].map((node) => ({ node, status: 'active', engine: 'embedded', version: '0.1.0', started_at: iso(world.started), slots: 64, slots_running: Math.min(64, world.counts().running), partitions: 8, job_types: Object.keys(schemas), stuck: node === 'n2' && world.jobs.length ? [{ job_id: world.jobs[3].job_id, job_type: 'resize-image', attempt: 2, fencing_token: 991, since: iso(Date.now() - 840_000) }] : [] })), next_cursor: null }), 'new'],
  ['GET', '/v1/partitions', () => ({ items: Array.from({ length: 16 }, (_, partition) => ({ partition, node: partition % 2 ? 'n1' : 'n2', term: 42 + partition, in_memory: partition * 3, queued: partition % 5, running: partition % 3, oldest_queued_ms: partition % 5 ? 310 * partition : null, commit_ms: { p50: 0.6 + partition / 40, p99: 2.1 + partition / 7 } })), next_cursor: null }), 'new'],
  ['GET', '/v1/job-types', () => ({ items: [...Object.entries(schemas).map(([name, payload_schema]) => ({ name, description: { echo: 'Answers what it was sent.', http: 'Makes one HTTP request.', sleep: 'Takes its time.' }[name] ?? null, payload_schema, queue: 'default', max_attempts: 5, nodes: ['n1', 'n2'], counts: cheapStats().by_job_type[name] ?? { waiting: 0, running: 0, completed: 0, failed: 0, cancelled: 0 } })), ...(world.jobs.length ? [{ name: 'send-fax', description: null, payload_schema: null, queue: 'default', max_attempts: 5, nodes: [], counts: cheapStats().by_job_type['send-fax'] ?? { waiting: 0, running: 0, completed: 0, failed: 0, cancelled: 0 } }] : [])], next_cursor: null }), 'new'],
  ['GET', '/v1/queues', () => ({ items: [...world.queues.values()].map((queue) => { const by = cheapStats().by_queue[queue.name] ?? world.counts((job) => job.queue === queue.name); return { ...queue, scheduled: by.scheduled, queued: by.queued, running: by.running, failed: by.failed, oldest_queued_ms: by.queued ? 1000 * by.queued + 340 : null }; }), next_cursor: null })],
  ['POST', '/v1/queues/:name::pause', ([name], _, body) => Object.assign(world.queues.get(name), { paused: true, note: body.note ?? null, paused_by: body.by ?? null, paused_at: iso(Date.now()) })],
  ['POST', '/v1/queues/:name::resume', ([name]) => Object.assign(world.queues.get(name), { paused: false, note: null, paused_by: null, paused_at: null })],
  ['GET', '/v1/jobs', (_, q) => q.order?.[0] === 'due' ? { items: world.jobs.filter((job) => /scheduled|queued/.test(job.state) && matches(q)(job)).sort((a, b) => a.run_at.localeCompare(b.run_at)).slice(0, Number(q.limit?.[0] ?? 50)).map(row), next_cursor: null } : list(q, matches(q), row)],
  ['POST', '/v1/jobs', (_, __, body, answer) => { const payload = body.payload; const wrong = {}; for (const name of schemas[body.job_type]?.required ?? []) if (payload?.[name] === undefined) wrong[`payload.${name}`] = ['is required']; if (body.priority > 100) wrong.priority = ['must be between -100 and 100']; if (Object.keys(wrong).length) throw invalid(wrong); answer.status = 202; const job = world.job(body); world.change(job); return job; }],
  ...Object.keys(verbs).slice(0, 3).map((verb) => ['POST', `/v1/jobs::${verb}`, (_, __, body) => bulk(verb, body), 'new']),
  ['GET', '/v1/jobs/:id', ([id]) => world.byId.get(id)],
  ...Object.keys(verbs).slice(0, 3).map((verb) => ['POST', `/v1/jobs/:id::${verb}`, ([id]) => { const job = world.byId.get(id); if (job && !verbs[verb](job)) throw new Refusal(409, 'state-conflict', 'The job is in another state', `It is ${job.state}.`, { state: job.state }); if (job) world.change(job); return job; }]),
  ['GET', '/v1/jobs/:id/attempts/:n/log', ([id, n]) => { const job = world.byId.get(id); const attempt = job?.attempts.find((one) => one.attempt === Number(n)); return attempt && log(job, attempt); }, 'new'],
  ['GET', '/v1/dead-letters', (_, q) => list(q, (job) => job.state === 'failed' && matches(q)(job), (job) => ({ ...row(job), fingerprint: job.fingerprint }))],
  ['GET', '/v1/dead-letters/groups', () => groups(), 'new'],
  ['POST', '/v1/dead-letters::replay', (_, __, body) => bulk('replay', body)],
  ['POST', '/v1/dead-letters::discard', (_, __, body) => bulk('discard', body)],
  ['GET', '/v1/schedules', () => ({ items: [...world.schedules.values()], next_cursor: null })],
  ['POST', '/v1/schedules::preview', (_, __, body) => preview(body)],
  ['GET', '/v1/schedules/:id', ([id]) => world.schedules.get(id)],
  ['PUT', '/v1/schedules/:id', ([id], _, body) => { preview({ ...body, count: 1 }); const known = world.schedules.get(id); if (!body.job?.job_type) throw invalid({ 'job.job_type': ['is required'] }); if (!known) { const made = world.schedule({ ...body, id }); world.runs.set(id, []); made.next_run_at = iso(Date.now() + 1000); return made; } return Object.assign(known, body, { description: describe(body), version: known.version + 1 }); }],
  ['DELETE', '/v1/schedules/:id', ([id]) => (world.schedules.delete(id) ? {} : undefined)],
  ['GET', '/v1/schedules/:id/runs', ([id], q) => { const all = world.runs.get(id) ?? []; const from = Number(q.cursor?.[0] ?? 0); const limit = Number(q.limit?.[0] ?? 50); return { items: all.slice(from, from + limit), next_cursor: from + limit < all.length ? String(from + limit) : null }; }],
  ['POST', '/v1/schedules/:id::pause', ([id], _, body) => Object.assign(world.schedules.get(id), { paused: true, note: body.note, paused_by: body.by, paused_at: iso(Date.now()), next_run_at: null })],
  ['POST', '/v1/schedules/:id::resume', ([id]) => Object.assign(world.schedules.get(id), { paused: false, note: null, paused_by: null, paused_at: null, next_run_at: iso(Date.now() + 90_000) })],
  ['POST', '/v1/schedules/:id::trigger', ([id]) => { const job = world.job({ ...world.schedules.get(id).job, schedule_id: id, nominal_at: iso(Date.now()) }); world.runs.get(id).unshift({ decision: 'triggered', nominal_at: iso(Date.now()), until: null, count: 1, decided_at: iso(Date.now()), reason: null, job_id: job.job_id, job_state: job.state }); world.change(job); return job; }],
  ['POST', '/v1/schedules/:id::backfill', (_, __, body) => ({ count: Math.max(0, Math.min(10000, Math.floor((Date.parse(body.to) - Date.parse(body.from)) / 300_000))), excluded: 2, dry_run: body.dry_run })],
].map(([method, pattern, handle, kind]) => [method, new RegExp(`^${pattern.replaceAll('::', '%').replace(/:\w+/g, '([^/:]+)').replaceAll('%', ':')}$`), handle, kind]);

function watch(response, where) {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  response.write('retry: 2000\n\n');
  let id = Date.now();
  const send = (event, data) => { if (where(data)) response.write(`id: ${id++}\nevent: ${event}\ndata: ${json(data)}\n\n`); if (event === 'end') response.end(); };
  world.watchers.add(send);
  const alive = setInterval(() => response.write(': keep-alive\n\n'), 15_000);
  response.on('close', () => { world.watchers.delete(send); clearInterval(alive); });
}

async function serve(request, response) {
  const url = new URL(request.url, 'http://mock');
  if (!url.pathname.startsWith(prefix)) throw notFound();
  const path = url.pathname.slice(prefix.length);
  const query = {};
  for (const [name, value] of url.searchParams) (query[name] ??= []).push(value);
  let text = '';
  for await (const piece of request) text += piece;
  const events = /^\/v1\/jobs\/([^/]+)\/events$/.exec(path);
  if (events) { if (!world.byId.has(events[1])) throw notFound(); watch(response, (data) => data.job_id === events[1]); return; }
  if (path === '/v1/events' && !old) { watch(response, () => true); return; }
  for (const [method, pattern, handle, kind] of routes) {
    const found = pattern.exec(decodeURIComponent(path));
    if (!found || method !== request.method || old && kind === 'new') continue;
    const body = text === '' ? {} : JSON.parse(text.replace(/([:[,]\s*)(\d{17,})(?=\s*[,}\]])/g, '$1"#big#$2"'));
    const changes = method !== 'GET' && !path.endsWith(':preview') && !body.dry_run;
    if (world.readOnly && changes) throw new Refusal(403, 'read-only', 'The server is read-only');
    const answer = { status: 200 };
    const value = handle(found.slice(1), query, body, answer);
    if (value === undefined) throw notFound();
    response.writeHead(answer.status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
    response.end(json(value));
    return;
  }
  if (/^\/(v1|healthz)/.test(path) || request.method !== 'GET') throw notFound();
  const name = path.startsWith('/assets/') ? normalize(path) : '/index.html';
  const file = readFileSync(join(pageRoot, name));
  response.writeHead(200, { 'Content-Type': types[extname(name)] ?? 'application/octet-stream', 'Content-Security-Policy': policy });
  response.end(name === '/index.html' ? String(file).replace('<base href="./">', `<base href="${prefix}/">`) : file);
}

createServer((request, response) => {
  serve(request, response).catch((thrown) => {
    const refusal = thrown instanceof Refusal ? thrown : new Refusal(500, 'internal-error', 'The mock made an error', String(thrown.stack));
    if (!response.headersSent) response.writeHead(refusal.status, { 'Content-Type': 'application/problem+json' });
    response.end(json(refusal.body));
  });
}).listen(Number(option('port', 8099)), '127.0.0.1', function () { console.log(`http://127.0.0.1:${this.address().port}${prefix}/`); });

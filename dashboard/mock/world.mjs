// A scheduler in memory, for looking at the page: jobs are made, run, fail and are retried by chance. It follows the shapes of
// docs/http-api.md, and nothing of it is shipped.

let seed = 7;
/** Repeatable chance, so that two screenshots differ only where the page does. */
export const chance = () => ((seed = (seed * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff);
const pick = (list) => list[Math.floor(chance() * list.length)];
const hex = (length) => Array.from({ length }, () => Math.floor(chance() * 16).toString(16)).join('');
export const iso = (at) => new Date(at).toISOString();

export const schemas = {
  echo: null,
  http: {
    type: 'object', required: ['url'],
    properties: {
      url: { type: 'string', format: 'uri', description: 'Where the request goes.' },
      method: { enum: ['GET', 'POST', 'PUT', 'DELETE'], description: 'POST with a body, else GET.' },
      headers: { type: 'object', additionalProperties: { type: 'string' } },
      body: { description: 'A string as it is, other JSON as application/json.' },
      expected_status: { type: 'array', items: { type: 'integer' }, description: 'Statuses that count as success.' },
      timeout_ms: { type: 'integer', minimum: 1, maximum: 600000, default: 30000 },
    },
  },
  sleep: { type: 'object', required: ['duration_ms'], properties: { duration_ms: { type: 'integer', minimum: 0, maximum: 86400000, description: 'How long it takes.' } } },
  'send-mail': {
    type: 'object', required: ['to', 'subject'],
    properties: {
      to: { type: 'string', format: 'email', description: 'Whom it goes to.' }, subject: { type: 'string', maxLength: 200 },
      body: { type: ['string', 'null'], maxLength: 100000 }, urgent: { type: 'boolean' }, cc: { type: 'array', items: { type: 'string' } },
      sender: { $ref: '#/$defs/Sender' },
    },
    $defs: { Sender: { type: 'object', required: ['name'], properties: { name: { type: 'string' }, reply_to: { type: ['string', 'null'] } } } },
  },
  'resize-image': { type: 'object', required: ['path', 'width'], properties: { path: { type: 'string' }, width: { type: 'integer', minimum: 1, maximum: 10000 } } },
};

const failures = [
  ['http', 'http_status_503', (n) => `503 Service Unavailable from orders-${n % 4}`, 'Order # failed'],
  ['send-mail', 'MailKit.Net.Smtp.SmtpCommandException', (n) => `Mailbox full for user ${1000 + n}`, 'Mailbox full for user #'],
  ['resize-image', 'System.OutOfMemoryException', (n) => `Insufficient memory for ${n * 13} x ${n * 7} pixels`, 'Insufficient memory for # x # pixels'],
];

export class World {
  constructor({ jobs = 400, readOnly = false, empty = false, rate = 2 } = {}) {
    this.readOnly = readOnly;
    this.rate = rate;
    this.jobs = [];
    this.byId = new Map();
    this.schedules = new Map();
    this.runs = new Map();
    this.queues = new Map([['default', queue('default')]]);
    this.points = [];
    this.watchers = new Set();
    /** Jobs that may still change by themselves. */
    this.active = new Set();
    this.token = 1000;
    this.started = Date.now() - 3 * 86_400_000;
    this.second = { submitted: 0, started: 0, finished: 0, failed: 0 };
    if (!empty) this.fill(jobs);
    const now = Math.floor(Date.now() / 1000) * 1000;
    for (let i = 900; i > 0; i--) this.points.push(this.past(now - i * 1000, i, empty));
  }

  past(at, ago, empty) {
    const wave = empty ? 0 : 3 + 2 * Math.sin(ago / 60) + chance() * 2;
    const submitted = Math.round(wave);
    return {
      at: iso(at), submitted, started: submitted, finished: Math.max(0, submitted - (chance() < 0.2 ? 1 : 0)), failed: !empty && ago < 260 && chance() < 0.12 ? 1 : 0,
      queued: empty ? 0 : Math.round(12 + 160 * Math.max(0, 300 - ago) / 300), running: empty ? 0 : Math.round(4 + 3 * Math.sin(ago / 40)),
      lateness_ms: submitted === 0 ? null : { p50: 1 + chance(), p99: 4 + chance() * 5 + (ago > 400 && ago < 430 ? 280 : 0), max: 12 + chance() * 8 },
    };
  }

  fill(count) {
    const now = Date.now();
    for (const name of ['mail', 'images', 'reports']) this.queues.set(name, queue(name));
    Object.assign(this.queues.get('reports'), { paused: true, note: 'database migration until noon', paused_by: 'ana', paused_at: iso(now - 1_860_000) });
    for (let i = count; i > 0; i--) this.make(now - i * Math.min(9000, 36e8 / count), i);
    this.schedule({ id: 'nightly-report', cron: '30 2 * * *', time_zone: 'Europe/Berlin', job: { job_type: 'send-mail', payload: { to: 'board@example.org', subject: 'Yesterday' } } });
    this.schedule({ id: 'heartbeat', cron: '*/5 * * * *', job: { job_type: 'http', payload: { url: 'http://127.0.0.1:9000/hook' }, queue: 'default' } });
    this.schedule({ id: 'thumbnails', cron: '@every 90s', overlap: 'queue_one', job: { job_type: 'resize-image', payload: { path: '/in', width: 200 }, queue: 'images' } });
    this.schedule({ id: 'month-end', cron: '0 6 L * *', time_zone: 'America/New_York', job: { job_type: 'send-mail', payload: { to: 'cfo@example.org', subject: 'Month' } }, paused: true, note: 'waits for the new template', paused_by: 'bo', paused_at: iso(now - 7_200_000) });
  }

  make(at, i) {
    const type = pick(['http', 'http', 'echo', 'send-mail', 'resize-image', 'sleep', i % 37 === 0 ? 'send-fax' : 'http']);
    const job = this.job({ job_type: type, payload: { n: i, id: 12345678901234567n }, queue: type === 'send-mail' ? 'mail' : type === 'resize-image' ? 'images' : chance() < 0.08 ? 'reports' : 'default', tags: chance() < 0.3 ? [pick(['demo', 'import', 'customer-17'])] : [] }, at);
    const dice = chance();
    if (type === 'send-fax') this.set(job, 'queued', 'unknown_type');
    else if (job.queue === 'reports') this.set(job, 'queued', 'queue_paused');
    else if (dice < 0.06) { const f = failures.find(([t]) => t === type) ?? failures[0]; this.failed(job, f, i); }
    else if (dice < 0.1) Object.assign(job, { run_at: iso(Date.now() + chance() * 9e6), state: 'scheduled', waiting_reason: 'not_due' });
    else if (dice < 0.12) { this.attempt(job, at + 20, 50, 'retry', failures[0], i); Object.assign(job, { state: 'scheduled', waiting_reason: 'retry_delay', run_at: iso(Date.now() + 60_000 * chance()) }); }
    else if (dice < 0.14) Object.assign(job, { state: 'cancelled', finished_at: iso(at + 5000), message: 'not needed any more' });
    else { this.attempt(job, at + 3 + chance() * 4, 20 + chance() * 900, 'completed'); Object.assign(job, { state: 'completed', finished_at: job.attempts[0].ended_at, progress_percent: 100, result: { ok: true, took: i } }); }
  }

  failed(job, failure, i) {
    const [, code, message] = failure;
    let at = Date.parse(job.submitted_at);
    for (let n = 1; n <= 3; n++) { this.attempt(job, at + 10, 120 + n * 40, n === 3 ? 'failed' : 'retry', [null, code, () => message(i + n)], i); at += 2000 * 2 ** n; }
    Object.assign(job, { state: 'failed', finished_at: job.attempts[2].ended_at, attempts_used: 3, max_attempts: 3, fingerprint: this.fingerprint(job.job_type, code) });
  }

  fingerprint(type, code) { let h = 5381; for (const c of type + code) h = (h * 33 + c.charCodeAt(0)) >>> 0; return h.toString(16).padStart(8, '0'); }

  attempt(job, at, took, outcome, failure, i = 0) {
    const error = failure ? { code: failure[1], message: failure[2](i), detail: `   at Shop.Handlers.${job.job_type}.HandleAsync(Order order) in Handlers.cs:line ${40 + (i % 9)}\n   at JobScheduler.AttemptRunner.InvokeAsync()\n   at Shop.Program.Main()` } : null;
    job.attempts.push({ attempt: job.attempts.length + 1, fencing_token: ++this.token, node: pick(['n1', 'n2']), started_at: iso(at), ended_at: outcome === null ? null : iso(at + took), outcome, error });
    Object.assign(job, { attempt: job.attempts.length, fencing_token: this.token, started_at: iso(at), error: error ?? job.error });
    if (outcome === 'retry') job.attempts_used++;
  }

  job(request, at = Date.now()) {
    const id = `${hex(4)}-01k${at.toString(36)}${hex(4)}`;
    const job = {
      job_id: id, job_type: request.job_type, queue: request.queue ?? 'default', priority: request.priority ?? 0, state: 'queued', waiting_reason: null, attempt: 0, attempts_used: 0,
      max_attempts: request.max_attempts ?? 5, fencing_token: 0, run_at: request.run_at ?? iso(at + (request.delay_ms ?? 0)), submitted_at: iso(at), started_at: null, finished_at: null,
      cancel_requested_at: null, progress_percent: null, message: null, payload: request.payload ?? null, result: null, error: null, timeout_ms: request.timeout_ms ?? null,
      expires_at: null, retry: request.retry ?? { kind: 'exponential', initial_ms: 1000, factor: 2, max_ms: 300000, jitter: 0.2, delays_ms: null },
      idempotency_key: request.idempotency_key ?? null, concurrency_key: request.concurrency_key ?? null, tags: request.tags ?? [], trace_id: hex(32), schedule_id: request.schedule_id ?? null,
      nominal_at: request.nominal_at ?? null, attempts: [],
    };
    if (Date.parse(job.run_at) > Date.now()) Object.assign(job, { state: 'scheduled', waiting_reason: 'not_due' });
    if (!this.queues.has(job.queue)) this.queues.set(job.queue, queue(job.queue));
    this.jobs.push(job);
    this.byId.set(id, job);
    this.active.add(job);
    return job;
  }

  set(job, state, reason = null) { Object.assign(job, { state, waiting_reason: reason }); }

  schedule(definition) {
    const now = Date.now();
    const schedule = {
      time_zone: 'UTC', overlap: 'skip', misfire: 'fire_once', catch_up_window_ms: 604800000, catch_up_limit: 1000, jitter_ms: 0, phase_ms: 0, exclude: [], start_at: null, end_at: null,
      max_runs: null, paused: false, note: null, paused_by: null, paused_at: null, ...definition, description: describe(definition), runs: 128, next_run_at: definition.paused ? null : iso(now + 60_000 + 3e6 * chance()),
      last_run_at: iso(now - 240_000), created_at: iso(now - 9e9), updated_at: iso(now - 7e6), version: 3, active_jobs: 0, waiting: 0,
    };
    this.schedules.set(schedule.id, schedule);
    this.runs.set(schedule.id, Array.from({ length: 60 }, (_, i) => {
      const dice = chance();
      const at = now - (i + 1) * 300_000;
      const run = (decision, more) => ({ decision, nominal_at: iso(at), until: null, count: 1, decided_at: iso(at + 3), reason: null, job_id: null, job_state: null, ...more });
      if (dice < 0.08) return run('skipped', { reason: 'the job before it still runs' });
      if (dice < 0.12) return run('missed', { reason: 'down', count: 3, until: iso(at + 600_000) });
      const job = pick(this.jobs);
      return run(dice > 0.97 ? 'triggered' : 'fired', { job_id: job?.job_id ?? null, job_state: dice < 0.2 ? 'failed' : 'completed' });
    }));
    return schedule;
  }

  change(job) {
    const data = { job_id: job.job_id, job_type: job.job_type, queue: job.queue, state: job.state, waiting_reason: job.waiting_reason, attempt: job.attempt, fencing_token: job.fencing_token, error_code: job.error?.code ?? null, at: iso(Date.now()) };
    for (const watch of this.watchers) watch('state', data);
  }

  progress(job) {
    const data = { job_id: job.job_id, attempt: job.attempt, progress_percent: job.progress_percent, message: job.message, at: iso(Date.now()) };
    for (const watch of this.watchers) watch('progress', data);
  }

  /** One step of 100 ms. */
  step() {
    const now = Date.now();
    if (this.rate > 0) for (let n = this.rate / 10; n > 0; n--) if (chance() < n) { this.change(this.job({ job_type: pick(['echo', 'http', 'sleep']), payload: { n: this.token } })); this.second.submitted++; }
    for (const job of this.active) {
      if (/completed|failed|cancelled/.test(job.state)) { this.active.delete(job); continue; }
      if (job.state === 'scheduled' && Date.parse(job.run_at) <= now) { this.set(job, 'queued'); this.change(job); }
      if (job.state === 'queued' && !schemas.hasOwnProperty(job.job_type)) { this.set(job, 'queued', 'unknown_type'); continue; }
      if (job.state === 'queued' && this.queues.get(job.queue)?.paused) { this.set(job, 'queued', 'queue_paused'); continue; }
      if (job.state === 'queued') { this.attempt(job, now, 0, null); this.set(job, 'running'); this.second.started++; this.change(job); continue; }
      if (job.state !== 'running') continue;
      const length = job.job_type === 'sleep' ? Number(job.payload?.duration_ms ?? 6000) : 300;
      const part = (now - Date.parse(job.started_at)) / length;
      if (part < 1 && !job.cancel_requested_at) { if (job.job_type === 'sleep') { job.progress_percent = Math.floor(part * 100); job.message = `step ${Math.floor(part * 10)} of 10`; this.progress(job); } continue; }
      this.end(job, now);
    }
  }

  end(job, now) {
    const attempt = job.attempts[job.attempts.length - 1];
    attempt.ended_at = iso(now);
    this.second.finished++;
    const fails = job.job_type === 'http' && /refused|:1\b/.test(JSON.stringify(job.payload, (_, v) => (typeof v === 'bigint' ? String(v) : v)));
    if (job.cancel_requested_at) { attempt.outcome = 'cancelled'; Object.assign(job, { state: 'cancelled', finished_at: iso(now) }); }
    else if (fails) {
      job.attempts_used++;
      job.error = attempt.error = { code: 'http_connect', message: `Connection refused (127.0.0.1:1), try ${job.attempt}`, detail: null };
      const last = job.attempts_used >= job.max_attempts;
      attempt.outcome = last ? 'failed' : 'retry';
      if (last) { this.second.failed++; Object.assign(job, { state: 'failed', finished_at: iso(now), fingerprint: this.fingerprint('http', 'http_connect') }); }
      else Object.assign(job, { state: 'scheduled', waiting_reason: 'retry_delay', run_at: iso(now + 3000) });
    } else { attempt.outcome = 'completed'; Object.assign(job, { state: 'completed', finished_at: iso(now), progress_percent: 100, result: job.payload, error: null }); }
    this.change(job);
  }

  /** One step of a second: the history's next point. */
  tick() {
    const by = this.counts();
    const late = this.second.started > 0 ? { p50: 1 + chance(), p99: 4 + chance() * 5, max: 14 } : null;
    this.points.push({ at: iso(Math.floor(Date.now() / 1000) * 1000), ...this.second, queued: by.queued, running: by.running, lateness_ms: late });
    this.points.splice(0, this.points.length - 900);
    this.second = { submitted: 0, started: 0, finished: 0, failed: 0 };
    for (const schedule of this.schedules.values()) if (!schedule.paused && Date.parse(schedule.next_run_at) <= Date.now()) this.fire(schedule);
  }

  fire(schedule) {
    const job = this.job({ ...schedule.job, schedule_id: schedule.id, nominal_at: schedule.next_run_at });
    this.runs.get(schedule.id).unshift({ decision: 'fired', nominal_at: schedule.next_run_at, until: null, count: 1, decided_at: iso(Date.now()), reason: null, job_id: job.job_id, job_state: job.state });
    const every = /^@every (\d+)s$/.exec(schedule.cron);
    Object.assign(schedule, { last_run_at: schedule.next_run_at, runs: schedule.runs + 1, next_run_at: iso(Date.now() + (every ? Number(every[1]) * 1000 : 300_000)) });
    this.change(job);
  }

  counts(where = () => true) {
    const by = { scheduled: 0, queued: 0, running: 0, completed: 0, failed: 0, cancelled: 0 };
    for (const job of this.jobs) if (where(job)) by[job.state]++;
    return by;
  }
}

const queue = (name) => ({ name, paused: false, note: null, paused_by: null, paused_at: null });

export function describe({ cron, time_zone = 'UTC' }) {
  const known = { '30 2 * * *': 'At 02:30', '*/5 * * * *': 'Every 5 minutes', '@every 90s': 'Every 90 seconds', '0 6 L * *': 'At 06:00 on the last day of the month', '0 9 * * MON-FRI': 'At 09:00, Monday to Friday' };
  return `${known[cron] ?? `At ${cron}`}, ${time_zone}`;
}

import { describe, expect, it } from 'vitest';
import type { Job, Queue } from '../api/types';
import { differences } from './diff';
import { stretches } from './timeline';
import { whyWaiting } from './whyWaiting';

const now = Date.parse('2026-12-01T10:00:00.000Z');
const at = (ms: number) => new Date(now + ms).toISOString();
const job = (more: Partial<Job>): Job => ({ job_type: 'http', queue: 'mail', state: 'queued', waiting_reason: null, attempt: 1, attempts_used: 1, max_attempts: 3, run_at: at(5000), submitted_at: at(-9000), concurrency_key: 'k', nominal_at: null, attempts: [], ...more }) as Job;
const attempt = (n: number, from: number, to: number | null) => ({ attempt: n, fencing_token: n, node: 'n1', started_at: at(from), ended_at: to === null ? null : at(to), outcome: to === null ? null : 'retry', error: { code: 'http_connect', message: 'refused', detail: null } }) as Job['attempts'][number];

describe('why a job waits', () => {
  it('whyWaiting_running_isNothing', () => expect(whyWaiting(job({}), now)).toBeNull());

  it('whyWaiting_pausedQueue_saysByWhomAndWhy', () => {
    const queue = { paused: true, paused_by: 'ana', note: 'migration' } as Queue;
    expect(whyWaiting(job({ waiting_reason: 'queue_paused' }), now, queue)?.text).toBe('It is due, but its queue “mail” is paused by ana: “migration”');
    expect(whyWaiting(job({ waiting_reason: 'queue_paused' }), now)?.text).toBe('It is due, but its queue “mail” is paused.');
  });

  it('whyWaiting_retry_saysWhatFailedAndWhatIsLeft', () =>
    expect(whyWaiting(job({ waiting_reason: 'retry_delay', attempts: [attempt(1, -500, -100)] }), now)?.text).toBe('Attempt 1 failed (http_connect); it runs again in 5 s. 2 of 3 attempts are left.'));

  it.each(['not_due', 'retry_delay', 'snoozed', 'queue_paused', 'unknown_type', 'key_busy', 'no_slot', 'loading'] as const)('whyWaiting_%s_isASentence', (waiting_reason) =>
    expect(whyWaiting(job({ waiting_reason }), now)?.text).toMatch(/^[A-Z].*\.$/));
});

describe('differences', () => {
  it('differences_oneNumber_isTheOnlyChange', () => expect(differences('Order 17 failed', 'Order 18 failed')).toEqual([
    { text: 'Order ', kind: 'same' }, { text: '17', kind: 'removed' }, { text: '18', kind: 'added' }, { text: ' failed', kind: 'same' },
  ]));

  it.each([['', ''], ['a', ''], ['', 'a'], ['a b c', 'c b a'], ['x\ny', 'x\nz\ny']])('differences_%j_%j_giveBothBack', (before, after) => {
    const pieces = differences(before, after);
    expect(pieces.filter((piece) => piece.kind !== 'added').map((piece) => piece.text).join('')).toBe(before);
    expect(pieces.filter((piece) => piece.kind !== 'removed').map((piece) => piece.text).join('')).toBe(after);
  });
});

describe('the time line', () => {
  it('stretches_attempts_alternateWithWaiting', () => {
    const line = stretches(job({ state: 'scheduled', attempts: [attempt(1, -8000, -7000), attempt(2, -5000, -4990)] }), now);
    expect(line.map((one) => one.kind)).toEqual(['waited', 'ran', 'waited', 'ran', 'waits']);
    expect(line.reduce((sum, one) => sum + one.share, 0)).toBeCloseTo(1);
    expect(Math.min(...line.map((one) => one.share))).toBeGreaterThan(0.005);
  });

  it('stretches_running_reachesNow', () => expect(stretches(job({ state: 'running', attempts: [attempt(1, -8000, null)] }), now).at(-1)).toMatchObject({ kind: 'ran', to: now }));
});

import { describe, expect, it } from 'vitest';
import type { JobRow, ProgressEvent, StateEvent } from '../api/types';
import { appendPage, applyEvents, mergeHead, newestFirst } from './jobRows';

const job = (n: number, more: Partial<JobRow> = {}): JobRow =>
  ({ job_id: `j${n}`, job_type: 'echo', state: 'queued', waiting_reason: null, attempt: 0, fencing_token: 0, submitted_at: `2026-12-01T10:00:${String(n).padStart(2, '0')}.000Z`, ...more }) as JobRow;
const jobs = (...ns: number[]) => ns.map((n) => job(n));
const ids = (rows: JobRow[]) => rows.map((row) => Number(row.job_id.slice(1)));
const event = (n: number, more: Partial<StateEvent> = {}): [string, StateEvent] =>
  [`j${n}`, { job_id: `j${n}`, job_type: 'echo', queue: 'default', state: 'running', waiting_reason: null, attempt: 1, fencing_token: 5, error_code: null, at: '2026-12-01T10:01:00.000Z', ...more }];
const none = new Map<string, ProgressEvent>();

describe('the first page again', () => {
  it('mergeHead_newJobsAbove_keepsWhatIsBelow', () => {
    const merged = mergeHead({ rows: jobs(5, 4, 3, 2, 1), next: 'old' }, { rows: jobs(7, 6, 5, 4), next: 'new' });
    expect(ids(merged.rows)).toEqual([7, 6, 5, 4, 3, 2, 1]);
    expect(merged.next).toBe('old');
  });

  it('mergeHead_jobsLeftTheFilter_theyGo', () => expect(ids(mergeHead({ rows: jobs(5, 4, 3, 2, 1), next: 'old' }, { rows: jobs(5, 3), next: 'new' }).rows)).toEqual([5, 3, 2, 1]));

  it('mergeHead_soManyNewThatItDoesNotReach_beginsAnew', () => {
    const merged = mergeHead({ rows: jobs(5, 4), next: 'old' }, { rows: jobs(20, 19), next: 'new' });
    expect(ids(merged.rows)).toEqual([20, 19]);
    expect(merged.next).toBe('new');
  });

  it('mergeHead_wholeList_isTheTruth', () => expect(ids(mergeHead({ rows: jobs(5, 4, 3), next: 'old' }, { rows: jobs(5), next: null }).rows)).toEqual([5]));

  it('mergeHead_sameTime_isOrderedByIdAsTheServerDoes', () => {
    const at = '2026-12-01T10:00:00.000Z';
    expect(newestFirst(job(2, { submitted_at: at }), job(1, { submitted_at: at }))).toBeLessThan(0);
  });

  it('appendPage_rowThatIsThereAlready_isNotDoubled', () => expect(ids(appendPage({ rows: jobs(5, 4, 3), next: 'a' }, { rows: jobs(3, 2), next: null }).rows)).toEqual([5, 4, 3, 2]));
});

describe('events on rows', () => {
  it('applyEvents_nothingShownChanges_isTheSameArray', () => {
    const rows = jobs(2, 1);
    expect(applyEvents(rows, new Map([event(9)]), none, () => true)).toEqual({ rows, unknown: 1 });
    expect(applyEvents(rows, new Map([event(9)]), none, () => true).rows).toBe(rows);
  });

  it('applyEvents_newState_isShownWithItsTime', () => {
    const { rows, unknown } = applyEvents(jobs(2, 1), new Map([event(1)]), none, () => true);
    expect(rows[1]).toMatchObject({ state: 'running', attempt: 1, started_at: '2026-12-01T10:01:00.000Z' });
    expect(unknown).toBe(0);
  });

  it('applyEvents_staleAttempt_isIgnored', () => {
    const rows = [job(1, { state: 'running', fencing_token: 9, attempt: 2 })];
    expect(applyEvents(rows, new Map([event(1, { state: 'queued', fencing_token: 5 })]), none, () => true).rows).toBe(rows);
  });

  it('applyEvents_leavesTheFilter_goes', () => expect(ids(applyEvents(jobs(2, 1), new Map([event(2)]), none, (row) => row.state === 'queued').rows)).toEqual([1]));

  it('applyEvents_progress_isShown', () => {
    const progress = new Map([['j1', { job_id: 'j1', attempt: 0, progress_percent: 40, message: 'page 2', at: '' }]]);
    expect(applyEvents(jobs(1), new Map(), progress, () => true).rows[0]).toMatchObject({ progress_percent: 40, message: 'page 2' });
  });
});

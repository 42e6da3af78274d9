import type { JobRow, ProgressEvent, StateEvent } from '../api/types';

/** Newest first, as the server lists: by submission, then by id. Negative if `a` stands before `b`. */
export function newestFirst(a: JobRow, b: JobRow): number {
  if (a.submitted_at !== b.submitted_at) return a.submitted_at > b.submitted_at ? -1 : 1;
  return a.job_id === b.job_id ? 0 : a.job_id > b.job_id ? -1 : 1;
}

export interface Listed { rows: JobRow[]; next: string | null }

/**
 * The list after its first page was loaded again. The page is the truth for its own stretch; older rows stay if it reaches them, so a
 * reader far down loses nothing; if so much is new that it does not, the list begins anew with it.
 */
export function mergeHead(listed: Listed, head: Listed): Listed {
  const last = head.rows[head.rows.length - 1];
  const first = listed.rows[0];
  if (head.next === null || last === undefined || first === undefined) return head;
  if (newestFirst(last, first) < 0) return head;
  const older = listed.rows.findIndex((row) => newestFirst(row, last) > 0);
  return older < 0 ? head : { rows: [...head.rows, ...listed.rows.slice(older)], next: listed.next };
}

/** The next page at the end; a row that is there already (it moved meanwhile) is not shown twice. */
export function appendPage(listed: Listed, page: Listed): Listed {
  const tail = new Set(listed.rows.slice(-page.rows.length - 1).map((row) => row.job_id));
  return { rows: [...listed.rows, ...page.rows.filter((row) => !tail.has(row.job_id))], next: page.next };
}

/**
 * The rows with what events told of them. Rows that no longer belong (another state than asked for) go. The same array if nothing
 * shown has changed; `unknown` counts jobs that are not in the list, and so may be new.
 */
export function applyEvents(
  rows: JobRow[], states: ReadonlyMap<string, StateEvent>, progress: ReadonlyMap<string, ProgressEvent>, belongs: (row: JobRow) => boolean,
): { rows: JobRow[]; unknown: number } {
  let unknown = states.size;
  let changed = false;
  const next: JobRow[] = [];
  for (const row of rows) {
    const state = states.get(row.job_id);
    const step = progress.get(row.job_id);
    if (state !== undefined) unknown--;
    let now = row;
    if (state !== undefined && state.fencing_token >= row.fencing_token && (state.state !== row.state || state.waiting_reason !== row.waiting_reason || state.attempt !== row.attempt))
      now = { ...now, state: state.state, waiting_reason: state.waiting_reason, attempt: state.attempt, fencing_token: state.fencing_token, ...timesOf(row, state) };
    if (step !== undefined && step.attempt >= now.attempt && (step.progress_percent !== now.progress_percent || step.message !== now.message))
      now = { ...now, progress_percent: step.progress_percent, message: step.message };
    if (now !== row) {
      changed = true;
      if (!belongs(now)) continue;
    }
    next.push(now);
  }
  return { rows: changed ? next : rows, unknown };
}

const terminal = new Set(['completed', 'failed', 'cancelled']);

function timesOf(row: JobRow, { state, at }: StateEvent): Partial<JobRow> {
  if (state === 'running') return { started_at: at, finished_at: null };
  if (terminal.has(state)) return { finished_at: at, progress_percent: state === 'completed' ? 100 : row.progress_percent };
  return { finished_at: null };
}

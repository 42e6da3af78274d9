// The shapes of docs/http-api.md, as they travel: snake_case, times as RFC 3339 text, no value is null.

export const jobStates = ['scheduled', 'queued', 'running', 'completed', 'failed', 'cancelled'] as const;
export type JobState = (typeof jobStates)[number];

export type WaitingReason =
  | 'not_due' | 'retry_delay' | 'snoozed'
  | 'queue_paused' | 'unknown_type' | 'key_busy' | 'no_slot' | 'loading';

export type Outcome = 'completed' | 'retry' | 'snoozed' | 'failed' | 'cancelled' | 'timed_out' | 'lost' | 'released';

export interface JobError { code: string; message: string; detail: string | null }

export interface Attempt {
  attempt: number;
  fencing_token: number;
  node: string;
  started_at: string;
  ended_at: string | null;
  outcome: Outcome | null;
  error: JobError | null;
}

export interface RetryPolicy {
  kind: 'exponential' | 'fixed' | 'explicit' | 'none';
  initial_ms: number | null;
  factor: number | null;
  max_ms: number | null;
  jitter: number | null;
  delays_ms: number[] | null;
}

/** A job as it stands in a list. */
export interface JobRow {
  job_id: string;
  job_type: string;
  queue: string;
  priority: number;
  state: JobState;
  waiting_reason: WaitingReason | null;
  attempt: number;
  attempts_used: number;
  max_attempts: number;
  fencing_token: number;
  run_at: string;
  submitted_at: string;
  started_at: string | null;
  finished_at: string | null;
  cancel_requested_at: string | null;
  progress_percent: number | null;
  message: string | null;
  error: JobError | null;
  timeout_ms: number | null;
  expires_at: string | null;
  idempotency_key: string | null;
  concurrency_key: string | null;
  tags: string[];
  trace_id: string;
  schedule_id: string | null;
  nominal_at: string | null;
}

/** The whole job. Payload and result are kept as the text that was sent, so that no number loses digits on the way to the screen. */
export interface Job extends JobRow {
  payload_text: string;
  result_text: string;
  retry: RetryPolicy;
  attempts: Attempt[];
}

export interface Page<T> { items: T[]; next_cursor: string | null }

export interface DeadLetter extends JobRow { fingerprint?: string }

export interface DeadLetterGroup {
  fingerprint: string;
  job_type: string;
  error_code: string;
  message: string;
  count: number;
  count_is_exact: boolean;
  first_seen: string;
  last_seen: string;
  sample: JobRow;
}

export type Overlap = 'skip' | 'queue_one' | 'queue_all' | 'cancel_running' | 'allow';
export type Misfire = 'fire_once' | 'fire_all' | 'skip';

export interface Schedule {
  id: string;
  cron: string;
  time_zone: string;
  description: string;
  job: Record<string, unknown> & { job_type: string };
  overlap: Overlap;
  misfire: Misfire;
  catch_up_window_ms: number;
  catch_up_limit: number;
  jitter_ms: number;
  phase_ms: number;
  exclude: string[];
  start_at: string | null;
  end_at: string | null;
  max_runs: number | null;
  runs: number;
  paused: boolean;
  note: string | null;
  paused_by: string | null;
  paused_at: string | null;
  next_run_at: string | null;
  last_run_at: string | null;
  created_at: string;
  updated_at: string;
  version: number;
  active_jobs: number;
  waiting: number;
}

export type Decision = 'fired' | 'queued' | 'skipped' | 'missed' | 'excluded' | 'backfilled' | 'triggered';

export interface ScheduleRun {
  decision: Decision;
  nominal_at: string;
  until: string | null;
  count: number;
  decided_at: string;
  reason: string | null;
  job_id: string | null;
  job_state: JobState | null;
}

export interface PreviewRequest {
  cron: string;
  time_zone?: string;
  count?: number;
  id?: string;
  start_at?: string | null;
  end_at?: string | null;
  exclude?: string[];
  phase_ms?: number;
}

export interface Preview { description: string; next: string[]; next_local: string[]; notes: string[] }

export interface BackfillRequest { from: string; to: string; overlap?: Overlap; dry_run: boolean }
export interface BackfillResult { count: number; excluded: number; dry_run: boolean }

export interface Queue {
  name: string;
  paused: boolean;
  note: string | null;
  paused_by: string | null;
  paused_at: string | null;
  scheduled: number;
  queued: number;
  running: number;
  failed: number;
  oldest_queued_ms: number | null;
}

export type StateCounts = Record<JobState, number>;
export interface TypeCounts { waiting: number; running: number; completed: number; failed: number; cancelled: number }

export interface Stats {
  at: string;
  by_state: StateCounts;
  by_job_type: Record<string, TypeCounts>;
  by_queue: Record<string, StateCounts>;
  per_second: { window_s: number; submitted: number | null; started: number | null; finished: number | null };
  lateness_ms: { window_s: number; count: number; p50: number | null; p95: number | null; p99: number | null; max: number | null };
  disk_free_bytes: number | null;
}

export interface HistoryPoint {
  at: string;
  submitted: number;
  started: number;
  finished: number;
  failed: number;
  queued: number;
  running: number;
  lateness_ms: { p50: number; p99: number; max: number } | null;
}

export interface History { resolution: 'second' | 'minute'; step_ms: number; points: HistoryPoint[] }

export interface ServerInfo {
  version: string;
  engine: string;
  node: string;
  read_only: boolean;
  lateness_target_ms: number | null;
  orleans_dashboard: string | null;
  disk_free_bytes: number | null;
  now: string;
}

export interface JobType {
  name: string;
  description: string | null;
  payload_schema: JsonSchema | null;
  queue: string;
  max_attempts: number;
  nodes: string[];
  counts: TypeCounts;
}

export interface StuckAttempt { job_id: string; job_type: string; attempt: number; fencing_token: number; since: string }

export interface NodeInfo {
  node: string;
  status: string;
  engine: string;
  version: string;
  started_at: string;
  slots: number;
  slots_running: number;
  partitions: number;
  job_types: string[];
  stuck: StuckAttempt[];
}

export interface Partition {
  partition: number;
  node: string | null;
  term: number;
  in_memory: number;
  queued: number;
  running: number;
  oldest_queued_ms: number | null;
  commit_ms: { p50: number; p99: number } | null;
}

export interface LogLine { at: string; level: string; message: string }
export interface AttemptLog { job_id: string; attempt: number; truncated: boolean; lines: LogLine[] }

/** The list's parameters as arrays, as a bulk call takes them. */
export interface BulkFilter {
  state?: JobState[];
  job_type?: string[];
  error_code?: string[];
  queue?: string[];
  tag?: string[];
  schedule_id?: string[];
  idempotency_key?: string[];
  concurrency_key?: string[];
  fingerprint?: string[];
  from?: string;
  to?: string;
}

export type BulkTarget = { ids: string[] } | { filter: BulkFilter };
export interface BulkOptions { limit?: number; dry_run?: boolean; reason?: string | null }
export interface BulkResult { matched: number; matched_is_exact: boolean; changed: number; skipped: number; more: boolean; dry_run: boolean }

export type JobVerb = 'cancel' | 'run' | 'retry';
export type BulkVerb = JobVerb | 'replay' | 'discard';

export interface StateEvent {
  job_id: string;
  job_type: string;
  queue: string;
  state: JobState;
  waiting_reason: WaitingReason | null;
  attempt: number;
  fencing_token: number;
  error_code: string | null;
  at: string;
}

export interface ProgressEvent { job_id: string; attempt: number; progress_percent: number | null; message: string | null; at: string }

/** The subset of JSON Schema that handlers' payload types are exported with. */
export interface JsonSchema {
  type?: string | string[];
  title?: string;
  description?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  format?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
  definitions?: Record<string, JsonSchema>;
  additionalProperties?: boolean | JsonSchema;
}

import { memberText } from '../json/rawJson';
import { getJson, postJson, query, send } from './transport';
import type {
  AttemptLog, BackfillRequest, BackfillResult, BulkOptions, BulkResult, BulkTarget, BulkVerb, DeadLetter, DeadLetterGroup, History, Job,
  JobRow, JobType, JobVerb, NodeInfo, Page, Partition, Preview, PreviewRequest, Queue, Schedule, ScheduleRun, ServerInfo, Stats,
} from './types';

type Signal = AbortSignal | undefined;
export type ListQuery = Record<string, string | number | readonly string[] | null | undefined>;

const id = encodeURIComponent;

function readJob(text: string): Job {
  const job = JSON.parse(text) as Job;
  job.payload_text = memberText(text, 'payload') ?? 'null';
  job.result_text = memberText(text, 'result') ?? 'null';
  return job;
}

const postForJob = async (path: string): Promise<Job> => readJob((await send(path, { method: 'POST' })).text);

/** The HTTP API, one member for each operation that the page uses. */
export const api = {
  server: (signal?: Signal) => getJson<ServerInfo>('v1/server', signal),
  stats: (signal?: Signal) => getJson<Stats>('v1/stats', signal),
  history: (resolution: History['resolution'], signal?: Signal) => getJson<History>(`v1/stats/history?resolution=${resolution}`, signal),
  nodes: (cursor: string | null, signal?: Signal) => getJson<Page<NodeInfo>>(`v1/nodes${query({ limit: 500, cursor })}`, signal),
  partitions: (cursor: string | null, signal?: Signal) => getJson<Page<Partition>>(`v1/partitions${query({ limit: 500, cursor })}`, signal),
  jobTypes: (cursor: string | null, signal?: Signal) => getJson<Page<JobType>>(`v1/job-types${query({ limit: 500, cursor })}`, signal),

  jobs: (filter: ListQuery, signal?: Signal) => getJson<Page<JobRow>>(`v1/jobs${query(filter)}`, signal),
  job: async (jobId: string, signal?: Signal) => readJob((await send(`v1/jobs/${id(jobId)}`, { signal })).text),
  log: (jobId: string, attempt: number, signal?: Signal) => getJson<AttemptLog>(`v1/jobs/${id(jobId)}/attempts/${attempt}/log`, signal),
  act: (jobId: string, verb: JobVerb) => postForJob(`v1/jobs/${id(jobId)}:${verb}`),
  /** `body` is JSON text, so that the payload travels as it was typed. `created` is false if its idempotency key was known. */
  submit: async (body: string): Promise<{ job: Job; created: boolean }> => {
    const answer = await send('v1/jobs', { method: 'POST', body });
    return { job: readJob(answer.text), created: answer.status === 202 };
  },

  bulk: (verb: BulkVerb, target: BulkTarget, options: BulkOptions, signal?: Signal) =>
    postJson<BulkResult>(`v1/${verb === 'replay' || verb === 'discard' ? 'dead-letters' : 'jobs'}:${verb}`, { ...target, ...options }, signal),
  deadLetters: (filter: ListQuery, signal?: Signal) => getJson<Page<DeadLetter>>(`v1/dead-letters${query(filter)}`, signal),
  deadLetterGroups: (filter: ListQuery, signal?: Signal) => getJson<Page<DeadLetterGroup>>(`v1/dead-letters/groups${query(filter)}`, signal),

  schedules: (limit: number, cursor: string | null, signal?: Signal) => getJson<Page<Schedule>>(`v1/schedules${query({ limit, cursor })}`, signal),
  /** The text beside the schedule has its job as it is stored. */
  schedule: async (scheduleId: string, signal?: Signal): Promise<{ schedule: Schedule; text: string }> => {
    const { text } = await send(`v1/schedules/${id(scheduleId)}`, { signal });
    return { schedule: JSON.parse(text) as Schedule, text };
  },
  runs: (scheduleId: string, limit: number, cursor: string | null, signal?: Signal) =>
    getJson<Page<ScheduleRun>>(`v1/schedules/${id(scheduleId)}/runs${query({ limit, cursor })}`, signal),
  preview: (request: PreviewRequest, signal?: Signal) => postJson<Preview>('v1/schedules:preview', request, signal),
  /** `version` null: only if there is none of that id yet. */
  putSchedule: async (scheduleId: string, body: string, version: number | null): Promise<Schedule> => {
    const headers: Record<string, string> = version === null ? { 'If-None-Match': '*' } : { 'If-Match': `"${version}"` };
    return JSON.parse((await send(`v1/schedules/${id(scheduleId)}`, { method: 'PUT', body, headers })).text) as Schedule;
  },
  deleteSchedule: (scheduleId: string, version: number) =>
    send(`v1/schedules/${id(scheduleId)}`, { method: 'DELETE', headers: { 'If-Match': `"${version}"` } }),
  pauseSchedule: (scheduleId: string, note: string | null, by: string | null) => postJson<Schedule>(`v1/schedules/${id(scheduleId)}:pause`, { note, by }),
  resumeSchedule: (scheduleId: string, by: string | null) => postJson<Schedule>(`v1/schedules/${id(scheduleId)}:resume`, { by }),
  triggerSchedule: (scheduleId: string) => postForJob(`v1/schedules/${id(scheduleId)}:trigger`),
  backfill: (scheduleId: string, request: BackfillRequest, signal?: Signal) =>
    postJson<BackfillResult>(`v1/schedules/${id(scheduleId)}:backfill`, request, signal),

  queues: (cursor: string | null, signal?: Signal) => getJson<Page<Queue>>(`v1/queues${query({ limit: 500, cursor })}`, signal),
  pauseQueue: (name: string, note: string | null, by: string | null) => postJson<Queue>(`v1/queues/${id(name)}:pause`, { note, by }),
  resumeQueue: (name: string, by: string | null) => postJson<Queue>(`v1/queues/${id(name)}:resume`, { by }),
};

/** All pages of a list that is known to be short, up to `pages` of them. */
export async function whole<T>(page: (cursor: string | null) => Promise<Page<T>>, pages = 20): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  for (let i = 0; i < pages; i++) {
    const answer: Page<T> = await page(cursor);
    items.push(...answer.items);
    cursor = answer.next_cursor;
    if (cursor === null) break;
  }
  return items;
}

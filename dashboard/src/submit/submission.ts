import type { Job } from '../api/types';
import { parseSpan } from '../text/time';

export type When = 'now' | 'at' | 'delay' | 'cron';

/** All that the submit page asks for, as it was typed. Empty means the default. */
export interface SubmissionDraft {
  job_type: string;
  payload: string;
  queue: string;
  priority: string;
  max_attempts: string;
  /** The retry policy, as JSON. */
  retry: string;
  timeout: string;
  tags: string;
  idempotency_key: string;
  concurrency_key: string;
  when: When;
  /** RFC 3339, from the field of the chosen zone. */
  run_at: string | null;
  delay: string;
  schedule_id: string;
  cron: string;
  time_zone: string;
}

export const emptyDraft: SubmissionDraft = {
  job_type: '', payload: '', queue: '', priority: '', max_attempts: '', retry: '', timeout: '', tags: '', idempotency_key: '', concurrency_key: '',
  when: 'now', run_at: null, delay: '', schedule_id: '', cron: '', time_zone: '',
};

/** A draft of what a job was submitted with. Its idempotency key is left out: with it, nothing new would be submitted. */
export const draftOf = (job: Job): SubmissionDraft => ({
  ...emptyDraft, job_type: job.job_type, payload: job.payload_text === 'null' ? '' : job.payload_text, queue: job.queue,
  priority: job.priority === 0 ? '' : String(job.priority), max_attempts: String(job.max_attempts), retry: JSON.stringify(job.retry),
  timeout: job.timeout_ms === null ? '' : `${job.timeout_ms} ms`, tags: job.tags.join(', '), concurrency_key: job.concurrency_key ?? '',
});

/** A number as it was typed; what is none is sent as text, and the server says so. */
const number = (text: string): string => (/^-?\d+$/.test(text.trim()) ? text.trim() : JSON.stringify(text));
const spanMs = (text: string): string => JSON.stringify(parseSpan(text) ?? text);

export const tagsOf = (text: string): string[] => text.split(',').map((tag) => tag.trim()).filter((tag) => tag !== '');

/** The members of a submission as JSON texts, in the order of the API's page. */
export function submissionMembers(draft: SubmissionDraft): [name: string, json: string][] {
  const found: [string, string][] = [['job_type', JSON.stringify(draft.job_type.trim())]];
  const add = (name: string, text: string, json: (text: string) => string = (value) => JSON.stringify(value.trim())) => { if (text.trim() !== '') found.push([name, json(text)]); };
  add('payload', draft.payload, (text) => text.trim());
  add('queue', draft.queue);
  add('priority', draft.priority, number);
  if (draft.when === 'at' && draft.run_at !== null) add('run_at', draft.run_at);
  if (draft.when === 'delay') add('delay_ms', draft.delay, spanMs);
  add('max_attempts', draft.max_attempts, number);
  add('retry', draft.retry, (text) => text.trim());
  add('timeout_ms', draft.timeout, spanMs);
  if (draft.when !== 'cron') add('idempotency_key', draft.idempotency_key);
  add('concurrency_key', draft.concurrency_key);
  const tags = tagsOf(draft.tags);
  if (tags.length > 0) found.push(['tags', JSON.stringify(tags)]);
  return found;
}

export const objectText = (parts: [string, string][]): string => `{${parts.map(([name, json]) => `${JSON.stringify(name)}:${json}`).join(',')}}`;

/** The body of `POST /v1/jobs`. */
export const jobBody = (draft: SubmissionDraft): string => objectText(submissionMembers(draft));

/** The body of `PUT /v1/schedules/{id}`. */
export function scheduleBody(draft: SubmissionDraft): string {
  const parts: [string, string][] = [['cron', JSON.stringify(draft.cron.trim())]];
  if (draft.time_zone.trim() !== '') parts.push(['time_zone', JSON.stringify(draft.time_zone.trim())]);
  parts.push(['job', jobBody(draft)]);
  return objectText(parts);
}

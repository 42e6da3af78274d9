import type { RetryPolicy } from '../api/types';
import { parseSpan } from '../text/time';
import { jobBody, scheduleBody, type SubmissionDraft, tagsOf } from './submission';

/** A word of a POSIX shell. */
export const shellWord = (text: string): string => (/^[A-Za-z0-9._~/:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

export function curlOf(draft: SubmissionDraft, apiBase: string): string {
  const isSchedule = draft.when === 'cron';
  const url = isSchedule ? `${apiBase}v1/schedules/${encodeURIComponent(draft.schedule_id.trim() || 'ID')}` : `${apiBase}v1/jobs`;
  const body = isSchedule ? scheduleBody(draft) : jobBody(draft);
  return `curl -sS${isSchedule ? ' -X PUT' : ''} ${shellWord(url)} \\\n  -H 'Content-Type: application/json' \\\n  -d ${shellWord(body)}`;
}

/** A retry policy of the draft in another notation; nothing if it is not readable, which the server says when asked. */
function retryIn(text: string, as: (retry: Partial<RetryPolicy>) => string | undefined): string {
  try {
    return text.trim() === '' ? '' : as(JSON.parse(text) as Partial<RetryPolicy>) ?? '';
  } catch {
    return '';
  }
}

const shellSpan = (ms: number): string => (ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`);

const jobctlRetry = (retry: Partial<RetryPolicy>): string | undefined => {
  switch (retry.kind) {
    case 'none': return 'none';
    case 'fixed': return `fixed:${shellSpan(retry.initial_ms ?? 1000)}`;
    case 'explicit': return `explicit:${(retry.delays_ms ?? []).map(shellSpan).join(',')}`;
    case 'exponential': return `exponential:${shellSpan(retry.initial_ms ?? 1000)},${retry.factor ?? 2},${shellSpan(retry.max_ms ?? 300_000)}`;
    default: return undefined;
  }
};

export function jobctlOf(draft: SubmissionDraft, url: string): string {
  const server = `--url ${shellWord(url)}`;
  if (draft.when === 'cron') {
    const id = draft.schedule_id.trim() || 'ID';
    return `echo ${shellWord(`{"id":${JSON.stringify(id)},${scheduleBody(draft).slice(1)}`)} \\\n  | jobctl schedules apply -f - ${server}`;
  }
  const words = ['jobctl submit', shellWord(draft.job_type.trim() || 'TYPE')];
  if (draft.payload.trim() !== '') words.push(shellWord(draft.payload.trim()));
  const option = (name: string, value: string) => { if (value.trim() !== '') words.push(`${name} ${shellWord(value.trim())}`); };
  const span = (text: string) => { const ms = parseSpan(text); return ms === null ? text : shellSpan(ms); };
  option('--queue', draft.queue);
  option('--priority', draft.priority);
  if (draft.when === 'at') option('--at', draft.run_at ?? '');
  if (draft.when === 'delay') option('--in', span(draft.delay));
  option('--max-attempts', draft.max_attempts);
  option('--retry', retryIn(draft.retry, jobctlRetry));
  option('--timeout', span(draft.timeout));
  option('--key', draft.idempotency_key);
  option('--concurrency-key', draft.concurrency_key);
  for (const tag of tagsOf(draft.tags)) option('--tag', tag);
  return `${words.join(' ')} ${server}`;
}

const csharpText = (text: string): string => JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** A raw string literal: as many quotes as its text needs. */
export function rawLiteral(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/"+/g)].map((quotes) => quotes[0].length));
  const quotes = '"'.repeat(longest + 1);
  const multiline = text.includes('\n') || text.startsWith('"') || text.endsWith('"');
  return multiline ? `${quotes}\n${text.split('\n').map((line) => `        ${line}`).join('\n')}\n        ${quotes}` : `${quotes}${text}${quotes}`;
}

const csharpMs = (ms: number): string => (ms % 1000 === 0 ? `TimeSpan.FromSeconds(${ms / 1000})` : `TimeSpan.FromMilliseconds(${ms})`);
const csharpSpan = (text: string): string => csharpMs(parseSpan(text) ?? 0);

const csharpRetry = (retry: Partial<RetryPolicy>): string | undefined => {
  switch (retry.kind) {
    case 'none': return 'RetryPolicy.None';
    case 'fixed': return `RetryPolicy.Fixed(${csharpMs(retry.initial_ms ?? 1000)})`;
    case 'explicit': return `RetryPolicy.Explicit(${(retry.delays_ms ?? []).map(csharpMs).join(', ')})`;
    case 'exponential': return `RetryPolicy.Exponential(${csharpMs(retry.initial_ms ?? 1000)}, ${retry.factor ?? 2}, ${csharpMs(retry.max_ms ?? 300_000)}, ${retry.jitter ?? 0.2})`;
    default: return undefined;
  }
};

export function csharpOf(draft: SubmissionDraft): string {
  const lines = [`JobType = ${csharpText(draft.job_type.trim() || 'TYPE')},`];
  const set = (name: string, text: string, value: (text: string) => string = (one) => csharpText(one.trim())) => { if (text.trim() !== '') lines.push(`${name} = ${value(text)},`); };
  set('Payload', draft.payload, (text) => `RawJson.Parse(${rawLiteral(text.trim())})`);
  set('Queue', draft.queue);
  set('Priority', draft.priority, (text) => text.trim());
  if (draft.when === 'at') set('RunAt', draft.run_at ?? '', (text) => `DateTimeOffset.Parse(${csharpText(text)}, CultureInfo.InvariantCulture)`);
  if (draft.when === 'delay') set('Delay', draft.delay, csharpSpan);
  set('MaxAttempts', draft.max_attempts, (text) => text.trim());
  set('Retry', retryIn(draft.retry, csharpRetry), (text) => text);
  set('Timeout', draft.timeout, csharpSpan);
  if (draft.when !== 'cron') set('IdempotencyKey', draft.idempotency_key);
  set('ConcurrencyKey', draft.concurrency_key);
  const tags = tagsOf(draft.tags);
  if (tags.length > 0) lines.push(`Tags = [${tags.map(csharpText).join(', ')}],`);
  const indent = (by: number) => lines.map((line) => ' '.repeat(by) + line).join('\n');
  if (draft.when !== 'cron') return `await client.SubmitAsync(new JobSubmission\n{\n${indent(4)}\n});`;
  const zone = draft.time_zone.trim() === '' ? '' : `\n    TimeZone = ${csharpText(draft.time_zone.trim())},`;
  return `await client.PutScheduleAsync(new ScheduleSubmission\n{\n    Id = ${csharpText(draft.schedule_id.trim() || 'ID')},\n    Cron = ${csharpText(draft.cron.trim())},${zone}\n    Job = new JobSubmission\n    {\n${indent(8)}\n    },\n});`;
}

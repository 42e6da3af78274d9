import { describe, expect, it } from 'vitest';
import type { Job } from '../api/types';
import { below, errorsAt, unplaced } from './errorPaths';
import { csharpOf, curlOf, jobctlOf, rawLiteral, shellWord } from './snippets';
import { draftOf, emptyDraft, jobBody, scheduleBody } from './submission';

const draft = { ...emptyDraft, job_type: 'http', payload: '{"n": 1.0}', queue: 'mail', when: 'delay' as const, delay: '90s', tags: 'a, b', idempotency_key: "it's" };

describe('a submission', () => {
  it('jobBody_typedValues_areJson', () => expect(jobBody(draft)).toBe('{"job_type":"http","payload":{"n": 1.0},"queue":"mail","delay_ms":90000,"idempotency_key":"it\'s","tags":["a","b"]}'));

  it('jobBody_whatIsNoNumber_isSentForTheServerToRefuse', () => expect(jobBody({ ...emptyDraft, job_type: 'x', priority: 'high' })).toBe('{"job_type":"x","priority":"high"}'));

  it('jobBody_onlyTheChosenTime_isSent', () => expect(jobBody({ ...emptyDraft, job_type: 'x', when: 'now', delay: '5s', run_at: '2026-12-01T10:00:00.000Z' })).toBe('{"job_type":"x"}'));

  it('scheduleBody_hasNoIdempotencyKey', () => expect(scheduleBody({ ...draft, when: 'cron', cron: '* * * * *', time_zone: 'UTC' })).toBe('{"cron":"* * * * *","time_zone":"UTC","job":{"job_type":"http","payload":{"n": 1.0},"queue":"mail","tags":["a","b"]}}'));

  it('draftOf_aJob_submitsTheSameButAnew', () => {
    const retry = { kind: 'fixed', initial_ms: 500, factor: null, max_ms: null, jitter: 0, delays_ms: null };
    const job = { job_type: 'x', payload_text: '{"id":12345678901234567890}', queue: 'q', priority: 3, max_attempts: 2, retry, timeout_ms: 1500, tags: ['t'], concurrency_key: 'k', idempotency_key: 'i' } as unknown as Job;
    const body = jobBody(draftOf(job));
    expect(body).toContain('"payload":{"id":12345678901234567890}');
    expect(JSON.parse(body)).toMatchObject({ queue: 'q', priority: 3, max_attempts: 2, retry, timeout_ms: 1500, tags: ['t'], concurrency_key: 'k' });
    expect(body).not.toContain('idempotency_key');
  });
});

describe('the same as a command', () => {
  it('curlOf_quotes_surviveTheShell', () => expect(curlOf(draft, 'http://127.0.0.1:8080/')).toContain(`"idempotency_key":"it'\\''s"`));

  it('jobctlOf_options_areItsOwn', () => expect(jobctlOf(draft, 'http://h')).toBe(`jobctl submit http '{"n": 1.0}' --queue mail --in 90s --key 'it'\\''s' --tag a --tag b --url http://h`));

  it('csharpOf_aDelay_isATimeSpan', () => expect(csharpOf(draft)).toContain('Delay = TimeSpan.FromSeconds(90),'));

  it('shellWord_plain_isBare', () => {
    expect(shellWord('send-mail')).toBe('send-mail');
    expect(shellWord('a b')).toBe("'a b'");
    expect(shellWord('')).toBe("''");
  });

  it('rawLiteral_quotesInside_areOutnumbered', () => {
    expect(rawLiteral('{"a":1}')).toBe('"""{"a":1}"""');
    expect(rawLiteral('{"a":""""}')).toMatch(/^"""""\{/);
    expect(rawLiteral('"x"')).toContain('\n');
  });
});

describe('errors by path', () => {
  const errors = { 'payload.city': ['is required'], 'payload.lines[2].sku': ['is unknown'], "payload['a.b']": ['no'], priority: ['too high'] };

  it('errorsAt_path_isExact', () => {
    expect(errorsAt(errors, 'payload.city')).toEqual(['is required']);
    expect(errorsAt(errors, 'payload')).toEqual([]);
    expect(errorsAt(errors, 'payload', true)).toHaveLength(3);
    expect(errorsAt(errors, 'payload.cit', true)).toEqual([]);
  });

  it('below_oddName_isQuotedAsTheServerDoes', () => expect(errorsAt(errors, below('payload', 'a.b'))).toEqual(['no']));

  it('unplaced_whatNoFieldShows_isLeft', () => expect(unplaced(errors, ['payload'])).toEqual({ priority: ['too high'] }));
});

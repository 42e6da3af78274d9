import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EventParser, openEventStream, type ServerEvent, type StreamListener, type StreamStatus } from '../api/eventStream';
import { Connection } from './connection';
import { type LiveBatch, LiveHub } from './hub';

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('document', { baseURI: 'http://h/jobs/', hidden: false });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const stream = (...pieces: string[]) => new Response(new ReadableStream({ start(controller) { for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece)); controller.close(); } }), { status: 200 });
/** A stream on which nothing comes until it is given up. */
const silence = (signal: AbortSignal) => new Response(new ReadableStream({ start(controller) { signal.addEventListener('abort', () => controller.error(new Error('aborted'))); } }), { status: 200 });
const timing = { firstDelayMs: 100, maxDelayMs: 400, idleMs: 5000 };

function follow(answers: (Response | Error | 'silent')[]) {
  const events: ServerEvent[] = [];
  const statuses: StreamStatus[] = [];
  const requests: { url: string; lastId: string | undefined }[] = [];
  vi.stubGlobal('fetch', async (url: string | URL, init?: RequestInit) => {
    if (String(url).endsWith('healthz')) return new Response('{}');
    requests.push({ url: String(url), lastId: (init?.headers as Record<string, string>)['Last-Event-ID'] });
    const answer = answers.shift() ?? new Response(null, { status: 204 });
    if (answer === 'silent') return silence(init!.signal!);
    if (answer instanceof Error) throw answer;
    return answer;
  });
  const close = openEventStream('v1/events', { onEvents: (more) => events.push(...more), onStatus: (status) => statuses.push(status) }, timing);
  return { events, statuses, requests, close };
}

describe('server-sent events', () => {
  it('EventParser_piecesCutAnywhere_giveTheSameEvents', () => {
    const text = 'retry: 2000\n\nid: 1\nevent: state\ndata: {"a":1}\n\n: keep-alive\n\nid: 2\r\nevent: progress\r\ndata: x\r\ndata: y\r\n\r\n';
    for (let cut = 1; cut < text.length; cut++) {
      const parser = new EventParser();
      expect([...parser.push(text.slice(0, cut)), ...parser.push(text.slice(cut))]).toEqual([{ id: '1', event: 'state', data: '{"a":1}' }, { id: '2', event: 'progress', data: 'x\ny' }]);
    }
  });

  it('openEventStream_broken_goesOnAfterTheLastEvent', async () => {
    const { events, statuses, requests } = follow([stream('id: 7\nevent: state\ndata: {}\n\n'), new Error('refused'), stream('id: 8\nevent: state\ndata: {}\n\n')]);
    await vi.advanceTimersByTimeAsync(2000);
    expect(events.map((event) => event.id)).toEqual(['7', '8']);
    expect(requests.map((request) => request.lastId)).toEqual([undefined, '7', '7', '8']);
    expect(requests[0]!.url).toBe('http://h/jobs/v1/events');
    expect(statuses).toEqual(['open', 'waiting', 'waiting', 'open', 'waiting', 'ended']);
  });

  it('openEventStream_missing_isNotTriedAgain', async () => {
    const { statuses, requests } = follow([new Response(null, { status: 404 })]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(statuses).toEqual(['missing']);
    expect(requests).toHaveLength(1);
  });

  it('openEventStream_tooMany_isTriedAgainSlowly', async () => {
    const { statuses, requests } = follow([new Response(null, { status: 429 })]);
    await vi.advanceTimersByTimeAsync(300);
    expect(requests).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(statuses).toEqual(['refused', 'ended']);
  });

  it('openEventStream_closed_isQuiet', async () => {
    const { close, requests } = follow([new Error('refused')]);
    await vi.advanceTimersByTimeAsync(50);
    close();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(requests).toHaveLength(1);
  });

  it('openEventStream_noKeepAlive_isOpenedAgain', async () => {
    const { statuses, requests } = follow(['silent']);
    await vi.advanceTimersByTimeAsync(4900);
    expect(statuses).toEqual(['open']);
    await vi.advanceTimersByTimeAsync(300);
    expect(statuses).toEqual(['open', 'waiting', 'ended']);
    expect(requests).toHaveLength(2);
  });
});

describe('LiveHub', () => {
  function hubWith() {
    let listener: StreamListener | undefined;
    let closes = 0;
    const hub = new LiveHub((_, one) => { listener = one; return () => { closes++; }; }, 250, 2000);
    return { hub, told: () => listener!, closes: () => closes };
  }
  const state = (id: string, attempt: number): ServerEvent => ({ id: '', event: 'state', data: JSON.stringify({ job_id: id, attempt }) });

  it('LiveHub_manyChanges_areOneBatchWithTheNewestOfEach', async () => {
    const { hub, told } = hubWith();
    const batches: LiveBatch[] = [];
    hub.listen((batch) => batches.push(batch));
    told().onEvents([state('a', 1), state('b', 1), state('a', 2)]);
    told().onEvents([state('a', 3)]);
    await vi.advanceTimersByTimeAsync(250);
    expect(batches).toHaveLength(1);
    expect(batches[0]!.states.get('a')!.attempt).toBe(3);
    expect(batches[0]!.states.size).toBe(2);
    expect(batches[0]!.reload).toBe(false);
  });

  it('LiveHub_gapAndNewStream_askForAReload', async () => {
    const { hub, told } = hubWith();
    const batches: LiveBatch[] = [];
    hub.listen((batch) => batches.push(batch));
    told().onStatus('open');
    await vi.advanceTimersByTimeAsync(250);
    told().onEvents([{ id: '', event: 'gap', data: '{"reason":"restarted"}' }]);
    await vi.advanceTimersByTimeAsync(250);
    expect(batches.map((batch) => batch.reload)).toEqual([true, true]);
  });

  it('LiveHub_noStream_polls', async () => {
    const { hub, told } = hubWith();
    const batches: LiveBatch[] = [];
    const stop = hub.listen((batch) => batches.push(batch));
    told().onStatus('missing');
    expect(hub.mode).toBe('polling');
    await vi.advanceTimersByTimeAsync(6500);
    expect(batches).toHaveLength(3);
    stop();
    await vi.advanceTimersByTimeAsync(6000);
    expect(batches).toHaveLength(3);
  });

  it('LiveHub_streamIsBack_pollingEnds', async () => {
    const { hub, told } = hubWith();
    const batches: LiveBatch[] = [];
    hub.listen((batch) => batches.push(batch));
    told().onStatus('refused');
    told().onStatus('open');
    expect(hub.mode).toBe('stream');
    await vi.advanceTimersByTimeAsync(6000);
    expect(batches).toHaveLength(1);
  });

  it('LiveHub_lastListenerGone_closesTheStream', () => {
    const { hub, closes } = hubWith();
    const [one, two] = [hub.listen(() => undefined), hub.listen(() => undefined)];
    one();
    expect(closes()).toBe(0);
    two();
    expect(closes()).toBe(1);
  });
});

describe('Connection', () => {
  it('Connection_lost_isAskedForUntilItIsBack', async () => {
    let answers = false;
    const connection = new Connection(async () => answers, 1000);
    connection.failed();
    expect(connection.get().lost).toBe(true);
    await vi.advanceTimersByTimeAsync(3500);
    expect(connection.get().lost).toBe(true);
    answers = true;
    await vi.advanceTimersByTimeAsync(1000);
    expect(connection.get()).toEqual({ lost: false, since: null, recoveries: 1 });
  });

  it('Connection_suspected_isLostOnlyIfTheProbeFails', async () => {
    let answers = true;
    const connection = new Connection(async () => answers, 1000);
    connection.suspect();
    await vi.advanceTimersByTimeAsync(0);
    expect(connection.get().lost).toBe(false);
    answers = false;
    connection.suspect();
    await vi.advanceTimersByTimeAsync(0);
    expect(connection.get().lost).toBe(true);
  });
});

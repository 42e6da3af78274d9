import { connection } from '../live/connection';
import { apiUrl } from './transport';

export interface ServerEvent { id: string; event: string; data: string }

/**
 * `open`: events arrive. `waiting`: broken, tried again by itself. `missing`: the server has no such stream (404).
 * `ended`: the server said that nothing more comes. `refused`: too many streams (429), tried again slowly.
 */
export type StreamStatus = 'open' | 'waiting' | 'missing' | 'ended' | 'refused';

export interface StreamListener {
  onEvents(events: ServerEvent[]): void;
  onStatus(status: StreamStatus): void;
}

/** Cuts server-sent events out of a text that arrives in pieces. */
export class EventParser {
  lastId = '';
  private rest = '';

  push(piece: string): ServerEvent[] {
    this.rest += piece;
    const events: ServerEvent[] = [];
    const blocks = this.rest.split(/\r?\n\r?\n/);
    this.rest = blocks.pop() ?? '';
    for (const block of blocks) {
      let event = 'message';
      const data: string[] = [];
      for (const line of block.split(/\r?\n/)) {
        const colon = line.indexOf(':');
        if (colon <= 0) continue;
        const value = line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
        const field = line.slice(0, colon);
        if (field === 'event') event = value;
        else if (field === 'data') data.push(value);
        else if (field === 'id') this.lastId = value;
      }
      if (data.length > 0) events.push({ id: this.lastId, event, data: data.join('\n') });
    }
    return events;
  }
}

/** Waits; shorter if the stream is closed, or as soon as the scheduler answers again. */
function pause(ms: number, closed: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const { recoveries } = connection.get();
    const done = () => { clearTimeout(timer); forget(); closed.removeEventListener('abort', done); resolve(); };
    const timer = setTimeout(done, ms);
    const forget = connection.subscribe(() => { if (connection.get().recoveries > recoveries) done(); });
    closed.addEventListener('abort', done);
  });
}

export interface StreamTiming { firstDelayMs: number; maxDelayMs: number; idleMs: number }
const defaultTiming: StreamTiming = { firstDelayMs: 500, maxDelayMs: 8000, idleMs: 40_000 };

/**
 * Follows a stream of server-sent events until closed, across restarts of the server, from the last event seen. By `fetch` rather than
 * `EventSource`, because it tells a missing stream from a broken one, and a stream on which even the keep-alive (15 s) has stopped from
 * a quiet one.
 */
export function openEventStream(path: string, listener: StreamListener, timing: StreamTiming = defaultTiming): () => void {
  const closed = new AbortController();
  let lastId = '';
  let delay = timing.firstDelayMs;

  const once = async (): Promise<StreamStatus> => {
    const attempt = new AbortController();
    const stop = () => attempt.abort();
    closed.signal.addEventListener('abort', stop);
    let idle = setTimeout(stop, timing.idleMs);
    try {
      const response = await fetch(apiUrl(path), {
        headers: { Accept: 'text/event-stream', ...(lastId === '' ? {} : { 'Last-Event-ID': lastId }) },
        signal: attempt.signal,
        cache: 'no-store',
      });
      if (response.status === 204) return 'ended';
      if (response.status === 404 || response.status === 405) return 'missing';
      if (response.status === 429) return 'refused';
      if (!response.ok || response.body === null) return 'waiting';
      connection.answered();
      listener.onStatus('open');
      const parser = new EventParser();
      parser.lastId = lastId;
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return 'waiting';
        clearTimeout(idle);
        idle = setTimeout(stop, timing.idleMs);
        const events = parser.push(value);
        lastId = parser.lastId;
        delay = timing.firstDelayMs;
        if (events.length > 0) listener.onEvents(events);
      }
    } catch {
      if (!closed.signal.aborted) connection.suspect();
      return 'waiting';
    } finally {
      clearTimeout(idle);
      closed.signal.removeEventListener('abort', stop);
    }
  };

  const follow = async () => {
    while (!closed.signal.aborted) {
      const status = await once();
      if (closed.signal.aborted) return;
      listener.onStatus(status);
      if (status === 'missing' || status === 'ended') return;
      const wait = status === 'refused' ? timing.maxDelayMs : delay;
      delay = Math.min(delay * 2, timing.maxDelayMs);
      await pause(wait, closed.signal);
    }
  };
  void follow();
  return () => closed.abort();
}

import { openEventStream, type ServerEvent, type StreamStatus } from '../api/eventStream';
import type { ProgressEvent, StateEvent } from '../api/types';

/** What changed since the last batch: the newest of each job. `reload`: changes may have been missed, load by GET. */
export interface LiveBatch { states: Map<string, StateEvent>; progress: Map<string, ProgressEvent>; reload: boolean }

/** `stream`: told by the server. `polling`: it has no event stream, so every listener reloads every 2 s. `waiting`: not connected now. */
export type LiveMode = 'stream' | 'polling' | 'waiting';

type Opener = typeof openEventStream;

/** One event stream for the whole page, open while anybody listens, handed on in batches so that a thousand changes a second cost four renders. */
export class LiveHub {
  mode: LiveMode = 'waiting';
  private readonly listeners = new Set<(batch: LiveBatch) => void>();
  private readonly modeListeners = new Set<() => void>();
  private batch = emptyBatch();
  private flushTimer: ReturnType<typeof setTimeout> | undefined;
  private pollTimer: ReturnType<typeof setInterval> | undefined;
  private close: (() => void) | undefined;

  constructor(private readonly open: Opener = openEventStream, private readonly flushMs = 250, private readonly pollMs = 2000) {}

  listen(listener: (batch: LiveBatch) => void): () => void {
    this.listeners.add(listener);
    if (this.listeners.size === 1) this.start();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.stop();
    };
  }

  readonly onMode = (listener: () => void): (() => void) => {
    this.modeListeners.add(listener);
    return () => this.modeListeners.delete(listener);
  };

  private start(): void {
    this.close = this.open('v1/events', { onEvents: (events) => this.take(events), onStatus: (status) => this.turn(status) });
  }

  private stop(): void {
    this.close?.();
    clearTimeout(this.flushTimer);
    clearInterval(this.pollTimer);
    this.flushTimer = this.pollTimer = undefined;
    this.batch = emptyBatch();
    this.setMode('waiting');
  }

  private turn(status: StreamStatus): void {
    if (status === 'open') {
      clearInterval(this.pollTimer);
      this.pollTimer = undefined;
      this.setMode('stream');
      this.missed();
    } else if (status === 'waiting') this.setMode('waiting');
    else this.poll();
  }

  // Without a stream, or with none left for this page (429), the lists are simply loaded again and again.
  private poll(): void {
    this.setMode('polling');
    this.pollTimer ??= setInterval(() => { if (typeof document === 'undefined' || !document.hidden) this.missed(); }, this.pollMs);
  }

  private missed(): void {
    this.batch.reload = true;
    this.flushSoon();
  }

  private take(events: ServerEvent[]): void {
    for (const { event, data } of events) {
      if (event === 'gap') { this.missed(); continue; }
      const change = JSON.parse(data) as StateEvent & ProgressEvent;
      if (event === 'state') this.batch.states.set(change.job_id, change);
      else if (event === 'progress') this.batch.progress.set(change.job_id, change);
    }
    this.flushSoon();
  }

  private flushSoon(): void {
    this.flushTimer ??= setTimeout(() => {
      this.flushTimer = undefined;
      const batch = this.batch;
      this.batch = emptyBatch();
      for (const listener of this.listeners) listener(batch);
    }, this.flushMs);
  }

  private setMode(mode: LiveMode): void {
    if (this.mode === mode) return;
    this.mode = mode;
    for (const listener of this.modeListeners) listener();
  }
}

const emptyBatch = (): LiveBatch => ({ states: new Map(), progress: new Map(), reload: false });

export const hub = new LiveHub();

/**
 * Whether the scheduler answers. Every request reports here; while it does not answer, `/healthz` is asked until it does, and whoever
 * shows data loads it again.
 */
export interface ConnectionState { lost: boolean; since: number | null; recoveries: number }

type Probe = () => Promise<boolean>;

export class Connection {
  private state: ConnectionState = { lost: false, since: null, recoveries: 0 };
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asking = false;

  constructor(private readonly probe: Probe, private readonly everyMs = 1500) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly get = (): ConnectionState => this.state;

  answered(): void {
    if (!this.state.lost) return;
    clearTimeout(this.timer);
    this.set({ lost: false, since: null, recoveries: this.state.recoveries + 1 });
  }

  failed(): void {
    if (this.state.lost) return;
    this.set({ ...this.state, lost: true, since: Date.now() });
    this.askAgain();
  }

  /** A stream broke, which may mean anything: ask. */
  suspect(): void {
    if (!this.state.lost) void this.ask();
  }

  private askAgain(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.ask(), this.everyMs);
  }

  private async ask(): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    const answers = await this.probe().catch(() => false);
    this.asking = false;
    if (answers) this.answered();
    else if (this.state.lost) this.askAgain();
    else this.failed();
  }

  private set(state: ConnectionState): void {
    this.state = state;
    for (const listener of this.listeners) listener();
  }
}

export const connection = new Connection(async () => {
  const response = await fetch(new URL('healthz', document.baseURI), { cache: 'no-store', signal: AbortSignal.timeout(4000) });
  return response.ok;
});

/** A refusal as the server worded it (RFC 9457), or the lack of an answer. */
export class Problem extends Error {
  readonly status: number;
  /** The last part of `type`, such as `validation-failed`; `no-connection` if there was no answer. */
  readonly kind: string;
  readonly title: string;
  readonly detail: string | null;
  /** Messages by the path of the value they are about, as it was sent. */
  readonly errors: Readonly<Record<string, readonly string[]>>;
  readonly traceId: string | null;
  readonly cronError: { field: string; position: number; expected: string } | null;

  constructor(status: number, kind: string, title: string, detail: string | null = null, more: Partial<Pick<Problem, 'errors' | 'traceId' | 'cronError'>> = {}) {
    super(detail ?? title);
    this.status = status;
    this.kind = kind;
    this.title = title;
    this.detail = detail;
    this.errors = more.errors ?? {};
    this.traceId = more.traceId ?? null;
    this.cronError = more.cronError ?? null;
  }

  get isMissing(): boolean { return this.status === 404 || this.status === 405; }

  /** What the user can do about it, in a sentence; null if the message says it already. */
  get advice(): string | null {
    switch (this.kind) {
      case 'no-connection': return 'The page keeps trying. Nothing is lost: jobs go on without it.';
      case 'overloaded': return 'Nothing was stored. Try again in a moment.';
      case 'storage-full': return 'Nothing was stored. Free disk space on the scheduler’s machine; it recovers by itself.';
      case 'unavailable': return 'Nothing was stored. The scheduler is starting, stopping, or cannot reach its store.';
      case 'outcome-unknown': return 'It may have been stored. Look at the list before doing it again.';
      case 'state-conflict': return 'The job has moved on meanwhile. Look at it again.';
      case 'precondition-failed': return 'Somebody changed it meanwhile. Reload it and make your change again.';
      case 'read-only': return 'This page may look but not touch: the server runs with JobScheduler:Http:ReadOnly.';
      case 'internal-error': return this.traceId ? `Look for trace ${this.traceId} in the server’s log.` : null;
      default: return null;
    }
  }

  static noConnection(): Problem {
    return new Problem(0, 'no-connection', 'The scheduler does not answer');
  }

  static read(status: number, text: string): Problem {
    try {
      const body = JSON.parse(text) as Record<string, unknown>;
      const kind = typeof body['type'] === 'string' ? (body['type'].split(':').pop() ?? '') : '';
      if (kind !== '' && typeof body['title'] === 'string')
        return new Problem(status, kind, body['title'], (body['detail'] as string | null) ?? null, {
          errors: (body['errors'] as Record<string, string[]> | undefined) ?? {},
          traceId: (body['trace_id'] as string | undefined) ?? null,
          cronError: (body['cron_error'] as Problem['cronError'] | undefined) ?? null,
        });
    } catch {
      // Not the scheduler's answer: a proxy's page, most likely.
    }
    return new Problem(status, `http-${status}`, `The server answered ${status}`, 'That is not the scheduler’s answer; something between it and this page gave it.');
  }
}

export const asProblem = (thrown: unknown): Problem =>
  thrown instanceof Problem ? thrown : new Problem(0, 'page-error', 'This page made an error', String(thrown));

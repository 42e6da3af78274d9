import type { ReactNode } from 'react';
import type { Problem } from '../api/problem';
import { useConnection } from '../live/useResource';
import { Button } from './Button';
import { Icon } from './Icon';

export function ProblemNotice({ problem, onRetry }: { problem: Problem; onRetry?: () => void }) {
  const { lost } = useConnection();
  // The bar says it already, once for the whole page.
  if (lost && problem.kind === 'no-connection') return null;
  const errors = Object.entries(problem.errors);
  // Where the detail only says the errors once more, they are enough.
  const detail = errors.some(([, texts]) => texts.some((text) => problem.detail?.includes(text))) ? null : problem.detail;
  return (
    <div className="notice notice-failed" role="alert">
      <Icon name="warning" />
      <div>
        <strong>{problem.title}</strong>
        {detail && <p>{detail}</p>}
        {errors.length > 0 && <ul>{errors.map(([path, texts]) => <li key={path}><code>{path}</code> {texts.join('; ')}</li>)}</ul>}
        {problem.advice && <p>{problem.advice}</p>}
      </div>
      {onRetry && <Button icon="again" onClick={onRetry}>Try again</Button>}
    </div>
  );
}

/** A place that has nothing to show yet, and how that changes. `page`: it is all there is. */
export function Empty({ title, page, children }: { title: string; page?: boolean; children?: ReactNode }) {
  const Heading = page ? 'h1' : 'h2';
  return <div className="empty"><Heading>{title}</Heading>{children}</div>;
}

/** Keeps the place of rows that are on their way, so that nothing jumps when they come. */
export function Skeleton({ rows = 4 }: { rows?: number }) {
  return <div className="skeleton" aria-hidden="true">{Array.from({ length: rows }, (_, i) => <div key={i} />)}</div>;
}

export function PageHead({ title, children, lead }: { title: ReactNode; children?: ReactNode; lead?: ReactNode }) {
  return (
    <header className="page-head">
      <div className="page-title"><h1>{title}</h1>{lead && <p className="lead">{lead}</p>}</div>
      {children && <div className="page-actions">{children}</div>}
    </header>
  );
}

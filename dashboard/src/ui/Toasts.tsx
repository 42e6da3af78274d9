import { Link } from '../routing/router';
import { Button } from './Button';
import { Icon } from './Icon';
import { dismiss, useToasts } from './toasts';

export function Toasts() {
  const toasts = useToasts();
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toasts.map((toast) => (
        <div key={toast.id} className={`toast toast-${toast.kind}`}>
          <Icon name={toast.kind === 'done' ? 'completed' : 'warning'} />
          <div>
            <strong>{toast.text}</strong>
            {toast.more && <p>{toast.more}</p>}
            {toast.to && <Link to={toast.to}>Open</Link>}
          </div>
          <Button kind="quiet" icon="failed" title="Dismiss" onClick={() => dismiss(toast.id)} />
        </div>
      ))}
    </div>
  );
}

import { useCallback, useRef, useState } from 'react';
import { complain } from './toasts';

/** Runs one thing at a time; what goes wrong is said. `busy` while it runs. */
export function useAction(): { busy: boolean; run: (work: () => Promise<void>) => void } {
  const [busy, setBusy] = useState(false);
  const running = useRef(false);
  const run = useCallback((work: () => Promise<void>) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    work().catch(complain).finally(() => { running.current = false; setBusy(false); });
  }, []);
  return { busy, run };
}

import { type MouseEvent, type ReactNode, useSyncExternalStore } from 'react';

// Addresses are relative to <base href>, which the server sets to the prefix the page is served under.

export interface Location { path: string; search: string }

const listeners = new Set<() => void>();
const basePath = (): string => new URL(document.baseURI).pathname.replace(/\/$/, '');

function read(): Location {
  const base = basePath();
  const full = window.location.pathname;
  const path = full.startsWith(base) ? full.slice(base.length) : full;
  return { path: path === '' ? '/' : path, search: window.location.search };
}

let current: Location | undefined;
const get = (): Location => (current ??= read());

function changed(): void {
  const next = read();
  if (current?.path !== next.path || current.search !== next.search) current = next;
  for (const listener of listeners) listener();
}

window.addEventListener('popstate', changed);

/** An address for `href`: `to` is a path of the page, such as `/jobs?state=failed`. */
export const hrefOf = (to: string): string => basePath() + to;

export function navigate(to: string, options: { replace?: boolean } = {}): void {
  const leaves = to.split('?')[0] !== get().path;
  if (options.replace) window.history.replaceState(null, '', hrefOf(to));
  else window.history.pushState(null, '', hrefOf(to));
  changed();
  if (leaves) {
    window.scrollTo(0, 0);
    document.getElementById('main')?.focus({ preventScroll: true });
  }
}

export const useLocation = (): Location =>
  useSyncExternalStore((listener) => { listeners.add(listener); return () => listeners.delete(listener); }, get);

interface LinkProps { to: string; children: ReactNode; className?: string; title?: string; current?: boolean; label?: string }

export function Link({ to, children, className, title, current: isCurrent, label }: LinkProps) {
  const follow = (event: MouseEvent) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(to);
  };
  return (
    <a href={hrefOf(to)} onClick={follow} className={className} title={title} aria-label={label} aria-current={isCurrent ? 'page' : undefined}>
      {children}
    </a>
  );
}

import { useSyncExternalStore } from 'react';

export interface Settings {
  theme: 'system' | 'light' | 'dark';
  zone: 'local' | 'utc';
  /** Stands behind a pause: who did it. */
  name: string;
  /** An address with `{trace_id}` in it, of whatever shows traces. */
  traceLink: string;
}

const key = 'jobscheduler.settings';
const defaults: Settings = { theme: 'system', zone: 'local', name: '', traceLink: '' };
const listeners = new Set<() => void>();
let settings = read();

function read(): Settings {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Settings>;
    return { ...defaults, ...kept };
  } catch {
    return defaults; // A browser that keeps nothing, or something else under our key.
  }
}

function apply(): void {
  const root = document.documentElement;
  if (settings.theme === 'system') delete root.dataset['theme'];
  else root.dataset['theme'] = settings.theme;
}

export function changeSettings(change: Partial<Settings>): void {
  settings = { ...settings, ...change };
  try {
    localStorage.setItem(key, JSON.stringify(settings));
  } catch {
    // It holds until the page is closed.
  }
  apply();
  for (const listener of listeners) listener();
}

export const startSettings = apply;

export const useSettings = (): Settings =>
  useSyncExternalStore((listener) => { listeners.add(listener); return () => listeners.delete(listener); }, () => settings);

/** The address of a trace, or null if no template is set or what it makes is no web address. */
export function traceAddress(template: string, traceId: string): string | null {
  if (!template.includes('{trace_id}')) return null;
  const address = template.replaceAll('{trace_id}', encodeURIComponent(traceId));
  return /^https?:\/\//i.test(address) ? address : null;
}

import { useSyncExternalStore } from 'react';
import { asProblem } from '../api/problem';

export interface Toast { id: number; kind: 'done' | 'failed'; text: string; more: string | null; to: string | null }

let toasts: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function set(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

function show(toast: Omit<Toast, 'id'>, forMs: number): void {
  const id = nextId++;
  set([...toasts.slice(-3), { ...toast, id }]);
  setTimeout(() => dismiss(id), forMs);
}

export const dismiss = (id: number): void => set(toasts.filter((toast) => toast.id !== id));

/** Says that something is done; `to` is where its result is. */
export const say = (text: string, to: string | null = null): void => show({ kind: 'done', text, more: null, to }, 5000);

/** Says what the server said, and what to do about it. */
export function complain(thrown: unknown): void {
  const problem = asProblem(thrown);
  const first = Object.entries(problem.errors)[0];
  const detail = first ? `${first[0]}: ${first[1][0]}` : problem.detail;
  show({ kind: 'failed', text: problem.title, more: [detail, problem.advice].filter(Boolean).join(' '), to: null }, 12_000);
}

export const useToasts = (): readonly Toast[] =>
  useSyncExternalStore((listener) => { listeners.add(listener); return () => listeners.delete(listener); }, () => toasts);

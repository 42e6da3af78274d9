import { createContext, type ReactNode, useContext, useEffect } from 'react';
import { api } from '../api/client';
import type { ServerInfo, Stats } from '../api/types';
import { observeServerTime } from '../live/clock';
import { type Resource, useResource } from '../live/useResource';

export interface Server {
  info: ServerInfo | undefined;
  readOnly: boolean;
  /** Counts of the whole scheduler, renewed every 2 s. */
  stats: Resource<Stats>;
}

const ServerContext = createContext<Server | null>(null);

export function ServerProvider({ children }: { children: ReactNode }) {
  const info = useResource('server', (signal) => api.server(signal), { everyMs: 30_000 }).data;
  const stats = useResource('stats', (signal) => api.stats(signal), { everyMs: 2000 });
  const at = stats.data?.at;
  useEffect(() => { if (at !== undefined) observeServerTime(at); }, [at]);
  return <ServerContext value={{ info, readOnly: info?.read_only === true, stats }}>{children}</ServerContext>;
}

export function useServer(): Server {
  const server = useContext(ServerContext);
  if (server === null) throw new Error('There is no ServerProvider around this.');
  return server;
}

import react from '@vitejs/plugin-react';
import type { Plugin, ProxyOptions } from 'vite';
import { defineConfig } from 'vitest/config';

const silo = process.env['JOBSCHEDULER_URL'] ?? 'http://127.0.0.1:8080';
// The silo refuses what comes from another origin, and this server is one.
const proxy: Record<string, ProxyOptions> = Object.fromEntries(['/v1', '/healthz', '/readyz', '/orleans'].map((path) => [path, {
  target: silo,
  changeOrigin: true,
  configure: (server) => void server.on('proxyReq', (request) => request.removeHeader('origin')),
}]));

/** The silo puts its own prefix into `<base href>`; the development server is the root. */
const baseAtRoot: Plugin = {
  name: 'base-at-root',
  apply: 'serve',
  transformIndexHtml: (html) => html.replace('<base href="./">', '<base href="/">'),
};

export default defineConfig({
  base: './',
  plugins: [react(), baseAtRoot],
  build: {
    outDir: '../http/Page',
    emptyOutDir: true,
    target: 'es2022',
    // The page must be the same bytes on every machine: no source maps with paths, nothing inlined that the CSP would refuse.
    sourcemap: false,
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: false,
  },
  server: { proxy },
  preview: { proxy },
  test: { environment: 'node', include: ['src/**/*.test.ts'] },
});

import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [react()],
  resolve: {
    alias: [
      { find: /^@\//, replacement: here('./src/') },
      { find: /^@truffle\/ui\/(.*)$/, replacement: here('../../packages/ui/$1') },
      { find: /^@truffle\/types\/(.*)$/, replacement: here('../../packages/types/$1.ts') },
    ],
  },
  build: {
    target: ['chrome123', 'firefox121', 'safari17.5'],
    outDir: '../../build/web',
    emptyOutDir: true,
    manifest: true,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  test: {
    environment: 'jsdom',
    environmentOptions: { jsdom: { url: 'http://localhost/' } },
    setupFiles: ['./src/test/setup.ts'],
    include: ['src/**/*.test.{ts,tsx}'],
    reporters: ['default', here('./summary.ts')],
    maxWorkers: 2,
    testTimeout: 20_000,
    css: false,
  },
});

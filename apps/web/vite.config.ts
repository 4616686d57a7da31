import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/* The page that most visits begin with, and what it draws with. */
const landing = ['/src/pages/Analytics.tsx', '/src/features/analytics/TrendChart.tsx'];

/** A second index page, `landing.html`, that names the files of the landing page too: they come with those of the shell
 * and not after them. The server sends it for the landing page's address. */
function landingPage(): Plugin {
  return {
    name: 'landing-page',
    enforce: 'post',
    generateBundle(_, bundle) {
      const index = bundle['index.html'];
      if (index?.type !== 'asset') return;
      const html = String(index.source);
      const wanted = new Set<string>();
      const want = (file: string): void => {
        const chunk = bundle[file];
        if (chunk?.type !== 'chunk' || wanted.has(file)) return;
        wanted.add(file);
        for (const style of chunk.viteMetadata?.importedCss ?? []) wanted.add(style);
        chunk.imports.forEach(want);
      };
      for (const chunk of Object.values(bundle)) {
        if (chunk.type === 'chunk' && landing.some((page) => chunk.facadeModuleId?.endsWith(page)))
          want(chunk.fileName);
      }
      const links = [...wanted]
        .filter((file) => !html.includes(file))
        .map((file) =>
          file.endsWith('.css')
            ? `<link rel="stylesheet" crossorigin href="/${file}">`
            : `<link rel="modulepreload" crossorigin href="/${file}">`,
        );
      const source = html.replace('</head>', `  ${links.join('\n    ')}\n  </head>`);
      this.emitFile({ type: 'asset', fileName: 'landing.html', source });
    },
  };
}

export default defineConfig({
  plugins: [react(), landingPage()],
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

import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';

// Where the API runs while the console is developed; the built console is served by the API itself.
const api = process.env['FIRSTLINE_API'] ?? 'http://127.0.0.1:3000';

export default defineConfig({
  plugins: [react()],
  // Our own packages are read from source: the console builds without anything else being built.
  resolve: { conditions: ['@firstline/source', ...defaultClientConditions] },
  build: {
    // dist/types belongs to the compiler.
    outDir: 'dist/web',
    target: 'es2023',
    // The page's content security policy allows no data: and no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // One style sheet: a page that arrives later brings no flash of unstyled content.
    cssCodeSplit: false,
  },
  server: { proxy: { '/v1': api, '/openapi.json': api, '/docs': api, '/healthz': api, '/readyz': api } },
});

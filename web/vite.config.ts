import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { firstPaint } from './first-paint.ts'

export default defineConfig({
  // The service puts the path at which it is reached before it (server/src/http/web.ts): one build does for every path.
  base: './',
  plugins: [react(), tailwindcss(), firstPaint()],
  build: {
    // The service's Content-Security-Policy lets no page load `data:` but images.
    assetsInlineLimit: 0,
    emptyOutDir: true,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // A shared chunk's own name lists all who share it.
        chunkFileNames: ({ name }) => `assets/${name.split('~')[0]}-[hash].js`,
        codeSplitting: {
          groups: [
            // What every page needs is two files, not thirty: each costs a slow device milliseconds. The libraries' one stays
            // in the browser's cache when only the app changes.
            { name: 'libraries', test: /node_modules/, tags: ['$initial'], priority: 3 },
            { name: 'app', tags: ['$initial'], priority: 2 },
            // What several pages share lies together by which pages those are; crumbs join their neighbours.
            {
              name: 'shared',
              minShareCount: 2,
              entriesAware: true,
              entriesAwareMergeThreshold: 6_000,
              priority: 1,
            },
          ],
        },
      },
    },
  },
  // The service's pure files that are bundled lie beside this folder.
  server: {
    fs: { allow: ['..'] },
    proxy: { '/api': 'http://127.0.0.1:8080', '/docs': 'http://127.0.0.1:8080' },
  },
})

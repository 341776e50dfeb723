import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { servicePaths } from '../server/src/shared/url.ts'
import { prerenderPlugin } from './prerender-plugin.ts'

/** The paths that the service itself answers, without the built files of the app. */
const proxiedPaths = servicePaths.filter((path) => path !== 'assets')

export default defineConfig({
  // Relative addresses: the service inserts its base path (server/src/http/web.ts), so one build works under every path.
  base: './',
  plugins: [react(), tailwindcss(), prerenderPlugin()],
  build: {
    // The supported browsers (web/README.md). Newer functions of the language than theirs are no part of `lib` in tsconfig.json.
    target: ['chrome111', 'edge111', 'firefox128', 'safari16.4'],
    // The service's Content-Security-Policy allows `data:` for images only.
    assetsInlineLimit: 0,
    // Without it, browsers that do not know `modulepreload` load these files a little later; its code would be loaded by all browsers.
    modulePreload: { polyfill: false },
    emptyOutDir: true,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // The default name of a shared chunk lists all chunks that import it; only the first is kept.
        chunkFileNames: ({ name }) => `assets/${name.split('~')[0]}-[hash].js`,
        codeSplitting: {
          groups: [
            // The code that every page needs is in two files instead of thirty, because each file costs a slow device milliseconds. The file
            // of the libraries stays in the browser's cache when only the app changes.
            { name: 'libraries', test: /node_modules/, tags: ['$initial'], priority: 3 },
            { name: 'app', tags: ['$initial'], priority: 2 },
            // Code that several pages share is grouped by the set of these pages; chunks below the threshold (bytes, before they are
            // minified and compressed) are merged with others. A higher threshold makes fewer files, but merges code of other pages
            // into the files of the prerendered pages, which have a limit (prerender-plugin.ts). Half the threshold makes about ten files more.
            {
              name: 'shared',
              minShareCount: 2,
              entriesAware: true,
              entriesAwareMergeThreshold: 500,
              priority: 1,
            },
          ],
        },
      },
    },
  },
  server: {
    // The pure files of the service that the app bundles are outside this folder.
    fs: { allow: ['..'] },
    proxy: { [`^/(${proxiedPaths.join('|')})(/|\\?|$)`]: 'http://127.0.0.1:8080' },
  },
})

import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  // The service puts the path at which it is reached before it (server/src/http/web.ts): one build does for every path.
  base: './',
  plugins: [react(), tailwindcss()],
  build: {
    // The service's Content-Security-Policy lets no page load `data:` but images.
    assetsInlineLimit: 0,
    emptyOutDir: true,
    reportCompressedSize: false,
  },
  // The service's pure files that are bundled lie beside this folder.
  server: {
    fs: { allow: ['..'] },
    proxy: { '/api': 'http://127.0.0.1:8080', '/docs': 'http://127.0.0.1:8080' },
  },
})

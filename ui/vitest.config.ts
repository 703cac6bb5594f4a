import { defineConfig } from 'vitest/config';

// One file at a time: each browser test has a browser of its own, and machines may have two cores.
export default defineConfig({
    esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
    test: { testTimeout: 120_000, hookTimeout: 120_000, fileParallelism: false },
});

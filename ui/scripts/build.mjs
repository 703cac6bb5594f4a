// Builds each page with Vite and writes their scripts and styles as one C++ file.
//
//     node scripts/build.mjs pages.cpp
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { build } from 'vite';

const pages = ['report', 'runs', 'explorer'];

/** Script and style of src/<page>/main.tsx, each as one text. */
async function bundle(page) {
    const result = await build({
        configFile: false,
        logLevel: 'warn',
        esbuild: { jsx: 'automatic', jsxImportSource: 'preact', legalComments: 'none' },
        build: {
            write: false,
            target: 'es2022',
            cssCodeSplit: false,
            modulePreload: false,
            lib: {
                entry: `src/${page}/main.tsx`,
                formats: ['iife'],
                name: 'ordeal',
                cssFileName: page,
            },
            reportCompressedSize: false,
        },
        define: { 'process.env.NODE_ENV': '"production"' },
    });
    const files = result.flatMap((part) => part.output);
    const script = files.find((file) => file.type === 'chunk').code.trim();
    const style = String(files.find((file) => file.fileName.endsWith('.css')).source).trim();
    return {
        script: checked(page, script, '</script', '<!--'),
        style: checked(page, style, '</style'),
    };
}

/** A text that ends its element early would break the page. */
function checked(page, text, ...forbidden) {
    for (const word of forbidden)
        if (text.toLowerCase().includes(word)) throw new Error(`${page}: contains ${word}`);
    return text;
}

function hash(text) {
    return 'sha256-' + createHash('sha256').update(text, 'utf8').digest('base64');
}

/** A C++ literal in pieces, for compilers have a longest one. */
function literal(text) {
    const pieces = [];
    const bytes = Buffer.from(text, 'utf8');
    for (let from = 0; from < bytes.length;) {
        let to = Math.min(from + 12000, bytes.length);
        while (to < bytes.length && (bytes[to] & 0xc0) === 0x80) --to;
        pieces.push(`R"_ordeal_(${bytes.subarray(from, to).toString('utf8')})_ordeal_"`);
        from = to;
    }
    return pieces.join('\n') || '""';
}

function definition(page, { script, style }) {
    return `
Page ${page}_page() {
    return {${literal(script)}, "${hash(script)}",
            ${literal(style)}, "${hash(style)}"};
}
`;
}

let text = '#include "ui/pages.hpp"\n\nnamespace ordeal::ui {\n';
for (const page of pages) text += definition(page, await bundle(page));
writeFileSync(process.argv[2], text + '\n}  // namespace ordeal::ui\n');

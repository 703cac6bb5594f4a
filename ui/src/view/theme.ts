// Light or dark: what the system says, unless the reader has chosen. Canvases take their colours
// from the same custom properties as the style sheet.
import { effect, signal } from '@preact/signals';

export type Theme = 'auto' | 'light' | 'dark';

export const theme = signal<Theme>('auto');
/** Counts changes of the colours in force, for what must be drawn again. */
export const repaint = signal(0);

const colours = new Map<string, string>();
let probe: HTMLElement | undefined;

export function watchTheme(): void {
    probe = document.body.appendChild(document.createElement('span'));
    effect(() => {
        if (theme.value === 'auto') delete document.documentElement.dataset.theme;
        else document.documentElement.dataset.theme = theme.value;
        changed();
    });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed);
}

function changed(): void {
    colours.clear();
    repaint.value = repaint.peek() + 1;
}

/** What a custom property is at present, as a canvas understands it: colour("--ok"). */
export function colour(name: string): string {
    const known = colours.get(name);
    if (known !== undefined || !probe) return known ?? 'gray';
    probe.style.color = `var(${name})`;
    const found = getComputedStyle(probe).color;
    colours.set(name, found);
    return found;
}

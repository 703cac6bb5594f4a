// Bookmarks and breakpoints, which the browser keeps for a model from one visit to the next. Where
// it keeps nothing they last as long as the page.
import { effect, signal, type Signal } from '@preact/signals';

export interface Bookmark {
    name: string;
    path: string;
}

export class Kept {
    readonly bookmarks: Signal<Bookmark[]>;
    readonly breakpoints: Signal<string[]>;

    constructor(title: string) {
        this.bookmarks = kept(`ordeal bookmarks ${title}`, isBookmark);
        this.breakpoints = kept(
            `ordeal breakpoints ${title}`,
            (value) => typeof value === 'string',
        );
    }

    addBookmark(bookmark: Bookmark): void {
        const others = this.bookmarks.peek().filter(({ path }) => path !== bookmark.path);
        this.bookmarks.value = [...others, bookmark];
    }
    removeBookmark(path: string): void {
        this.bookmarks.value = this.bookmarks.peek().filter((each) => each.path !== path);
    }
    addBreakpoint(text: string): void {
        if (!this.breakpoints.peek().includes(text))
            this.breakpoints.value = [...this.breakpoints.peek(), text];
    }
    removeBreakpoint(text: string): void {
        this.breakpoints.value = this.breakpoints.peek().filter((each) => each !== text);
    }
}

function isBookmark(value: unknown): boolean {
    const { name, path } = (value ?? {}) as Partial<Bookmark>;
    return typeof name === 'string' && typeof path === 'string';
}

function kept<T>(key: string, fits: (value: unknown) => boolean): Signal<T[]> {
    const list = signal(read<T>(key, fits));
    effect(() => {
        try {
            localStorage.setItem(key, JSON.stringify(list.value));
        } catch {
            // The browser keeps nothing.
        }
    });
    return list;
}

function read<T>(key: string, fits: (value: unknown) => boolean): T[] {
    try {
        const found: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
        return Array.isArray(found) ? (found.filter(fits) as T[]) : [];
    } catch {
        return [];
    }
}

// The marks that canvases draw, as pictures for the words of a legend.
import type { Mark } from './canvas';

const shapes: Record<Mark, string> = {
    refused: 'M4 8a4 4 0 1 1 8 0a4 4 0 1 1-8 0M4 8h8',
    'no answer': 'M4 4l8 4l-8 4',
    lost: 'M0 8h9M9 2v12',
};

/** In the colour of the text around it, or of the class. */
export function Marked({ mark, class: name }: { mark: Mark; class?: string }) {
    return (
        <svg class={`mark-sample ${name ?? ''}`} viewBox="0 0 16 16" aria-hidden="true">
            <path d={shapes[mark]} />
        </svg>
    );
}

// A canvas that fills its element at the screen's resolution, and is drawn at most once a frame.
import { effect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { repaint } from './theme';

export interface Surface {
    context: CanvasRenderingContext2D;
    width: number;
    height: number;
}

/**
 * Draws whenever a signal that `draw` reads has changed, the colours have, or the size has. Returns
 * the reference for the canvas.
 */
export function useCanvas(draw: (surface: Surface) => void, dependencies: unknown[]) {
    const canvas = useRef<HTMLCanvasElement>(null);
    useEffect(() => {
        const element = canvas.current!;
        let frame = 0;
        let stop: (() => void) | undefined;
        const paint = () => {
            frame = 0;
            stop?.();
            // Whatever signal is read while painting asks for the next frame when it changes.
            let first = true;
            stop = effect(() => {
                void repaint.value;
                if (first) draw(prepared(element));
                else ask();
                first = false;
            });
        };
        const ask = () => {
            if (frame === 0) frame = requestAnimationFrame(paint);
        };
        const observer = new ResizeObserver(ask);
        observer.observe(element);
        ask();
        return () => {
            observer.disconnect();
            cancelAnimationFrame(frame);
            stop?.();
        };
    }, dependencies);
    return canvas;
}

function prepared(element: HTMLCanvasElement): Surface {
    const ratio = devicePixelRatio || 1;
    const { clientWidth: width, clientHeight: height } = element;
    if (element.width !== Math.round(width * ratio)) element.width = Math.round(width * ratio);
    if (element.height !== Math.round(height * ratio)) element.height = Math.round(height * ratio);
    const context = element.getContext('2d')!;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    return { context, width, height };
}

/** What stands for an operation or a message whose end was not "ok". */
export type Mark = 'refused' | 'no answer' | 'lost';

/** In the stroke style of the context, around a point: a struck circle, an open end, a stop. */
export function drawMark(
    context: CanvasRenderingContext2D,
    mark: Mark,
    x: number,
    y: number,
    scale = 1,
): void {
    const size = 4 * scale;
    context.lineWidth = 1.6 * scale;
    context.beginPath();
    if (mark === 'refused') {
        context.arc(x, y, size, 0, Math.PI * 2);
        context.moveTo(x - size, y);
        context.lineTo(x + size, y);
    } else if (mark === 'no answer') {
        context.moveTo(x - size, y - size);
        context.lineTo(x + size, y);
        context.lineTo(x - size, y + size);
    } else {
        context.moveTo(x, y - size * 1.5);
        context.lineTo(x, y + size * 1.5);
    }
    context.stroke();
}

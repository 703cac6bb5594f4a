// Under a plot: what its lines and marks mean; and while one points into it, their values there.
import type { ComponentChildren } from 'preact';
import type { Line } from './lines';

/** What the pointer is at: "3.250 s", and of each line its value there; null where it has none. */
export interface Pointed {
    time: string;
    values: (number | null | undefined)[];
}

interface LegendProps {
    lines: Line[];
    at: Pointed | null;
    children?: ComponentChildren;
}

export function PlotLegend({ lines, at, children }: LegendProps) {
    return (
        <p class="legend plot-legend">
            {children}
            {lines.map((line, place) => {
                const value = at?.values[place];
                if (line.unseen && !at) return null;
                return (
                    <span>
                        {!line.unseen && <LineSample line={line} />} {line.label}
                        {at && (
                            <b>
                                {' '}
                                {value === null || value === undefined ? '–' : line.value(value)}
                            </b>
                        )}
                    </span>
                );
            })}
            <span class="muted">
                {at ? `at ${at.time}` : 'Point into the plot to read values.'}
            </span>
        </p>
    );
}

function LineSample({ line }: { line: Line }) {
    return (
        <svg class="line-sample" viewBox="0 0 28 8" aria-hidden="true">
            <path
                d="M0 4h28"
                stroke={`var(${line.colour})`}
                stroke-dasharray={line.dash?.join(' ')}
            />
        </svg>
    );
}

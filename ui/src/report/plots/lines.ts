// The lines of a plot: how each is drawn, and how its values read.
import type uPlot from 'uplot';
import { colour } from '../../view/theme';

export interface Line {
    label: string;
    /** A custom property: "--ok". */
    colour: string;
    dash?: number[];
    /** Not drawn: it only makes room in the plot, and tells its value where one points. */
    unseen?: boolean;
    /** Steps from point to point, over moments without one. */
    stepped?: boolean;
    value: (value: number) => string;
}

export const dashed = [6, 4];
export const dotted = [2, 3];

/** As uPlot wants it; `paths`: of a stepped line. */
export function seriesOf(line: Line, paths: uPlot.Series.PathBuilder): uPlot.Series {
    return {
        label: line.label,
        stroke: line.unseen ? 'transparent' : colour(line.colour),
        width: 2,
        ...(line.dash && { dash: line.dash }),
        ...(line.stepped && { spanGaps: true, paths }),
        points: { show: false },
    };
}

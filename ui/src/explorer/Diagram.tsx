// The way here: the space-time diagram, and beside each of its rows the step in words. A way may be
// a recorded run of many thousand steps, so only rows that are in sight are drawn.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { moment, visible } from '../data/format';
import { lengthOf } from './address';
import type { Step } from './api';
import { lanesOf, layout, type Arrow, type Layout, type Span } from './diagram';
import type { State } from './state';

const rowHeight = 30;
const headHeight = 26;
/** Rows that are drawn above and below those in sight. */
const spare = 12;
const laneWidth = (lanes: number) => Math.max(16, Math.min(52, 230 / Math.max(1, lanes)));
const glyphs: Record<string, string> = {
    timer: '◷',
    choice: '◆',
    invoke: '▸',
    crash: '✕',
    recover: '↻',
    lost: '',
    start: '',
};

export function Diagram({ state }: { state: State }) {
    const { first, steps } = state.steps.value;
    const parts = state.view.value?.state?.parts ?? [];
    const names = parts.map(({ name }) => name).join('\n');
    const lanes = useMemo(() => lanesOf(parts, steps), [steps, names]);
    const drawn = useMemo(() => layout(lanes, steps), [steps, lanes]);
    const holder = useRef<HTMLDivElement>(null);
    const [sight, setSight] = useState({ from: 0, to: 40 });
    const here = state.step;
    const total = lengthOf(state.whole.value);
    const width = laneWidth(lanes.length);
    const look = () => {
        if (!holder.current) return;
        const { scrollTop, clientHeight } = holder.current;
        const from = Math.max(0, Math.floor(scrollTop / rowHeight));
        const to = from + Math.ceil(clientHeight / rowHeight);
        setSight((old) => (old.from === from && old.to === to ? old : { from, to }));
        void state.lookAt(Math.min(total - 1, Math.round((from + to) / 2)));
    };
    useLayoutEffect(() => {
        if (!holder.current) return;
        const { scrollTop, clientHeight } = holder.current;
        const above = here * rowHeight;
        if (above < scrollTop || above + rowHeight + headHeight > scrollTop + clientHeight)
            holder.current.scrollTop = above - clientHeight / 2;
        look();
    }, [here, total]);
    useEffect(() => {
        addEventListener('resize', look);
        return () => removeEventListener('resize', look);
    });
    const begin = Math.max(0, sight.from - spare - first);
    const rows = steps.slice(begin, Math.max(begin, sight.to + spare - first));
    return (
        <section aria-labelledby="way" class="the-way">
            <h2 id="way">The way here</h2>
            <TimeTravel state={state} />
            <div
                class="way"
                ref={holder}
                tabIndex={0}
                role="group"
                aria-label="Steps"
                onScroll={look}
            >
                <div class={`lanes ${width < 26 ? 'narrow' : ''}`} aria-hidden="true">
                    {lanes.map((name) => (
                        <span key={name} style={{ width: `${width}px` }}>
                            {visible(name)}
                        </span>
                    ))}
                </div>
                <div
                    class="rows"
                    style={{
                        height: `${total * rowHeight}px`,
                        minWidth: `calc(${lanes.length * width}px + 14rem)`,
                    }}
                >
                    <Picture
                        drawn={drawn}
                        lanes={lanes}
                        width={width}
                        current={here - first}
                        begin={begin}
                        end={begin + rows.length}
                        above={(first + begin) * rowHeight}
                    />
                    <ol
                        style={{
                            top: `${(first + begin) * rowHeight}px`,
                            left: `${lanes.length * width}px`,
                        }}
                    >
                        {rows.map((step) => (
                            <Row key={step.step} state={state} step={step} />
                        ))}
                    </ol>
                </div>
            </div>
        </section>
    );
}

function Row({ state, step }: { state: State; step: Step }) {
    const here = state.step;
    const run = step.step <= state.leftRun.value ? state.recorded : undefined;
    const time = run?.times[step.step];
    const remark = run?.remarks[step.step];
    return (
        <li class={step.step > here ? 'future' : ''} value={step.step}>
            <button
                class="row"
                aria-current={step.step === here ? 'step' : undefined}
                title={visible(step.event.text)}
                onClick={() => state.toStep(step.step)}
            >
                <span class="number">{step.step}</span>
                {(step.broken ?? []).length > 0 && (
                    <span class="broken-text" title={`violated: ${step.broken!.join(', ')}`}>
                        ✗{' '}
                    </span>
                )}
                {typeof time === 'number' && <span class="muted">{moment(time / 1000)} </span>}
                <bdi>{visible(step.event.text)}</bdi>
                {remark && <span class="muted"> ({remark})</span>}
            </button>
        </li>
    );
}

/** Time travel along the way: all of a recorded run, and what would come next. */
function TimeTravel({ state }: { state: State }) {
    const last = Math.max(0, lengthOf(state.whole.value) - 1);
    const wrong = state.wrongStep;
    return (
        <div class="travel">
            <label>
                <span>
                    Step {Math.max(0, state.step)} of {last}
                </span>
                <input
                    type="range"
                    min={0}
                    max={last}
                    value={state.step}
                    onInput={(event) => state.toStep(Number(event.currentTarget.value))}
                />
            </label>
            {wrong !== undefined && (
                <button
                    disabled={state.path.value === state.model.start}
                    onClick={state.toWrongStep}
                >
                    To where it went wrong ({wrong}) <kbd>g</kbd>
                </button>
            )}
        </div>
    );
}

interface PictureProps {
    drawn: Layout;
    lanes: string[];
    width: number;
    current: number;
    /** The rows that are drawn: from, and to before. */
    begin: number;
    end: number;
    /** Where the first of them is. */
    above: number;
}

function Picture({ drawn, lanes, width, current, begin, end, above }: PictureProps) {
    const x = (lane: number) => (lane + 0.5) * width;
    const y = (row: number) => (row - begin + 0.5) * rowHeight;
    const height = Math.max(0, end - begin) * rowHeight;
    const inSight = (from: number, to: number | undefined) =>
        from < end && (to ?? Infinity) >= begin;
    return (
        <svg
            class="space-time"
            width={lanes.length * width}
            height={height}
            style={{ top: `${above}px` }}
            role="img"
            aria-label="Space-time diagram: lanes of the actors, messages as arrows; the steps stand beside it in words"
        >
            <rect
                class="current-row"
                x={0}
                y={(current - begin) * rowHeight}
                width={lanes.length * width}
                height={rowHeight}
            />
            {lanes.map((name, lane) => (
                <line key={name} class="lane" x1={x(lane)} x2={x(lane)} y1={0} y2={height} />
            ))}
            {drawn.spans
                .filter((span) => inSight(span.from, span.to))
                .map((span) => (
                    <SpanBar span={span} x={x} y={y} bottom={height + rowHeight} />
                ))}
            {drawn.arrows
                .filter((arrow) => inSight(arrow.sent, arrow.arrived ?? arrow.sent + 1))
                .map((arrow) => (
                    <ArrowLine
                        arrow={arrow}
                        x={x}
                        y={y}
                        bottom={height + rowHeight}
                        faint={Math.min(arrow.sent, arrow.arrived ?? arrow.sent) > current}
                    />
                ))}
            {drawn.marks
                .filter(({ row }) => inSight(row, row))
                .map(({ row, lane, kind }) => (
                    <g class={`event ${kind} ${row > current ? 'faint' : ''}`}>
                        {glyphs[kind] ? (
                            <>
                                <circle class="ground" cx={x(lane)} cy={y(row)} r={8} />
                                <text x={x(lane)} y={y(row) + 5} text-anchor="middle">
                                    {glyphs[kind]}
                                </text>
                            </>
                        ) : (
                            kind !== 'lost' && <circle cx={x(lane)} cy={y(row)} r={4.5} />
                        )}
                    </g>
                ))}
        </svg>
    );
}

interface Place {
    x: (lane: number) => number;
    y: (row: number) => number;
    bottom: number;
}

function SpanBar({ span, x, y, bottom }: Place & { span: Span }) {
    const from = y(span.from);
    const to = span.to === undefined ? bottom : y(span.to);
    return (
        <rect
            class={`span ${span.kind} ${span.to === undefined ? 'open' : ''}`}
            x={x(span.lane) - 4}
            y={from}
            width={8}
            height={Math.max(2, to - from)}
        >
            <title>
                {visible(span.text)}
                {span.outcome ? ` → ${visible(span.outcome)}` : ''}
            </title>
        </rect>
    );
}

function ArrowLine({ arrow, x, y, bottom, faint }: Place & { arrow: Arrow; faint: boolean }) {
    const begin = { x: x(arrow.from), y: y(arrow.sent) };
    const open = arrow.arrived === undefined;
    let end = { x: x(arrow.to), y: open ? bottom : y(arrow.arrived!) };
    if (arrow.lost || open) {
        const far = arrow.lost ? 0.7 : Math.min(1, 34 / Math.max(1, end.y - begin.y));
        end = {
            x: begin.x + (end.x - begin.x) * (arrow.lost ? far : 0.5),
            y: arrow.lost ? begin.y + (end.y - begin.y) * far : Math.min(bottom, begin.y + 20),
        };
    }
    const kind = arrow.lost ? 'lost' : open ? 'under-way' : arrow.again ? 'again' : '';
    const angle = (Math.atan2(end.y - begin.y, end.x - begin.x) * 180) / Math.PI;
    return (
        <g class={`arrow ${kind} ${faint ? 'faint' : ''}`}>
            <title>
                {visible(`${arrow.message.from} → ${arrow.message.to}: ${arrow.message.text}`)}
            </title>
            <line x1={begin.x} y1={begin.y} x2={end.x} y2={end.y} />
            {arrow.lost ? (
                <path d={`M${end.x - 4},${end.y - 4}l8,8m0,-8l-8,8`} />
            ) : (
                <path
                    d="M-9,-4L-1,0L-9,4"
                    transform={`translate(${end.x} ${end.y}) rotate(${angle}) translate(${open ? 0 : -4} 0)`}
                />
            )}
        </g>
    );
}

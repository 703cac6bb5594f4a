// The way here: the space-time diagram, and beside each of its rows the step in words.
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { moment, visible } from '../data/format';
import { layout, type Arrow, type Layout, type Span } from './diagram';
import type { State } from './state';

const rowHeight = 30;
const top = 4;
const headHeight = 26;
const laneWidth = (lanes: number) => Math.max(20, Math.min(52, 230 / Math.max(1, lanes)));
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
    const steps = state.steps.value;
    const parts = state.view.value?.state?.parts ?? [];
    const lanes = parts.map(({ name }) => name);
    const drawn = useMemo(() => layout(lanes, steps), [steps, lanes.join()]);
    const holder = useRef<HTMLDivElement>(null);
    const here = state.step;
    const width = laneWidth(lanes.length);
    useEffect(() => {
        const row = holder.current?.querySelector<HTMLElement>('[aria-current]');
        if (!row || !holder.current) return;
        const { offsetTop } = row;
        const { scrollTop, clientHeight } = holder.current;
        if (offsetTop < scrollTop + headHeight || offsetTop + rowHeight > scrollTop + clientHeight)
            holder.current.scrollTop = offsetTop - clientHeight / 2;
    }, [here, steps]);
    const first = steps[0]?.step ?? 0;
    return (
        <section aria-labelledby="way" class="the-way">
            <h2 id="way">The way here</h2>
            <TimeTravel state={state} />
            {first > 0 && (
                <button onClick={() => state.showEarlier()}>
                    Show earlier steps ({first} more)
                </button>
            )}
            <div class="way" ref={holder} tabIndex={0} role="group" aria-label="Steps">
                <div class="lanes" aria-hidden="true">
                    {lanes.map((name) => (
                        <span key={name} style={{ width: `${width}px` }}>
                            {visible(name)}
                        </span>
                    ))}
                </div>
                <Picture
                    drawn={drawn}
                    lanes={lanes}
                    width={width}
                    current={here - first}
                    down={parts.map(({ crashed }) => crashed === true)}
                />
                <ol
                    start={first}
                    style={{ paddingTop: `${top}px`, marginLeft: `${lanes.length * width}px` }}
                >
                    {steps.map((step) => {
                        const violated = (step.broken ?? []).length > 0;
                        const time = state.recorded?.times[step.step];
                        const remark = state.recorded?.remarks[step.step];
                        return (
                            <li key={step.step} class={step.step > here ? 'future' : ''}>
                                <button
                                    class="row"
                                    aria-current={step.step === here ? 'step' : undefined}
                                    title={visible(step.event.text)}
                                    onClick={() => state.toStep(step.step)}
                                >
                                    <span class="number">{step.step}</span>
                                    {violated && (
                                        <span class="broken-text" title="a property is violated">
                                            ✗{' '}
                                        </span>
                                    )}
                                    {typeof time === 'number' && (
                                        <span class="muted">{moment(time / 1000)} </span>
                                    )}
                                    <bdi>{visible(step.event.text)}</bdi>
                                    {remark && <span class="muted"> ({remark})</span>}
                                </button>
                            </li>
                        );
                    })}
                </ol>
            </div>
        </section>
    );
}

/** Time travel along the way, or along all of a recorded run. */
function TimeTravel({ state }: { state: State }) {
    const { road } = state.model;
    const along = typeof road === 'number' && /^run@\d+$/.test(state.path.value);
    const last = along ? road - 1 : Math.max(0, state.steps.value.at(-1)?.step ?? 0);
    const go = (step: number) => (along ? state.toRunStep(step) : state.toStep(step));
    return (
        <label class="travel">
            <span>
                Step {Math.max(0, state.step)} of {last}
            </span>
            <input
                type="range"
                min={0}
                max={last}
                value={state.step}
                onInput={(event) => go(Number(event.currentTarget.value))}
            />
        </label>
    );
}

interface PictureProps {
    drawn: Layout;
    lanes: string[];
    width: number;
    current: number;
    down: boolean[];
}

function Picture({ drawn, lanes, width, current }: PictureProps) {
    const x = (lane: number) => (lane + 0.5) * width;
    const y = (row: number) => top + (row + 0.5) * rowHeight;
    const height = top + drawn.rows * rowHeight + 14;
    return (
        <svg
            class="space-time"
            width={lanes.length * width}
            height={height}
            role="img"
            aria-label="Space-time diagram: lanes of the actors, messages as arrows; the steps stand beside it in words"
        >
            <rect
                class="current-row"
                x={0}
                y={top + current * rowHeight}
                width={lanes.length * width}
                height={rowHeight}
            />
            {lanes.map((name, lane) => (
                <g key={name}>
                    <line class="lane" x1={x(lane)} x2={x(lane)} y1={top} y2={height} />
                </g>
            ))}
            {drawn.spans.map((span) => (
                <SpanBar span={span} x={x} y={y} bottom={height} />
            ))}
            {drawn.arrows.map((arrow) => (
                <ArrowLine
                    arrow={arrow}
                    x={x}
                    y={y}
                    bottom={height}
                    faint={Math.min(arrow.sent, arrow.arrived ?? arrow.sent) > current}
                />
            ))}
            {drawn.marks.map(({ row, lane, kind }) => (
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
    const begin = { x: x(arrow.from), y: arrow.sent < 0 ? top : y(arrow.sent) };
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

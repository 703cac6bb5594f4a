// The counterexample as a picture: who did what, in which order, and what could not be.
import { useEffect, useRef } from 'preact/hooks';
import { moment, shortened, stretch, visible } from '../../data/format';
import type { Story } from '../../data/document';
import { FAIL } from '../../data/history';
import type { State } from '../state';
import { storyLayout, type StoryBar, type StoryLayout } from './layout';

const rowHeight = 58;
const barHeight = 28;
const left = 100;

export function StoryPicture({ story, state, most }: { story: Story; state: State; most: number }) {
    const { workers } = state.run;
    const holder = useRef<HTMLDivElement>(null);
    const layout = storyLayout(story, state.run.history, state.run.faults, most);
    const top = 10 + layout.faults.length * 20 + (layout.moreFaults > 0 ? 18 : 0);
    const remark = remarkOf(story);
    const width = Math.max(left + layout.width, left + remark.length * 8.3) + 16;
    const height = top + layout.rows.length * rowHeight + 14;
    const broken = layout.bars.find(({ id }) => id === story.counterexample?.broken);
    useEffect(() => {
        // Where the picture is wider than the page, the broken operation is what one sees first.
        const seen = holder.current;
        if (seen && broken) seen.scrollLeft = left + broken.to - seen.clientWidth + 8;
    }, [story]);
    return (
        <div
            ref={holder}
            class="story-holder"
            tabIndex={0}
            role="group"
            aria-label="The operations concerned, in the order of their events"
        >
            <svg
                width={width}
                height={height}
                viewBox={`0 0 ${width} ${height}`}
                role="img"
                aria-label={story.counterexample?.explanation ?? ''}
            >
                <Faults layout={layout} height={height} />
                {layout.rows.map(({ name, process }, row) => (
                    <g transform={`translate(0 ${top + row * rowHeight})`}>
                        <text class="row-name" x={0} y={barHeight / 2 + 5}>
                            {name}
                        </text>
                        {workers.count > 0 && (
                            <text class="row-name under" x={0} y={barHeight / 2 + 20}>
                                {workers.laneName(workers.of(process))}
                            </text>
                        )}
                        <line
                            class="row-line"
                            x1={left}
                            x2={width}
                            y1={barHeight / 2}
                            y2={barHeight / 2}
                        />
                    </g>
                ))}
                {layout.conditions.map(({ row, text, from, to }) => (
                    <g class="condition">
                        <rect
                            x={left + from}
                            y={top + row * rowHeight + 4}
                            width={Math.max(to - from, 3)}
                            height={barHeight - 8}
                        />
                        <text x={left + from + 6} y={top + row * rowHeight + 18}>
                            {visible(text)}
                        </text>
                    </g>
                ))}
                {layout.bars.map((bar) => (
                    <Bar
                        bar={bar}
                        story={story}
                        state={state}
                        y={top + bar.row * rowHeight}
                        remark={remark}
                        width={width}
                    />
                ))}
            </svg>
        </div>
    );
}

function Faults({ layout, height }: { layout: StoryLayout; height: number }) {
    const { faults, moreFaults } = layout;
    return (
        <>
            {faults.map(({ band, name, from, to }, row) => {
                const wide = Math.max(to - from, 3);
                const room = Math.floor(wide / 7);
                return (
                    <g>
                        <rect
                            class="fault-tint"
                            x={left + from}
                            y={4 + row * 20}
                            width={wide}
                            height={height}
                        />
                        <rect
                            class="fault-bar"
                            x={left + from}
                            y={4 + row * 20}
                            width={wide}
                            height={16}
                        />
                        <text class="fault-name" x={left + from + 5} y={16 + row * 20}>
                            {shortened(name, Math.max(room, 3))}
                        </text>
                        <title>{`${band.name}, ${stretch(band.began, band.ended)}`}</title>
                    </g>
                );
            })}
            {faults.length > 0 && (
                <text class="row-name" x={0} y={16}>
                    faults
                </text>
            )}
            {moreFaults > 0 && (
                <text class="row-name" x={left} y={16 + faults.length * 20}>
                    {`and ${moreFaults} more faults before the last of these operations`}
                </text>
            )}
        </>
    );
}

interface BarProps {
    bar: StoryBar;
    story: Story;
    state: State;
    y: number;
    remark: string;
    width: number;
}

function Bar({ bar, story, state, y, remark, width }: BarProps) {
    const { history } = state.run;
    const broken = story.counterexample?.broken === bar.id;
    const wide = Math.max(bar.to - bar.from, 8);
    const kind = broken
        ? 'broken'
        : bar.open
          ? 'info'
          : history.outcome[bar.id] === FAIL
            ? 'fail'
            : 'ok';
    const remarkX = Math.min(left + bar.from, Math.max(0, width - remark.length * 8.3 - 6));
    return (
        <g
            class={`story-bar ${kind}`}
            onClick={() => {
                state.goTo(bar.id);
                document.getElementById('timeline')?.scrollIntoView({ behavior: 'smooth' });
            }}
        >
            <rect x={left + bar.from} y={y} width={wide} height={barHeight} rx={3} />
            {bar.open && (
                <text class="open-end" x={left + bar.to - 12} y={y + 19}>
                    ?
                </text>
            )}
            <text x={left + bar.from + 10} y={y + 19}>
                {broken && '✗ '}
                {visible(bar.text)}
            </text>
            {broken ? (
                <text class="remark" x={remarkX} y={y + barHeight + 16}>
                    {remark}
                </text>
            ) : (
                <text class="when" x={left + bar.from} y={y + barHeight + 13}>
                    {moment(history.invoke[bar.id]!)}
                </text>
            )}
            <title>{`${visible(history.asked(bar.id))} → ${visible(history.answered(bar.id))}, ${moment(history.invoke[bar.id]!)}`}</title>
        </g>
    );
}

/** "only 3 or 5 were possible" */
export function remarkOf(story: Story): string {
    const found = story.counterexample;
    if (!found) return '';
    if (found.possible.length === 0) return visible(found.remark ?? 'not possible');
    const values = found.possible.slice(0, 5).map((value) => visible(shortened(value, 30)));
    const more = found.possible.length > 5 || !found.all_possible ? ' or others' : '';
    return `only ${values.join(' or ')}${more} ${found.possible.length > 1 || more ? 'were' : 'was'} possible`;
}

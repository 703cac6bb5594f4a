// A run under way: what came back so far, how much each second, and which faults are in force.
import { useEffect, useMemo } from 'preact/hooks';
import { count, visible } from '../data/format';
import { colour } from '../view/theme';
import { useCanvas } from '../view/canvas';
import type { RunSummary } from './api';
import { follow, type Progress } from './live';

export function LiveRun({ run, onOver }: { run: RunSummary; onOver: () => void }) {
    const followed = useMemo(() => follow(run), [run.scenario, run.time]);
    useEffect(() => followed.stop, [followed]);
    const progress = followed.progress.value;
    useEffect(() => {
        if (progress.over) onOver();
    }, [progress.over]);
    const canvas = useCanvas(
        ({ context, width, height }) => drawRates(context, followed.progress.value, width, height),
        [followed],
    );
    const inForce = progress.faults.filter((fault) => fault.ended === null);
    return (
        <section class="live" aria-label={`${run.scenario} is under way`}>
            <h2>{visible(run.scenario)} is under way</h2>
            <p role="status">
                <b>{progress.seconds.toFixed(1)} s</b>: {progress.counts.ok.toLocaleString('en')}{' '}
                ok, {progress.counts.fail.toLocaleString('en')} refused,{' '}
                {progress.counts.info.toLocaleString('en')} without an answer;{' '}
                {count(progress.faults.length, 'fault')} so far
                {inForce.length > 0 &&
                    `, in force: ${inForce.map((fault) => visible(fault.name)).join(', ')}`}
                . No verdict yet.
            </p>
            <canvas
                ref={canvas}
                class="rates"
                role="img"
                aria-label="Completions in each second, with faults behind them"
            />
            <p class="legend">
                <span>
                    <i class="swatch ok" /> ok
                </span>
                <span>
                    <i class="swatch others" /> refused, or without an answer
                </span>
                {progress.faults.length > 0 && (
                    <span>
                        <i class="swatch fault" /> fault
                    </span>
                )}
            </p>
        </section>
    );
}

function drawRates(
    context: CanvasRenderingContext2D,
    progress: Progress,
    width: number,
    height: number,
): void {
    const seconds = Math.max(progress.perSecond.length, 10);
    const most = Math.max(1, ...progress.perSecond.map(([ok, other]) => ok + other));
    const x = (second: number) => (second / seconds) * width;
    context.fillStyle = colour('--fault');
    context.globalAlpha = 0.15;
    for (const { began, ended } of progress.faults)
        context.fillRect(x(began), 0, Math.max(2, x(ended ?? seconds) - x(began)), height);
    context.globalAlpha = 1;
    progress.perSecond.forEach(([ok, other], second) => {
        const wide = Math.max(1, width / seconds - 2);
        const full = height - 16;
        context.fillStyle = colour('--ok');
        context.fillRect(x(second), height - (ok / most) * full, wide, (ok / most) * full);
        context.fillStyle = colour('--info');
        context.fillRect(
            x(second),
            height - ((ok + other) / most) * full,
            wide,
            (other / most) * full,
        );
    });
    context.fillStyle = colour('--muted');
    context.font = '12px system-ui, sans-serif';
    context.textBaseline = 'top';
    context.fillText(`at most ${most}/s`, 4, 2);
    context.textAlign = 'right';
    context.fillText(`${seconds} s`, width - 4, 2);
    context.textAlign = 'left';
}

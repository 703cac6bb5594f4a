// Two runs side by side: what differs stands out by its mark.
import { visible } from '../data/format';
import { began, fileOf, type RunSummary } from './api';
import { verdictOf } from './campaign';

export function Compare({ runs }: { runs: [RunSummary, RunSummary] }) {
    const rows: [string, (run: RunSummary) => string][] = [
        ['scenario', (run) => run.scenario],
        ['verdict', verdictOf],
        ['why', (run) => run.sentence ?? run.error ?? ''],
        ['seed', (run) => String(run.seed ?? '')],
        ['seconds', (run) => run.seconds?.toFixed(1) ?? ''],
        ['ok', (run) => run.operations?.ok.toLocaleString('en') ?? ''],
        ['refused', (run) => run.operations?.fail.toLocaleString('en') ?? ''],
        ['no answer', (run) => run.operations?.info.toLocaleString('en') ?? ''],
        ['faults', (run) => String(run.faults ?? '')],
        ['repeat with', (run) => run.repeat ?? ''],
    ];
    return (
        <section aria-label="Two runs compared">
            <h2>Two runs</h2>
            <div class="wide" tabIndex={0} role="group" aria-label="Comparison">
                <table class="compared">
                    <thead>
                        <tr>
                            <td />
                            {runs.map((run) => (
                                <th>
                                    <a href={fileOf(run, 'report.html')}>{began(run)}</a>
                                </th>
                            ))}
                            <th>
                                <span class="hidden">same</span>
                            </th>
                        </tr>
                    </thead>
                    <tbody>
                        {rows.map(([name, tell]) => {
                            const [a, b] = runs.map(tell) as [string, string];
                            return (
                                <tr class={a === b ? '' : 'differs'}>
                                    <th scope="row">{name}</th>
                                    <td>
                                        <bdi>{visible(a)}</bdi>
                                    </td>
                                    <td>
                                        <bdi>{visible(b)}</bdi>
                                    </td>
                                    <td>{a === b ? '=' : '≠'}</td>
                                </tr>
                            );
                        })}
                    </tbody>
                </table>
            </div>
        </section>
    );
}

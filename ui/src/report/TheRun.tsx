// What was run: the line that repeats it, where it ran, what the network carried, and the scenario
// with all that it left to defaults.
import { countTable, facts, isFields } from '../data/facts';
import { visible } from '../data/format';
import { JsonTree } from '../view/JsonTree';
import { Repeat } from './Repeat';
import type { State } from './state';

/** Said elsewhere on the page, or of use to programs only. */
const saidElsewhere = ['repeat', 'verdict', 'zero', 'interrupted', 'cut_short', 'seconds'];

export function TheRun({ state }: { state: State }) {
    const { verdict, run, scenario } = state.run.document;
    const about = facts(run, saidElsewhere);
    const statistics = isFields(verdict.statistics) ? Object.entries(verdict.statistics) : [];
    return (
        <>
            {verdict.repeat && (
                <>
                    <h3>Repeat it</h3>
                    <Repeat command={verdict.repeat} />
                </>
            )}
            <h3>Environment</h3>
            <Facts list={about} />
            {statistics.map(
                ([name, counted]) => isFields(counted) && <Counted name={name} counted={counted} />,
            )}
            <h3>Scenario, with every default</h3>
            <JsonTree value={scenario} />
        </>
    );
}

function Facts({ list }: { list: ReturnType<typeof facts> }) {
    return (
        <dl class="facts">
            {list.map(([name, text]) => (
                <>
                    <dt>{visible(name)}</dt>
                    <dd>
                        <bdi>{visible(text)}</bdi>
                    </dd>
                </>
            ))}
        </dl>
    );
}

type Counts = Parameters<typeof countTable>[0];

const titles: Record<string, string> = {
    network: 'Packets on the network',
    messages: 'Messages between the nodes',
    starts: 'How often each node was started',
};

/** Of "network" (packets) a table of its links; others have a figure or two. */
function Counted({ name, counted }: { name: string; counted: Counts }) {
    const title = titles[name] ?? name;
    if (!Array.isArray(counted['links']))
        return (
            <>
                <h3>{visible(title)}</h3>
                <Facts list={facts(counted).filter(([, text]) => text !== '0')} />
            </>
        );
    const { columns, rows } = countTable(counted);
    return (
        <>
            <h3>{visible(title)}</h3>
            <div class="wide" tabIndex={0} role="group" aria-label={visible(title)}>
                <table class="numbers">
                    <thead>
                        <tr>
                            <th>link</th>
                            {columns.map((column) => (
                                <th>{visible(column)}</th>
                            ))}
                        </tr>
                    </thead>
                    <tbody>
                        {rows.map((row) => (
                            <tr>
                                <th scope="row">{visible(row.name)}</th>
                                {row.counts.map((count) => (
                                    <td>
                                        {count.toLocaleString('en', { maximumFractionDigits: 1 })}
                                    </td>
                                ))}
                            </tr>
                        ))}
                    </tbody>
                </table>
            </div>
        </>
    );
}

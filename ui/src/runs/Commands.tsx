// What one may do with a run, as commands to copy: a page starts nothing.
import { Repeat } from '../report/Repeat';
import type { RunSummary } from './api';

export function Commands({ run, store }: { run: RunSummary; store: string }) {
    const folder = quoted(`${store}/${run.scenario}/${run.time}`);
    const commands: [string, string][] = [
        ...(run.repeat ? ([['Run it again', run.repeat]] as [string, string][]) : []),
        ['Replay it in the model', `ordeal replay ${folder}`],
        ['Make it as small as it can be', `ordeal shrink ${folder}`],
        ['Judge it again', `ordeal verify ${folder}`],
    ];
    return (
        <dl>
            {commands.map(([what, command]) => (
                <>
                    <dt>{what}</dt>
                    <dd>
                        <Repeat command={command} />
                    </dd>
                </>
            ))}
        </dl>
    );
}

/** As a shell takes it for one word. */
export function quoted(path: string): string {
    return /^[\w./:-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

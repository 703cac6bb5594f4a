// What each check said, warnings, and the figures of the world.
import { visible } from '../data/format';
import { JsonTree } from '../view/JsonTree';
import { Linked } from './Linked';
import type { State } from './state';

const marks = { valid: '✓', invalid: '✗', unknown: '?' };

export function Checks({ state }: { state: State }) {
    const { checks = [] } = state.run.document.verdict;
    return (
        <div class="wide" tabIndex={0} role="group" aria-label="Checks">
            <table>
                <thead>
                    <tr>
                        <th>check</th>
                        <th>verdict</th>
                        <th>what it saw</th>
                        <th>figures</th>
                    </tr>
                </thead>
                <tbody>
                    {checks.map((check) => (
                        <tr>
                            <td>{visible(check.name)}</td>
                            <td class={`mark ${check.verdict}`}>
                                {marks[check.verdict]} {check.verdict}
                            </td>
                            <td>
                                <Linked text={check.explanation} state={state} />
                            </td>
                            <td>
                                {check.details !== null && (
                                    <details>
                                        <summary>show</summary>
                                        <JsonTree value={check.details} />
                                    </details>
                                )}
                            </td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </div>
    );
}

export function Warnings({ state }: { state: State }) {
    return (
        <ul>
            {(state.run.document.verdict.warnings ?? []).map((warning) => (
                <li>
                    <bdi>{visible(warning)}</bdi>
                </li>
            ))}
        </ul>
    );
}

// The line that repeats the run, to copy.
import { useState } from 'preact/hooks';

export function Repeat({ command }: { command: string }) {
    const [copied, setCopied] = useState(false);
    const copy = () => {
        navigator.clipboard?.writeText(command).then(
            () => setCopied(true),
            () => setCopied(false),
        );
    };
    return (
        <p class="repeat">
            <code>{command}</code> <button onClick={copy}>{copied ? 'copied' : 'copy'}</button>
        </p>
    );
}

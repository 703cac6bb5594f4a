// A run as the page sees it: its documents, its history and what follows from them, made once.
import { nodeClocks, type NodeClock } from '../data/clocks';
import { unpack } from '../data/columns';
import { numberAt, type RunDocument, type Story } from '../data/document';
import { faultBands, type FaultBand } from '../data/faults';
import { History } from '../data/history';
import { Messages } from '../data/messages';
import { Workers } from '../data/workers';
import type { TimeWindow } from '../view/window';
import { Lanes } from './timeline/lanes';

export interface Run {
    document: RunDocument;
    history: History;
    workers: Workers;
    /** Of the system: n1, n2, ...; empty where the scenario does not say how many. */
    nodes: string[];
    lanes: Lanes;
    faults: FaultBand[];
    messages: Messages;
    /** Empty where no completion says how far its node's clock was off. */
    clocks: NodeClock[];
    /** From a little before the first moment to a little after the last. */
    whole: TimeWindow;
    /** Operations that break a promise, in order of invocation. */
    concerned: Int32Array;
    broken: Int32Array;
}

export async function readRun(base64: string): Promise<Run> {
    const columns = await unpack(base64);
    const document = columns.document as unknown as RunDocument;
    const history = new History(columns);
    const workers = new Workers(document.scenario);
    const room = history.last * 0.01;
    return {
        document,
        history,
        workers,
        nodes: Array.from(
            { length: numberAt(document.scenario, 'system', 'nodes') ?? 0 },
            (_, k) => `n${k + 1}`,
        ),
        lanes: new Lanes(history, workers),
        faults: faultBands(document.verdict.faults ?? []),
        messages: new Messages(columns),
        clocks: nodeClocks(columns),
        whole: { from: -room, to: history.last + room },
        concerned: operationsOf(document.stories, history.count, (found) => found.concerned),
        broken: operationsOf(document.stories, history.count, (found) => [found.broken]),
    };
}

function operationsOf(
    stories: Story[],
    count: number,
    pick: (found: NonNullable<Story['counterexample']>) => number[],
): Int32Array {
    const ids = new Set<number>();
    for (const { counterexample } of stories)
        if (counterexample) for (const id of pick(counterexample)) if (id < count) ids.add(id);
    return Int32Array.from(ids).sort();
}

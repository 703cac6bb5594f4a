// Who issued an operation. A worker issues one operation at a time; the process is its connection to
// the system: after an answer that never came the worker goes on under another number, its own plus
// the number of workers. Most clients ask one node only, the worker's home: the nodes are dealt out
// to the workers in turn.
import { member, numberAt, type Json } from './document';

/** Which option of a client's says that it asks its home; without that option it does. */
const homeOptions: Record<string, string> = {
    maelstrom: '',
    etcd: 'connect',
    http: 'connect',
    redis: 'node',
    zookeeper: 'node',
};

export class Workers {
    /** How many there are; 0: it is not known, and each process stands for itself. */
    readonly count: number;
    private readonly nodes: number;

    constructor(scenario: Json) {
        this.count = numberAt(scenario, 'workload', 'concurrency') ?? 0;
        this.nodes = this.count > 0 && asksHome(scenario) ? nodesOf(scenario) : 0;
    }

    /** The worker behind a process, or the process itself. */
    of(process: number): number {
        return this.count > 0 ? process % this.count : process;
    }

    /** The node that a worker asks; undefined: it is not known, or there are several. */
    nodeOf(worker: number): string | undefined {
        return this.nodes > 0 ? `n${(worker % this.nodes) + 1}` : undefined;
    }

    /** "worker 2 · n3": of a lane. */
    laneName(worker: number): string {
        if (this.count === 0) return `process ${worker}`;
        return [`worker ${worker}`, this.nodeOf(worker)].filter(Boolean).join(' · ');
    }

    /** The same where there is little room: "w2 · n3". */
    shortName(worker: number): string {
        return this.laneName(worker).replace('worker ', 'w').replace('process ', 'p');
    }

    /** "process 12 = worker 2 · n3". */
    processName(process: number): string {
        if (this.count === 0) return `process ${process}`;
        return `process ${process} = ${this.laneName(this.of(process))}`;
    }
}

function nodesOf(scenario: Json): number {
    return numberAt(scenario, 'system', 'nodes') ?? 0;
}

function asksHome(scenario: Json): boolean {
    const client = member(scenario, 'workload', 'client');
    const option = typeof client === 'string' ? homeOptions[client] : undefined;
    if (option === undefined) return false;
    const elsewhere = member(scenario, 'workload', 'options', 'sentinel-port');
    if (elsewhere !== undefined) return false;
    const asked = option === '' ? undefined : member(scenario, 'workload', 'options', option);
    return asked === undefined || asked === 'home';
}

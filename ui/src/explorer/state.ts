// What the page knows and does: where the reader is, how it goes on, and what runs in the
// background. Components read the signals and call the methods.
import { batch, computed, effect, signal } from '@preact/signals';
import * as api from './api';
import { fromHash, joined, lengthOf, placesFrom, prefixOf, toHash } from './address';
import { Kept } from './kept';

/** Steps of the way that are kept on either side of what is looked at, and so many at least. */
const around = 600;
const nearby = 100;

export class State {
    readonly view = signal<api.View | undefined>(undefined);
    /** Those steps of the whole way that are near what is looked at. */
    readonly steps = signal<api.Steps>({ path: '', length: 0, first: 0, steps: [] });
    readonly failure = signal('');
    readonly busy = signal('');
    readonly filter = signal('');
    readonly chosen = signal(0);
    readonly helpShown = signal(false);
    readonly check = signal<api.Job | undefined>(undefined);
    readonly search = signal<api.Job | undefined>(undefined);
    /** Ways that were left for another one: whole paths. */
    readonly branches = signal<string[]>([]);
    readonly kept: Kept;

    readonly path = signal('');
    readonly future = signal<number[]>([]);
    private asked = 0;
    private stepsAsked = '';
    private seed = 1;

    /** The actions that the filter lets through. */
    readonly actions = computed(() => {
        const wanted = this.filter.value.toLowerCase();
        const next = this.view.value?.next_on_road;
        const all = inOrder(this.view.value?.actions ?? [], next ?? this.future.value[0]);
        return wanted === ''
            ? all
            : all.filter(({ event }) => event.text.toLowerCase().includes(wanted));
    });
    readonly selected = computed(
        () => this.actions.value[Math.min(this.chosen.value, this.actions.value.length - 1)],
    );
    /** The path and what would come next on it: all of a recorded run, of a path that was opened. */
    readonly whole = computed(() =>
        this.future.value.length === 0 && this.alongRoad.value
            ? this.road
            : joined(this.path.value, this.future.value),
    );
    /** The last step of the way that is one of the recorded run; -1: none is. */
    readonly leftRun = computed(() => Number(/^run@(\d+)/.exec(this.whole.value)?.[1] ?? -1));
    private readonly road: string;
    private readonly alongRoad = computed(
        () =>
            this.path.value !== '' &&
            this.road !== '' &&
            (typeof this.model.road === 'number'
                ? /^run@\d+$/.test(this.path.value)
                : this.road === this.path.value || this.road.startsWith(`${this.path.value}/`)),
    );

    constructor(
        readonly model: api.Model,
        readonly recorded: api.Recorded | undefined,
    ) {
        this.kept = new Kept(model.title);
        const { road } = model;
        this.road = typeof road !== 'number' ? road.join('/') : `run@${road - 1}`;
        addEventListener('hashchange', () => this.read());
        effect(() => {
            void this.kept.breakpoints.value;
            if (this.view.peek()) void this.load();
        });
        void this.resumeJobs();
        this.read();
    }

    /** Goes where the address says. */
    private read(): void {
        const { path, future } = fromHash(location.hash);
        if (path === this.path.peek() && String(future) === String(this.future.peek())) {
            if (this.view.peek()) return;
        }
        batch(() => {
            this.path.value = location.hash.length > 2 ? path : this.model.start;
            this.future.value = future;
        });
        void this.load();
    }

    /** Goes to a path. What would come next is `future`. */
    go(path: string, future: number[] = []): void {
        this.failure.value = '';
        batch(() => {
            this.path.value = path;
            this.future.value = future;
            this.chosen.value = 0;
        });
        history.pushState(null, '', toHash({ path, future }));
        void this.load();
    }

    private async load(): Promise<void> {
        const number = ++this.asked;
        const path = this.path.peek();
        try {
            const [view, way] = await Promise.all([
                api.readState(path, lengthOf(path), this.kept.breakpoints.peek()),
                this.stepsAround(lengthOf(path) - 1),
            ]);
            if (number !== this.asked) return;
            if (path === '' && view.actions.length === 1) {
                this.path.value = '0';
                return this.load();
            }
            batch(() => {
                this.view.value = view;
                if (way) this.steps.value = way;
                this.stepsAsked = '';
                this.failure.value = '';
            });
        } catch (error) {
            if (number === this.asked) this.failure.value = said(error);
        }
        document.documentElement.dataset.ready = 'yes';
    }

    /** The steps around one, where those at hand are others. */
    private async stepsAround(step: number): Promise<api.Steps | undefined> {
        const whole = this.whole.peek();
        const length = lengthOf(whole);
        const { path, first, steps } = this.steps.peek();
        const enough =
            (first === 0 || first <= step - nearby) &&
            (first + steps.length >= length || first + steps.length >= step + nearby);
        if (length === 0 || (path === whole && enough)) return undefined;
        const answer = await api.readSteps(whole, Math.max(0, step - around), 2 * around);
        return { ...answer, path: whole };
    }

    /** Somebody looks at this step of the way, without going there. */
    async lookAt(step: number): Promise<void> {
        const key = `${this.whole.peek()} ${Math.floor(step / nearby)}`;
        if (key === this.stepsAsked) return;
        this.stepsAsked = key;
        const asked = this.asked;
        const way = await this.stepsAround(step).catch(() => undefined);
        if (way && asked === this.asked && way.path === this.whole.peek()) this.steps.value = way;
    }

    /** Takes an action. What would have come next becomes a branch, unless it is this. */
    take(action: api.Action): void {
        if (action.outcome === 'ignored') return;
        this.onward([action.place]);
    }

    /** Goes on by these places from here. */
    onward(places: number[]): void {
        const future = this.future.peek();
        const same = places.every((place, i) => place === future[i]);
        if (future.length > 0 && !same) this.keepBranch(joined(this.path.peek(), future));
        const onRoad = places.length === 1 && this.view.peek()?.next_on_road === places[0];
        const path =
            onRoad && /^run@\d+$/.test(this.path.peek())
                ? `run@${lengthOf(this.path.peek())}`
                : joined(this.path.peek(), places);
        this.go(path, same ? future.slice(places.length) : []);
    }

    private keepBranch(path: string): void {
        const others = this.branches.peek().filter((each) => each !== path);
        this.branches.value = [path, ...others].slice(0, 20);
    }

    /** Goes elsewhere, and keeps the way as a branch if it is not on the new one. */
    leaveFor(path: string): void {
        const whole = joined(this.path.peek(), this.future.peek());
        const elsewhere = path !== whole && !path.startsWith(`${whole}/`);
        if (lengthOf(whole) > 1 && elsewhere && !this.alongRoad.peek()) this.keepBranch(whole);
        this.go(path);
    }

    /** To a place of the way: 0 is the initial state. What comes after it stays in sight. */
    toStep(step: number): void {
        const whole = this.whole.peek();
        const length = Math.min(Math.max(0, step), lengthOf(whole) - 1) + 1;
        const path = prefixOf(whole, length);
        this.go(path, whole === this.road ? [] : placesFrom(whole, length));
    }

    get step(): number {
        return lengthOf(this.path.value) - 1;
    }

    back = (): void => {
        if (this.step > 0) this.toStep(this.step - 1);
    };
    forward = (): void => {
        if (this.future.peek().length > 0) this.toStep(this.step + 1);
        else this.along();
    };
    /** Of a recorded run that went wrong: where. */
    get wrongStep(): number | undefined {
        const step = lengthOf(this.model.start) - 1;
        return this.model.recorded && step > 0 ? step : undefined;
    }
    toWrongStep = (): void => {
        if (this.wrongStep !== undefined) this.leaveFor(this.model.start);
    };
    toStart = (): void => this.toStep(0);
    toEnd = (): void => this.toStep(lengthOf(this.whole.peek()) - 1);

    /** One step further on the path or the run that was opened. */
    along = (): void => {
        const next = this.view.peek()?.next_on_road;
        if (next !== null && next !== undefined) this.onward([next]);
    };

    move(by: number): void {
        const most = this.actions.peek().length - 1;
        this.chosen.value = Math.min(Math.max(0, this.chosen.peek() + by), Math.max(0, most));
    }

    async randomWalk(steps: number): Promise<void> {
        await this.work('walking', async () => {
            const until: api.Goal[] = this.kept.breakpoints
                .peek()
                .map((text) => ({ text }) as api.Goal);
            const walked = await api.walk(this.path.peek(), steps, this.seed++, [
                ...until,
                { violation: true },
            ]);
            if (walked.steps > 0) this.onward(walked.way.split('/').map(Number));
            else this.failure.value = 'Nothing can happen here.';
        });
    }

    /** The nearest state of some kind, from here or from the start. */
    async find(goal: api.Goal | api.Goal[], fromStart = false): Promise<void> {
        const begin = fromStart ? prefixOf(this.path.peek(), 1) : this.path.peek();
        await this.work('', async () => {
            const job = await this.follow(await api.beginFind(begin, goal), this.search);
            if (job.error) this.failure.value = job.error;
            else if (!job.found)
                this.failure.value = job.stopped
                    ? `Not found: ${job.stopped}.`
                    : lengthOf(begin) > 1
                      ? 'No such state can be reached from here: all that can was seen. From the start there may be one.'
                      : 'There is no such state: all that can be reached was seen.';
            else if (fromStart) this.leaveFor(joined(begin, placesOf(job.way)));
            else if (this.path.peek() === begin) this.onward(placesOf(job.way));
        });
    }

    toViolation = (): Promise<void> => this.find({ violation: true });
    toBreakpoint = (): Promise<void> =>
        this.find(this.kept.breakpoints.peek().map((text) => ({ text })));

    checkAll = async (): Promise<void> => {
        await this.work('', async () => {
            await this.follow(await api.beginCheck(2), this.check);
        });
    };

    async stop(job: api.Job | undefined): Promise<void> {
        if (job) await this.work('', async () => void (await api.stopJob(job.job)));
    }

    /** A check that another page began, or this one before it was loaded again. */
    private async resumeJobs(): Promise<void> {
        const response = await fetch('/api/v1/jobs');
        const { jobs } = (await response.json()) as { jobs: api.Job[] };
        const check = jobs.filter((job) => job.do === 'check').pop();
        if (check) await this.follow(check, this.check);
    }

    private async follow(job: api.Job, shown: { value: api.Job | undefined }): Promise<api.Job> {
        shown.value = job;
        for (let wait = 40; job.state === 'running'; wait = Math.min(wait * 1.5, 400)) {
            await new Promise((resume) => setTimeout(resume, wait));
            job = await api.readJob(job.job);
            shown.value = job;
        }
        return job;
    }

    private async work(name: string, task: () => Promise<void>): Promise<void> {
        this.busy.value = name;
        this.failure.value = '';
        try {
            await task();
        } catch (error) {
            this.failure.value = said(error);
        } finally {
            this.busy.value = '';
        }
    }

    /** Error: why it is none. */
    async addBreakpoint(text: string): Promise<string> {
        try {
            await api.readState(this.path.peek(), Number.MAX_SAFE_INTEGER, [text]);
            this.kept.addBreakpoint(text);
            return '';
        } catch (error) {
            return said(error);
        }
    }
}

/** First what the path goes on with, then what happens, what is lost, and what is ignored. */
function inOrder(actions: api.Action[], next: number | undefined): api.Action[] {
    const rank = ({ place, outcome, event }: api.Action) =>
        place === next ? 0 : outcome === 'ignored' ? 3 : event.kind === 'lost' ? 2 : 1;
    return [...actions].sort((a, b) => rank(a) - rank(b));
}

function placesOf(way: string | undefined): number[] {
    return way ? way.split('/').map(Number) : [];
}

function said(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}

// The report of a run: verdict and story first, then everything that its directory holds.
import type { ComponentChildren } from 'preact';
import { Checks, Warnings } from './Checks';
import { Faults } from './Faults';
import { Header, type Part } from './Header';
import { Logs } from './Logs';
import { MessagesView } from './messages/MessagesView';
import { Clocks } from './plots/Clocks';
import { Plots } from './plots/Plots';
import type { State } from './state';
import { Stories } from './story/Stories';
import { TheRun } from './TheRun';
import { Timeline } from './timeline/Timeline';

interface Shown extends Part {
    body: () => ComponentChildren;
    there: boolean;
}

function partsOf(state: State): Shown[] {
    const { document, history, faults, messages } = state.run;
    const { verdict } = document;
    const trouble = document.stories.length > 0 || verdict.verdict !== 'valid';
    return [
        {
            id: 'story',
            title: 'What happened',
            there: trouble,
            body: () => <Stories state={state} />,
        },
        {
            id: 'warnings',
            title: 'Warnings',
            there: (verdict.warnings ?? []).length > 0,
            body: () => <Warnings state={state} />,
        },
        {
            id: 'timeline',
            title: 'Timeline',
            there: history.count > 0,
            body: () => <Timeline state={state} />,
        },
        {
            id: 'plots',
            title: 'Latency and throughput',
            there: history.count > 0,
            body: () => <Plots state={state} />,
        },
        {
            id: 'clocks',
            title: 'Clocks of the nodes',
            there: state.run.clocks.length > 0,
            body: () => <Clocks state={state} />,
        },
        {
            id: 'faults',
            title: 'Faults',
            there: faults.length > 0,
            body: () => <Faults state={state} />,
        },
        {
            id: 'messages',
            title: 'Messages',
            there: messages.list.length > 0,
            body: () => <MessagesView state={state} />,
        },
        {
            id: 'output',
            title: 'Output of the nodes',
            there: (document.output ?? []).length > 0,
            body: () => <Logs state={state} />,
        },
        {
            id: 'checks',
            title: 'Checks',
            there: (verdict.checks ?? []).length > 0,
            body: () => <Checks state={state} />,
        },
        {
            id: 'the-run',
            title: 'The run',
            there: true,
            body: () => <TheRun state={state} />,
        },
    ];
}

export function App({ state }: { state: State }) {
    const parts = partsOf(state).filter((part) => part.there);
    return (
        <>
            <Header state={state} parts={parts} />
            <main>
                {parts.map(({ id, title, body }) => (
                    <section id={id}>
                        <h2>{title}</h2>
                        {body()}
                    </section>
                ))}
            </main>
        </>
    );
}

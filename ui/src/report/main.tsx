// The page of one run: reads the data that stands in it and takes over from the plain page.
import { render } from 'preact';
import { watchTheme } from '../view/theme';
import { App } from './App';
import { readRun } from './run';
import { State } from './state';
import 'uplot/dist/uPlot.min.css';
import './style.css';

async function start(): Promise<void> {
    const holder = document.getElementById('run')!;
    const run = await readRun(holder.textContent ?? '');
    holder.remove();
    watchTheme();
    document.getElementById('plain')!.remove();
    render(<App state={new State(run)} />, document.getElementById('app')!);
    document.documentElement.dataset.ready = 'yes';
}

start().catch((error: unknown) => {
    const note = document.createElement('p');
    note.className = 'verdict unknown';
    note.textContent = `This page could not show its data (${String(error)}). What follows is the plain report.`;
    document.body.prepend(note);
});

// The page of a model, as `PROGRAM explore` serves it.
import { render } from 'preact';
import { watchTheme } from '../view/theme';
import { readModel, readRecorded } from './api';
import { App } from './App';
import { listenToKeys } from './keys';
import { State } from './state';
import '../report/style.css';
import './style.css';

async function start(): Promise<void> {
    watchTheme();
    const model = await readModel();
    const state = new State(model, model.recorded ? await readRecorded() : undefined);
    listenToKeys(state);
    render(<App state={state} />, document.getElementById('app')!);
}

start().catch((error: unknown) => {
    const note = document.createElement('p');
    note.className = 'verdict unknown';
    note.textContent = `The explorer does not answer: ${String(error)}`;
    document.body.prepend(note);
});

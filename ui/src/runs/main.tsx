// The page of a store, as `ordeal serve` serves it.
import { render } from 'preact';
import { watchTheme } from '../view/theme';
import { App } from './App';
import '../report/style.css';
import './style.css';

watchTheme();
render(<App />, document.getElementById('app')!);

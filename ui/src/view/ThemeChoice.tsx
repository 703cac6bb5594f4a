// Light, dark, or as the system says.
import { theme, type Theme } from './theme';

export function ThemeChoice() {
    return (
        <label class="theme">
            <span class="muted">Colours</span>{' '}
            <select
                value={theme.value}
                onChange={(event) => (theme.value = event.currentTarget.value as Theme)}
            >
                <option value="auto">auto</option>
                <option value="light">light</option>
                <option value="dark">dark</option>
            </select>
        </label>
    );
}

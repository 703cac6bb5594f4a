// How a system recovered from a fault, in words: what the check `availability` measured of it.
import { numberAt, type Json } from './document';
import { duration } from './format';

export interface RecoveryTime {
    text: string;
    /** Why there is no time; else empty. */
    meaning: string;
}

/** `name`: "first-ok" or "throughput"; undefined where the check has nothing of the fault. */
export function recoveryTime(recovery: Json | undefined, name: string): RecoveryTime {
    if (recovery === undefined)
        return {
            text: 'not measured',
            meaning:
                'Measured only of a fault that ended while no other one was in force, where the check "availability" looked at the run.',
        };
    const time = numberAt(recovery, name);
    if (time === undefined)
        return {
            text: 'not seen',
            meaning:
                name === 'throughput'
                    ? 'Not before the next fault began or the run ended; or there is no usual rate to compare with.'
                    : 'Not before the next fault began, or the run ended.',
        };
    return { text: time < 1000 ? 'at once' : `after ${duration(time / 1000)}`, meaning: '' };
}

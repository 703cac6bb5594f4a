// A thread that must not be late: what any user may ask of the kernel's scheduler for it.
#pragma once

namespace ordeal::nemesis {

/// For the calling thread: timers without slack (they are up to 50 us late by default), and a short
/// time slice. On a busy machine others run for milliseconds before a thread that wakes up; one
/// whose turns are short is let in earlier, without more than its fair share (EEVDF, Linux 6.12).
/// What the kernel does not know it ignores: the thread is later there, that is all.
void ask_for_prompt_wakeups();

}  // namespace ordeal::nemesis

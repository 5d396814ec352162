// What the process holds of the machine's memory.
#pragma once

namespace dotpha {

// Gives freed pages back to the system: the allocator keeps them, and each thread's own part of it keeps its peak. For
// after something large and rare; takes some milliseconds. Any thread.
void ReturnFreeMemory();

}  // namespace dotpha

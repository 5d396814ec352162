// What the process holds of the machine's memory.
#pragma once

namespace dotpha {

// First in main(). The allocator gives up to eight parts for each processor to threads, and each part keeps the peak of
// its threads: a service with many handlers would keep that peak many times. Two parts serve them as fast.
void ShareMemoryAmongThreads();

// Gives freed pages back to the system: the allocator keeps them, and each thread's own part of it keeps its peak. For
// after something large and rare; takes some milliseconds. Any thread.
void ReturnFreeMemory();

}  // namespace dotpha

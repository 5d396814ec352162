#include "libs/base/memory.h"

#include <malloc.h>

namespace dotpha {

void ShareMemoryAmongThreads() { mallopt(M_ARENA_MAX, 2); }

void ReturnFreeMemory() { malloc_trim(0); }

}  // namespace dotpha

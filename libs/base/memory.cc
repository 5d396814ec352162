#include "libs/base/memory.h"

#include <malloc.h>

namespace dotpha {

void ReturnFreeMemory() { malloc_trim(0); }

}  // namespace dotpha

#include "server/idle_memory.h"

#include <elf.h>
#include <link.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>

namespace rolecall::server {
namespace {

// Segments that nobody may write are what lies in the file, always: dropping their pages loses nothing. (What the
// linker changes and then protects, RELRO, is part of a segment that may be written.)
int DropSegments(dl_phdr_info* object, std::size_t, void*) {
  const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  for (int i = 0; i < object->dlpi_phnum; ++i) {
    const ElfW(Phdr)& segment = object->dlpi_phdr[i];
    if (segment.p_type != PT_LOAD || (segment.p_flags & PF_W) != 0) continue;
    const std::uintptr_t begin = (object->dlpi_addr + segment.p_vaddr + page - 1) / page * page;
    const std::uintptr_t end = (object->dlpi_addr + segment.p_vaddr + segment.p_memsz) / page * page;
    // Advice: it does not matter if the kernel does not take it (as for its own vdso).
    if (begin < end) madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
  }
  return 0;
}

}  // namespace

void GiveBackStartMemory() {
  malloc_trim(0);
  dl_iterate_phdr(&DropSegments, nullptr);
}

}  // namespace rolecall::server

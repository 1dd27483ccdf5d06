#include "partition/own_partition.h"

#include <atomic>

namespace rolecall::partition {
namespace {

std::atomic<const Partition*> own = nullptr;

}  // namespace

const Partition& Own() {
  const Partition* set = own.load(std::memory_order_acquire);
  return set == nullptr ? All().front() : *set;
}

void SetOwn(const Partition& partition) { own.store(&partition, std::memory_order_release); }

}  // namespace rolecall::partition

#include "providers/time/provider.h"

#include <utility>

#include "providers/framework/table_provider.h"
#include "providers/time/resources.h"

namespace rolecall::providers::time {

std::unique_ptr<engine::Provider> MakeTimeProvider(const Clock& clock, Sleep sleep) {
  ResourceTable resources;
  resources.emplace("time_offset", MakeOffset(clock));
  resources.emplace("time_rotating", MakeRotating(clock));
  resources.emplace("time_sleep", MakeSleep(clock, std::move(sleep)));
  resources.emplace("time_static", MakeStatic(clock));
  return std::make_unique<TableProvider>("hashicorp/time", std::move(resources), DataSourceTable());
}

}  // namespace rolecall::providers::time

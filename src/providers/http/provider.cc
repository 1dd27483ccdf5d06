#include "providers/http/provider.h"

#include <utility>

#include "providers/framework/table_provider.h"
#include "providers/http/data_source.h"

namespace rolecall::providers::http {

std::unique_ptr<engine::Provider> MakeHttpProvider(Dependencies dependencies) {
  DataSourceTable data_sources;
  data_sources.emplace("http", MakeHttpData(std::move(dependencies)));
  return std::make_unique<TableProvider>("hashicorp/http", ResourceTable(), std::move(data_sources));
}

}  // namespace rolecall::providers::http

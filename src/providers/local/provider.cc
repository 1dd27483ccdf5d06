#include "providers/local/provider.h"

#include "providers/framework/table_provider.h"
#include "providers/local/resources.h"

namespace rolecall::providers::local {

std::unique_ptr<engine::Provider> MakeLocalProvider(FileSystem& files) {
  ResourceTable resources;
  resources.emplace("local_file", MakeFile(files, /*is_sensitive=*/false));
  resources.emplace("local_sensitive_file", MakeFile(files, /*is_sensitive=*/true));
  DataSourceTable data_sources;
  data_sources.emplace("local_file", MakeFileData(files, /*is_sensitive=*/false));
  data_sources.emplace("local_sensitive_file", MakeFileData(files, /*is_sensitive=*/true));
  return std::make_unique<TableProvider>("hashicorp/local", std::move(resources), std::move(data_sources));
}

}  // namespace rolecall::providers::local

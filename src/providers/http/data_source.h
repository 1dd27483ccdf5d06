// data http. For this folder only; provider.h makes the provider of it.
#ifndef ROLECALL_PROVIDERS_HTTP_DATA_SOURCE_H_
#define ROLECALL_PROVIDERS_HTTP_DATA_SOURCE_H_

#include <memory>

#include "providers/framework/resource.h"
#include "providers/http/dependencies.h"

namespace rolecall::providers::http {

std::unique_ptr<const DataSource> MakeHttpData(Dependencies use);

}  // namespace rolecall::providers::http

#endif  // ROLECALL_PROVIDERS_HTTP_DATA_SOURCE_H_

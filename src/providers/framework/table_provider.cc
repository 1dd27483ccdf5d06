#include "providers/framework/table_provider.h"

namespace rolecall::providers {

template class ResourceProvider<Call>;

}  // namespace rolecall::providers

// ImportAddress: the address that an `import` block's `to` names, of which any key may be an expression:
// module.m[each.key].aws_iam_role.r[local.name].
#ifndef ROLECALL_ENGINE_CONFIG_IMPORT_ADDRESS_H_
#define ROLECALL_ENGINE_CONFIG_IMPORT_ADDRESS_H_

#include <functional>
#include <string>

#include "hcl/syntax/tree.h"

namespace rolecall::engine {

// `key_text` is asked for each key that is an expression, in no particular order, and says what stands for it
// ("[\"a\"]"). Empty for what is no address; loading has refused that.
std::string ImportAddress(const hcl::Expression& to,
                          const std::function<std::string(const hcl::Expression& key)>& key_text);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_CONFIG_IMPORT_ADDRESS_H_

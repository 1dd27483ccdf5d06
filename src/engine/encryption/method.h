// Methods: what seals and opens bytes with a key: `method "aes_gcm" "m"`. "unencrypted" is none: who uses methods looks
// at that before.
//
//   ROLECALL_TRY(std::unique_ptr<CipherMethod> method, MakeMethod("aes_gcm", {{"keys", value}}, context));
//   ROLECALL_TRY(std::string sealed, method->Seal(bytes));
//
// Errors: kInvalidArgument: the configuration is wrong; kUnauthenticated: another key, or the bytes were changed.
#ifndef ROLECALL_ENGINE_ENCRYPTION_METHOD_H_
#define ROLECALL_ENGINE_ENCRYPTION_METHOD_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "engine/backend/backend.h"
#include "hcl/decode/content.h"
#include "value/value.h"

namespace rolecall::engine {

class CipherMethod {
 public:
  virtual ~CipherMethod() = default;
  virtual Result<std::string> Seal(std::string_view bytes) = 0;
  virtual Result<std::string> Open(std::string_view sealed) = 0;
};

// The arguments that a method of that type takes; null: there is no such type.
const hcl::BodySchema* MethodSchema(const std::string& type);
using MethodArguments = std::map<std::string, value::Value>;
Result<std::unique_ptr<CipherMethod>> MakeMethod(const std::string& type, const MethodArguments& arguments,
                                                 const BackendContext& context);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_ENCRYPTION_METHOD_H_

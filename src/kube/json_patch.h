// JSON Patch (RFC 6902): the operations that an admission answer carries, and how to apply them.
// No other operation than "add", since an injection never takes anything away. Pure; any thread.
#ifndef ROLECALL_KUBE_JSON_PATCH_H_
#define ROLECALL_KUBE_JSON_PATCH_H_

#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace rolecall::kube {

// We only ever add: "add" puts a member (replacing one of that name) or inserts into an array ("-" = at its end).
struct AddOperation {
  std::string path;   // JSON Pointer (RFC 6901)
  std::string value;  // JSON, as it is sent
};
using JsonPatch = std::vector<AddOperation>;

// `text` with its quotes, as a JSON text. It must be UTF-8.
void AppendJsonText(std::string& out, std::string_view text);
// The patch as the JSON array of the admission answer.
std::string FormatPatch(const JsonPatch& patch);
// Applies in order. kInvalidArgument names the operation whose path leads nowhere or whose value is no JSON; the
// document is then half done.
Result<void> Apply(const JsonPatch& patch, boost::json::value& document);

}  // namespace rolecall::kube

#endif  // ROLECALL_KUBE_JSON_PATCH_H_

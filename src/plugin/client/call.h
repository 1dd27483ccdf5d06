// One typed call to a plugin.
//
//   wire::ReadResource::Request request;
//   ROLECALL_TRY(auto response, (Call<wire::ReadResource::Response>(process, kRead, request)));
//
// Messages carry passwords of provider blocks, write-only arguments and ephemeral values: their bytes are wiped.
// Errors: as PluginProcess::Call, with what a person needs; kInternal: the answer is no such message.
#ifndef ROLECALL_PLUGIN_CLIENT_CALL_H_
#define ROLECALL_PLUGIN_CLIENT_CALL_H_

#include <functional>
#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "plugin/client/calls.h"
#include "plugin/process/plugin_process.h"

namespace rolecall::plugin {

template <typename Response, typename Request>
Result<Response> Call(PluginProcess& process, const CallName& name, const Request& request,
                      const std::function<void()>& waiting = {}) {
  std::string sent = request.SerializeAsString();
  Result<std::string> bytes = process.Call(name.Path(process.protocol()), sent, waiting);
  Wipe(sent);
  if (!bytes.ok()) return bytes.error();
  Response response;
  const bool is_read = response.ParseFromString(*bytes);
  Wipe(*bytes);
  if (!is_read) {
    return Error{ErrorCode::kInternal, std::string("the plugin's answer to ") + name.in_6 + " cannot be read"};
  }
  return response;
}

}  // namespace rolecall::plugin

#endif  // ROLECALL_PLUGIN_CLIENT_CALL_H_

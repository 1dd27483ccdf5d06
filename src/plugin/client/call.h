// One typed call to a plugin.
//
//   wire::ReadResource::Request request;
//   ROLECALL_TRY(auto response, (Call<wire::ReadResource::Response>(process, kRead, request)));
//
// Errors: as PluginProcess::Call, with what a person needs; kInternal: the answer is no such message.
#ifndef ROLECALL_PLUGIN_CLIENT_CALL_H_
#define ROLECALL_PLUGIN_CLIENT_CALL_H_

#include <functional>
#include <string>

#include "base/result.h"
#include "plugin/client/calls.h"
#include "plugin/process/plugin_process.h"

namespace rolecall::plugin {

template <typename Response, typename Request>
Result<Response> Call(PluginProcess& process, const CallName& name, const Request& request,
                      const std::function<void()>& waiting = {}) {
  ROLECALL_TRY(const std::string bytes,
               process.Call(name.Path(process.protocol()), request.SerializeAsString(), waiting));
  Response response;
  if (!response.ParseFromString(bytes)) {
    return Error{ErrorCode::kInternal, std::string("the plugin's answer to ") + name.in_6 + " cannot be read"};
  }
  return response;
}

}  // namespace rolecall::plugin

#endif  // ROLECALL_PLUGIN_CLIENT_CALL_H_

// Where services are forwarded to: what --forward says, checked.
//
//   ROLECALL_TRY(const Targets targets, ReadTargets({"http://127.0.0.1:4566,s3=http://127.0.0.1:9000"}));
//   targets.For("sqs")      // "http://127.0.0.1:4566"
//
// Errors: kInvalidArgument, with what is wrong. Plain values.
#ifndef ROLECALL_SERVICES_FORWARD_TARGETS_H_
#define ROLECALL_SERVICES_FORWARD_TARGETS_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace rolecall::services::forward {

struct Targets {
  std::string others;                                     // of services without a place of their own; "": nowhere
  std::map<std::string, std::string, std::less<>> named;  // signing name -> URL

  bool empty() const { return others.empty() && named.empty(); }
  // "": not forwarded.
  std::string_view For(std::string_view signing) const;
};

// Each text is "URL" or "SERVICE=URL", or several of them with commas.
Result<Targets> ReadTargets(const std::vector<std::string>& texts);

}  // namespace rolecall::services::forward

#endif  // ROLECALL_SERVICES_FORWARD_TARGETS_H_

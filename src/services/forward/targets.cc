#include "services/forward/targets.h"

#include "base/text.h"
#include "http/origin.h"
#include "services/forward/service_table.h"

namespace rolecall::services::forward {
namespace {

Error WrongTarget(const std::string& why) { return {ErrorCode::kInvalidArgument, why}; }

Result<void> ReadTarget(const std::string& text, Targets& targets) {
  // A URL may have '=' in it, but then it is no origin.
  const std::size_t equals = text.find('=');
  const std::string service = equals == text.npos ? "" : text.substr(0, equals);
  const std::string url = equals == text.npos ? text : text.substr(equals + 1);
  ROLECALL_RETURN_IF_ERROR(http::Origin::Make({.url = url}));
  if (equals == text.npos) {
    if (!targets.others.empty())
      return WrongTarget("there are two places for all services: " + targets.others + " and " + url);
    targets.others = url;
    return {};
  }
  if (ServiceTable::Get().Find(service).empty()) {
    return WrongTarget("\"" + service + "\" is not a service of AWS (by the name that requests are signed for)");
  }
  if (!targets.named.emplace(service, url).second) return WrongTarget("the service " + service + " is there twice");
  return {};
}

}  // namespace

std::string_view Targets::For(std::string_view signing) const {
  auto found = named.find(signing);
  return found == named.end() ? std::string_view(others) : std::string_view(found->second);
}

Result<Targets> ReadTargets(const std::vector<std::string>& texts) {
  Targets targets;
  for (const std::string& list : texts) {
    for (const std::string& text : SplitStrings(list, ',')) ROLECALL_RETURN_IF_ERROR(ReadTarget(text, targets));
  }
  return targets;
}

}  // namespace rolecall::services::forward

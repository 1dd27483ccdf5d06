// GetParametersByPath.
#include <boost/json.hpp>

#include "services/ssm/errors.h"
#include "services/ssm/filters.h"
#include "services/ssm/lookup.h"
#include "services/ssm/operations.h"
#include "services/ssm/page.h"
#include "services/ssm/value.h"

namespace rolecall::services::ssm {
namespace {

constexpr std::size_t kMostByPath = 10;

struct ByPath {
  std::string path;
  bool recursive = false, decrypt = false;
  Filters filters;
  PageRequest page;
};

// AWS, GetParametersByPath: who may on a path may on all that lies under it, also on what another statement denies by
// its own name.
std::optional<aws::ErrorShape> AuthorizePath(Call& call, const ByPath& wanted) {
  NamedParameter named{.account = call.own_account(), .region = call.region, .name = wanted.path};
  Question question;
  question.context.push_back({"ssm:Recursive", {wanted.recursive ? "true" : "false"}});
  ROLECALL_TRY([[maybe_unused]] ParameterPointer own, Authorized(call, "GetParametersByPath", named, question));
  return std::nullopt;
}

// The version that is shown: the one with a label that is asked for, else the newest. Null: none.
const directory::ParameterVersion* VersionFor(const directory::ParameterRecord& parameter, const ByPath& wanted,
                                              std::string& selector) {
  const Filter* label = FindFilter(wanted.filters, "Label");
  if (label == nullptr) return &parameter.current();
  for (const std::string& value : label->values) {
    const directory::ParameterVersion* version = FindLabel(parameter, value);
    if (version == nullptr) continue;
    selector = value;
    return version;
  }
  return nullptr;
}

Answer ListPath(Call& call, const ByPath& wanted) {
  boost::json::array parameters;
  boost::json::object answer;
  std::string last;
  // The whole tree of "/" includes names without a slash.
  const std::string start = wanted.path == "/" ? "" : wanted.path + "/";
  for (const ParameterPointer& each :
       call.snapshot->parameters.Sorted(directory::ParameterKey(call.own_account(), call.region, start))) {
    if (each->name <= wanted.page.after || IsExpired(*each, call.now)) continue;
    if (!IsUnder(each->name, wanted.path, wanted.recursive)) continue;
    std::string selector;
    const directory::ParameterVersion* version = VersionFor(*each, wanted, selector);
    if (version == nullptr || !MatchesAll(*each, *version, wanted.filters)) continue;
    if (parameters.size() == wanted.page.most) {
      answer["NextToken"] = PageRequest::TokenOf(call, last);
      break;
    }
    ROLECALL_TRY(boost::json::object json, ParameterJson(call, *each, *version, selector, wanted.decrypt));
    parameters.emplace_back(std::move(json));
    last = each->name;
  }
  answer["Parameters"] = std::move(parameters);
  return answer;
}

}  // namespace

Answer GetParametersByPath(Call& call, JsonInput& input) {
  ByPath wanted;
  const std::string path = input.Required("Path", {.max = kMaxNameLength});
  wanted.recursive = input.Flag("Recursive");
  wanted.decrypt = input.Flag("WithDecryption");
  ROLECALL_TRY(wanted.page, ReadPage(call, input, kMostByPath));
  ROLECALL_TRY(wanted.path, ReadPath(path));
  ROLECALL_TRY(wanted.filters, ReadByPathFilters(input));
  ROLECALL_RETURN_IF_ERROR(AuthorizePath(call, wanted));
  return ListPath(call, wanted);
}

}  // namespace rolecall::services::ssm

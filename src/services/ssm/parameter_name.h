// What callers name a parameter by: its name, or its ARN; to read it also "NAME:3" and "NAME:label".
//
//   ROLECALL_TRY(NamedParameter named, ReadName({call.own_account(), call.region}, input.Required("Name"), true));
//   ParameterPointer parameter = FindParameter(*call.snapshot, named, call.now);
//
// AWS, PutParameter: a name is letters, digits and .-_; in a hierarchy every level begins with a slash, the first too;
// at most 15 levels; no name begins with "aws" or "ssm", with a slash before it or not. The name with its ARN has 1011
// characters at most. "b" and "/b" are two parameters with one ARN: whoever may use the one may use the other.
#ifndef ROLECALL_SERVICES_SSM_PARAMETER_NAME_H_
#define ROLECALL_SERVICES_SSM_PARAMETER_NAME_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "directory/parameter_records.h"
#include "directory/snapshot.h"
#include "services/checked.h"

namespace rolecall::services::ssm {

using ParameterPointer = std::shared_ptr<const directory::ParameterRecord>;

inline constexpr std::size_t kMaxNameLength = 2048;  // of a member of a request
inline constexpr std::size_t kMostNames = 10;        // of a list in a request

// Where a call looks: the account is an ARN's, else this one; an ARN of another region names nothing here.
struct ParameterPlace {
  std::string_view account, region;
};

struct NamedParameter {
  std::string account = {}, region = {};
  std::string name = {};      // "/a/b" or "b"; of an ARN, without knowing which of the two it means, "b"
  std::string selector = {};  // "3" or "label"; "": the newest version
  bool by_arn = false;
  bool elsewhere = false;  // an ARN of another region than the call's

  // The resource that a policy decides about.
  std::string Arn() const;
};

// `may_select`: a version or label may follow. ValidationException for what is no name.
Checked<NamedParameter> ReadName(ParameterPlace place, std::string_view text, bool may_select);

// Null if there is none, if its Expiration policy has come due, or if it is of another region.
ParameterPointer FindParameter(const directory::Snapshot& snapshot, const NamedParameter& named, Time now);
bool IsExpired(const directory::ParameterRecord& parameter, Time now);

// Why no parameter may be made with this name.
std::optional<aws::ErrorShape> RefuseNewName(ParameterPlace place, std::string_view name);

// A path of GetParametersByPath and of filters, "/" or "/a/b" with or without a slash at the end: without it.
Checked<std::string> ReadPath(std::string_view text);
// Whether the parameter lies under the path: directly, or (recursive) at any level. What has no slash lies in "/".
bool IsUnder(std::string_view name, std::string_view path, bool recursive);

}  // namespace rolecall::services::ssm

#endif  // ROLECALL_SERVICES_SSM_PARAMETER_NAME_H_

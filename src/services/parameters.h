// Parameters of a Query call ("Action=…&Tags.member.1.Key=…"), decoded; and their validation with AWS's texts.
//
// Every rule that does not hold is reported in one error: "2 validation errors detected: Value 'x' at 'roleName'
// failed to satisfy constraint: Member must …; Value null at 'path' failed …".
#ifndef ROLECALL_SERVICES_PARAMETERS_H_
#define ROLECALL_SERVICES_PARAMETERS_H_

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aws/wire/shapes.h"
#include "http/message.h"

namespace rolecall::services {

class Parameters {
 public:
  Parameters() = default;
  explicit Parameters(http::QueryParameters list);

  // All that were sent, sorted by name.
  const http::QueryParameters& list() const { return list_; }
  // Null if it was not sent.
  const std::string* Find(std::string_view name) const;
  // The value, or "" if it was not sent.
  std::string_view Get(std::string_view name) const;
  bool Has(std::string_view name) const { return Find(name) != nullptr; }
  // A boolean that was sent as true ("True" too).
  bool IsTrue(std::string_view name) const { return Get(name) == "true" || Get(name) == "True"; }
  // NAME.member.1, NAME.member.2 …, in order, up to kMaxMembers. CheckLists first: there are then no gaps.
  std::vector<std::string> List(std::string_view name) const;
  // The number of NAME.member.N.… structures.
  std::size_t Count(std::string_view name) const;
  // Whether the list was sent: members, or "NAME=", which is how clients send an empty one.
  bool HasList(std::string_view name) const;
  // NAME.member.N.FIELD, N from 1; null if it was not sent.
  const std::string* Field(std::string_view name, std::size_t index, std::string_view field) const;

  const http::QueryParameters& all() const { return list_; }  // sorted by name

 private:
  http::QueryParameters list_;
};

inline constexpr std::size_t kMaxMembers = 1000;  // of any list

// The members of every list (and of lists in lists) are numbered from 1 without gaps: MalformedInput, or nothing. A
// list with a gap would be read up to it and the rest passed over: a session policy that is not applied.
std::optional<aws::ErrorShape> CheckLists(const Parameters& parameters);

// What may stand in a parameter, by characters.
enum class Charset {
  kAny,
  kName,          // [\w+=,.@-]
  kSessionName,   // the same, but empty is none of the pattern's business
  kNameSlash,     // paths: (/)|(/[!-~]+/)
  kPathPrefix,    // /, then anything that one can see
  kWord,          // [\w]
  kWordDot,       // [\w._-]
  kAlias,         // of accounts: lower case, digits, single hyphens inside
  kVersionId,     // v1
  kMarker,        // printable ASCII
  kExternalId,    // [\w+=,.@:/-]
  kDescription,   // tab, line ends, space to ~, U+00A1 to U+00FF
  kDocument,      // tab, line ends, space to U+00FF
  kTagKey,        // tag_rules.h
  kSerialNumber,  // [\w+=/:,.@-]
  kDigits,
  kWordHyphen,  // [\w-], or nothing
  kEntityPath,  // of an organization: o-…/r-…/…
};

struct ParameterRule {
  std::string_view name;  // as in the request: "RoleName"
  bool required = false;
  std::size_t min = 0, max = SIZE_MAX;  // in characters; of numbers: the value
  Charset charset = Charset::kAny;
  bool number = false;
  bool boolean = false;
  std::string_view values = {};  // an enum: "Active|Inactive"
  // A list: the rule is that of each member (NAME.member.N), unless these are structures (NAME.member.N.FIELD).
  bool list = false, structures = false;
  std::size_t most_members = kMaxMembers;
  bool secret = false;  // a password or key: not repeated to anybody
};

std::optional<aws::ErrorShape> CheckParameters(const Parameters& parameters, std::span<const ParameterRule> rules);

// What a value breaks, each a complaint of the form above. `member` is the lower-camel name.
std::vector<std::string> Complaints(std::string_view member, std::string_view value, const ParameterRule& rule);
// "Value 'VALUE' at 'MEMBER' failed to satisfy constraint: CONSTRAINT"
std::string ComplaintOf(std::string_view member, std::string_view value, const std::string& constraint);
// The error made of such complaints; nothing if there are none.
std::optional<aws::ErrorShape> ValidationErrors(const std::vector<std::string>& complaints);

// AWS's text of a pattern.
std::string_view CharsetPattern(Charset charset);
bool InCharset(std::string_view text, Charset charset);
// A decimal integer, with a sign or leading zeros if it likes; nothing for anything else.
std::optional<long long> ParseInteger(std::string_view text);

}  // namespace rolecall::services

#endif  // ROLECALL_SERVICES_PARAMETERS_H_

// What the readers of a live endpoint share: pages, documents, and how IAM's XML says a role.
// Pages are followed to their end, at most 10,000 (more is an error); an error of one call is the reader's, with AWS's
// text. Threads: one call at a time for a client.
#ifndef ROLECALL_ACCESS_MODEL_ENDPOINT_READER_H_
#define ROLECALL_ACCESS_MODEL_ENDPOINT_READER_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "access/model/identity_model.h"
#include "aws/client/client.h"
#include "aws/wire/xml.h"
#include "base/result.h"

namespace rolecall::access {

// Documents come percent-encoded (RFC 3986) in IAM's answers.
std::string DecodedDocument(std::string_view text);

// All pages of a listing: calls `take` with each answer.
aws::ServiceResult<aws::Done> ForEachPage(aws::Client& client, std::string_view action, aws::QueryParameters parameters,
                                          const std::function<void(const aws::XmlNode&)>& take);

// The element Role as GetRole, ListRoles and GetAccountAuthorizationDetails have it, without its policies.
Role RoleFromXml(const aws::XmlNode& element);
Member MemberFromXml(const aws::XmlNode& element, std::string_view kind);  // "User", "Group"
PolicyDocument LiveDocument(std::string name, std::string text);
Origin LiveOrigin();

// Reads the default version of a managed policy into the model, unless it is there.
Result<void> AddManagedPolicy(aws::Client& client, const std::string& arn, IdentityModel& model);

// The inline and attached policies of "Role", "User" or "Group" `name`.
Result<void> ReadPoliciesOf(aws::Client& client, const std::string& kind, const std::string& name,
                            std::vector<PolicyDocument>& inlines, std::vector<Attachment>& attached,
                            IdentityModel& model);

// The names of the groups that a user is in.
Result<void> ReadGroupsOf(aws::Client& client, const std::string& user, std::vector<std::string>& groups);

// The whole account by lists, for endpoints without GetAccountAuthorizationDetails.
Result<void> ReadAccountByLists(aws::Client& client, IdentityModel& model);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_MODEL_ENDPOINT_READER_H_

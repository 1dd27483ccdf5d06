// Tags as the AWS provider keeps them: `tags` is what the resource's own block says, `tags_all` what the object has,
// with the provider's default_tags underneath and ignore_tags taken out.
#ifndef ROLECALL_PROVIDERS_AWS_FRAMEWORK_TAGS_H_
#define ROLECALL_PROVIDERS_AWS_FRAMEWORK_TAGS_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "aws/client/client.h"
#include "base/result.h"
#include "providers/aws/framework/behaviour.h"
#include "providers/framework/object.h"

namespace rolecall::providers::aws {

using Tags = std::map<std::string, std::string>;

struct TagSettings {
  Tags defaults;
  std::set<std::string> ignored_keys;
  std::vector<std::string> ignored_prefixes;

  // Without those that are ignored, and without AWS's own ("aws:…").
  Tags Managed(const Tags& tags) const;
  // A resource's own tags over the default ones, without those that are ignored.
  Tags AllOf(const Tags& own) const;
};

// Plans tags_all. `prior` null: to be created. kInvalidArgument: of version 4, tags that only repeat default tags.
Result<void> PlanTags(const TagSettings& settings, const Behaviour& behaviour, const Object* prior, Object& planned);

// Sets tags and tags_all from what the object really has.
void ReadTags(const TagSettings& settings, const Behaviour& behaviour, const Tags& remote, Object& state);

// What to change on the object: from the tags_all that it had to the planned ones.
struct TagChanges {
  Tags set;
  std::vector<std::string> removed;
};
TagChanges ChangesOfTags(const Tags& before, const Tags& after);

// Query parameters: PREFIX.member.N.Key and .Value.
void AddTagParameters(const Tags& tags, const std::string& prefix, rolecall::aws::QueryParameters& parameters);
void AddListParameters(const std::vector<std::string>& list, const std::string& prefix,
                       rolecall::aws::QueryParameters& parameters);
// <Tags><member><Key/><Value/></member>…
Tags TagsOf(const rolecall::aws::XmlNode& node);

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_FRAMEWORK_TAGS_H_
